package dev.headroom.load.compare;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.load.run.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Compares two targets that are up at the same time: the same load goes to A, B, B and A in turn,
/// round after round, so that what drifts slowly meets both alike.
public final class Interleaving {
  private static final double MOST_CPU = 0.8;

  /// In less time a single pause makes any share of a core.
  private static final Duration TELLING = Duration.ofSeconds(2);

  private final Steps a;
  private final Steps b;
  private final StepRequest request;
  private final double quantile;
  private final Consumer<Held> progress;

  /// A step that is over.
  ///
  /// @param quantileNanos the percentile that is compared
  public record Held(int round, String side, double quantileNanos, double failedShare) {}

  /// @param request of each step; four steps are a round
  /// @param quantile the percentile of the latency that is compared, as a share
  /// @param progress is told of each step when it is over
  public Interleaving(
      Steps a, Steps b, StepRequest request, double quantile, Consumer<Held> progress) {
    this.a = a;
    this.b = b;
    this.request = request;
    this.quantile = quantile;
    this.progress = progress;
  }

  /// Runs so many rounds, at least five.
  ///
  /// @throws HeadroomException with `CONFLICT` when the generator disturbed a step or nothing was
  ///   answered
  /// @throws InterruptedException when the thread was interrupted; the load has been stopped
  public Comparison run(int rounds) throws InterruptedException {
    List<double[]> logs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      logs.add(
          new double[] {hold(round, "A"), hold(round, "B"), hold(round, "B"), hold(round, "A")});
    }
    return Comparison.ofRounds(logs);
  }

  private double hold(int round, String side) throws InterruptedException {
    StepResult result = (side.equals("A") ? a : b).hold(request);
    boolean busy = result.generatorCpu() > MOST_CPU && result.length().compareTo(TELLING) >= 0;
    if (result.capHit() || busy) {
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          "round %d, %s: the generator was the limit (%.0f %% of its core%s); expected a lower rate or more threads and connections"
              .formatted(
                  round,
                  side,
                  100 * result.generatorCpu(),
                  result.capHit() ? ", all connections busy" : ""));
    }
    double nanos = result.fromIntended().getValueAtPercentile(100 * quantile);
    if (result.completed() == 0 || !(nanos > 0)) {
      throw new HeadroomException(
          ErrorCode.CONFLICT, "round %d, %s: nothing was answered".formatted(round, side));
    }
    progress.accept(
        new Held(round, side, nanos, 1 - (double) result.completed() / result.offered()));
    return Math.log(nanos);
  }
}
