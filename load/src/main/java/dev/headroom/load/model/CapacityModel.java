package dev.headroom.load.model;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.search.JudgedStep;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.load.search.Verdict;
import dev.headroom.stat.ScalabilityChoice;
import dev.headroom.stat.UslFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the steps of a search say about how the target scales.
///
/// @param points what was measured, in the order of the steps that count
/// @param usl the Universal Scalability Law through those points that are no outliers, with
///   intervals by bootstrap; null with fewer than three different concurrencies
/// @param kinds what sort of limit explains them about equally well, best first; empty with too few
/// @param knee where throughput bends; null when it does not
/// @param queue the target as a queue; null when its capacity is unknown
/// @param fits what the queue says of each step that was not overloaded, beside what was measured
/// @param mostRate the highest rate that was held
public record CapacityModel(
    List<Point> points,
    @Nullable UslFit usl,
    List<LimitKind> kinds,
    @Nullable Knee knee,
    @Nullable QueueModel queue,
    List<QueueFit> fits,
    double quantile,
    double mostRate) {
  /// A residual of so many median ones makes an outlier, if it is a tenth of the throughput too.
  private static final double FAR_OFF = 6;

  private static final double MATTERS = 0.1;
  private static final int FEWEST_FOR_OUTLIERS = 6;

  public CapacityModel {
    points = List.copyOf(points);
    kinds = List.copyOf(kinds);
    fits = List.copyOf(fits);
  }

  /// A step: concurrency and throughput.
  ///
  /// @param n mean requests in flight
  /// @param x requests completed per second
  /// @param outlier whether the law without it is far off there
  public record Point(double n, double x, boolean outlier) {}

  /// A step against the queue.
  ///
  /// @param predictedSeconds what the queue says of the objective's percentile
  /// @param measuredSeconds what it was
  public record QueueFit(double ratePerSecond, double predictedSeconds, double measuredSeconds) {}

  /// Fits all that the steps allow for.
  public static CapacityModel of(SearchAnswer answer) {
    List<JudgedStep> sound =
        answer.steps().stream()
            .filter(step -> step.verdict() != Verdict.VOID)
            .filter(step -> step.inFlight() > 0 && step.throughput() > 0)
            .toList();
    double[] n = sound.stream().mapToDouble(JudgedStep::inFlight).toArray();
    double[] x = sound.stream().mapToDouble(JudgedStep::throughput).toArray();
    boolean[] outliers = outliers(n, x);
    double[] keptN = without(n, outliers);
    double[] keptX = without(x, outliers);
    boolean enough = Arrays.stream(keptN).distinct().count() >= 3;
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n.length; i++) {
      points.add(new Point(n[i], x[i], outliers[i]));
    }
    QueueModel queue =
        answer.capacity() == null || answer.service().isEmpty()
            ? null
            : QueueModel.of(answer.service(), answer.capacity());
    double quantile = answer.objective().quantile();
    return new CapacityModel(
        points,
        enough ? UslFit.of(keptN, keptX) : null,
        enough ? kinds(ScalabilityChoice.of(keptN, keptX)) : List.of(),
        Knee.of(keptN, keptX),
        queue,
        queue == null ? List.of() : fits(queue, quantile, sound),
        quantile,
        sound.stream().mapToDouble(JudgedStep::ratePerSecond).max().orElse(0));
  }

  private static List<LimitKind> kinds(ScalabilityChoice choice) {
    int equally = choice.best().size();
    return choice.candidates().stream().limit(equally).map(LimitKind::of).distinct().toList();
  }

  /// By jackknife: a point is out when the law through all others misses it by far more than it
  /// misses points as a rule.
  private static boolean[] outliers(double[] n, double[] x) {
    boolean[] out = new boolean[n.length];
    if (Arrays.stream(n).distinct().count() < FEWEST_FOR_OUTLIERS) {
      return out;
    }
    double[] residuals = new double[n.length];
    for (int i = 0; i < n.length; i++) {
      boolean[] alone = new boolean[n.length];
      alone[i] = true;
      UslFit rest = UslFit.of(without(n, alone), without(x, alone));
      residuals[i] = Math.abs(x[i] - rest.usl().throughput(n[i]));
    }
    double[] sorted = residuals.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    for (int i = 0; i < n.length; i++) {
      out[i] = residuals[i] > FAR_OFF * median && residuals[i] > MATTERS * x[i];
    }
    return out;
  }

  private static double[] without(double[] values, boolean[] out) {
    double[] kept = new double[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (!out[i]) {
        kept[count++] = values[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static List<QueueFit> fits(QueueModel queue, double quantile, List<JudgedStep> steps) {
    return steps.stream()
        .filter(step -> step.verdict() != Verdict.OVERLOADED)
        .filter(step -> step.ratePerSecond() < queue.capacity())
        .map(step ->
            new QueueFit(
                step.ratePerSecond(),
                queue.quantileSeconds(step.ratePerSecond(), quantile),
                step.quantile().toNanos() / 1e9))
        .toList();
  }

  /// How far the queue is off, as the median of predicted over measured, less one; NaN without any.
  public double queueError() {
    double[] errors =
        fits.stream()
            .mapToDouble(fit -> Math.abs(fit.predictedSeconds() / fit.measuredSeconds() - 1))
            .sorted()
            .toArray();
    return errors.length == 0 ? Double.NaN : errors[errors.length / 2];
  }

  /// The objective's percentile of response times at a rate, by the queue.
  ///
  /// @throws HeadroomException with `INVALID` beyond 1.25 times the highest rate that was measured,
  ///   and when nothing is known of the queue
  public double quantileSeconds(double ratePerSecond) {
    if (queue == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "the target was never overloaded; expected its capacity to be known");
    }
    if (!(ratePerSecond > 0 && ratePerSecond <= UslFit.FURTHEST * mostRate)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "rate is %s; expected at most %.4g, which is %.2f times the highest that was measured"
              .formatted(ratePerSecond, UslFit.FURTHEST * mostRate, UslFit.FURTHEST));
    }
    return queue.quantileSeconds(ratePerSecond, quantile);
  }
}
