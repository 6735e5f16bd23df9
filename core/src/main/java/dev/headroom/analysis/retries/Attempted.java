package dev.headroom.analysis.retries;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attempts along one edge over the window.
final class Attempted {
  private final Edge edge;
  private final List<RollupReader.Point> points;
  private final long stepSeconds;
  private final Rollup total;

  Attempted(Edge edge, RollupReader.Series series, long stepSeconds) {
    this.edge = edge;
    this.points = series.points();
    this.stepSeconds = stepSeconds;
    this.total = series.total();
  }

  Edge edge() {
    return edge;
  }

  double attempts() {
    return total.count();
  }

  double repeated() {
    return total.extra();
  }

  double first() {
    return Math.max(0, total.count() - total.extra());
  }

  double failed() {
    return total.errors();
  }

  /// All attempts over first attempts; 1 when nothing was repeated.
  double amplification() {
    return amplification(total);
  }

  private static double amplification(Rollup slice) {
    double first = slice.count() - slice.extra();
    // Attempts fall into the slice of their end: the first may be in the slice before.
    return slice.extra() <= 0 ? 1 : slice.count() / Math.max(1, first);
  }

  /// The amplification of the slice where it is largest among those with enough repeated attempts;
  /// 1 when there is none.
  double worst() {
    RollupReader.Point worst = worstSlice();
    return worst == null ? 1 : amplification(worst.value());
  }

  private RollupReader.@Nullable Point worstSlice() {
    return points.stream()
        .filter(point -> point.value().extra() >= RetryStorm.LEAST_REPEATED_AT_WORST)
        .max(Comparator.comparingDouble(point -> amplification(point.value())))
        .orElse(null);
  }

  /// The share of the worst slice's attempts that failed; of all when there is no such slice.
  double worstFailedShare() {
    RollupReader.Point worst = worstSlice();
    Rollup of = worst == null ? total : worst.value();
    return of.errors() / of.count();
  }

  boolean storms() {
    boolean overAll =
        repeated() >= RetryStorm.LEAST_REPEATED && amplification() >= RetryStorm.LEAST;
    return overAll || worst() >= RetryStorm.LEAST_AT_WORST;
  }

  long firstSlice() {
    return points.getFirst().start();
  }

  long stepSeconds() {
    return stepSeconds;
  }

  /// The amplification slice by slice; null where there was no attempt.
  List<@Nullable Double> amplifications() {
    List<@Nullable Double> values = new ArrayList<>();
    fill(values, false);
    return values;
  }

  /// The share of attempts that failed, slice by slice.
  List<@Nullable Double> failedShares() {
    List<@Nullable Double> values = new ArrayList<>();
    fill(values, true);
    return values;
  }

  private void fill(List<@Nullable Double> values, boolean failed) {
    for (RollupReader.Point point : points) {
      while (firstSlice() + values.size() * stepSeconds < point.start()) {
        values.add(null);
      }
      Rollup slice = point.value();
      values.add(failed ? slice.errors() / slice.count() : amplification(slice));
    }
  }
}
