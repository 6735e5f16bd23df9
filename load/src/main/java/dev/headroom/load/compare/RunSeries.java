package dev.headroom.load.compare;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.RunResult;
import java.util.List;

/// The course of stored runs.
public final class RunSeries {
  private RunSeries() {}

  /// Percentiles of which the course of a run is kept.
  public enum Percentile {
    P50(0.5),
    P95(0.95),
    P99(0.99);

    private final double quantile;

    Percentile(double quantile) {
      this.quantile = quantile;
    }

    public double quantile() {
      return quantile;
    }

    private long of(RunResult.Point second) {
      return switch (this) {
        case P50 -> second.p50();
        case P95 -> second.p95();
        case P99 -> second.p99();
      };
    }
  }

  /// The percentile of each measured second in which something ended.
  ///
  /// @param name of the file, for messages
  /// @throws HeadroomException with `INVALID` when the run has no course
  public static Series of(String name, RunRecord run, Percentile percentile) {
    RunResult result = run.result();
    if (result.seconds().isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "run '"
              + name
              + "' has no course, only a distribution; expected a file with every request or"
              + " second");
    }
    List<Double> logs =
        result.seconds().stream()
            .filter(second -> second.elapsed().compareTo(result.warmUp()) > 0)
            .mapToLong(percentile::of)
            .filter(nanos -> nanos > 0)
            .mapToObj(nanos -> Math.log(nanos))
            .toList();
    return new Series(name, result.step().ratePerSecond(), logs);
  }
}
