package dev.headroom.query;

import dev.headroom.query.view.Trend;
import dev.headroom.query.view.Trend.Direction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares the median of a window's points with that of the window before.
final class Trending {
  private static final int FEWEST_POINTS = 3;
  // Half the spread that medians of a steady service show from hour to hour.
  private static final double FLAT_SHARE = 0.05;

  private Trending() {}

  static Trend of(List<@Nullable Double> before, List<@Nullable Double> now) {
    double[] old = known(before);
    double[] fresh = known(now);
    Double oldMedian = median(old);
    Double freshMedian = median(fresh);
    if (oldMedian == null
        || freshMedian == null
        || old.length < FEWEST_POINTS
        || fresh.length < FEWEST_POINTS) {
      return new Trend(oldMedian, freshMedian, null, Direction.UNKNOWN);
    }
    if (oldMedian == 0) {
      return new Trend(
          oldMedian, freshMedian, null, freshMedian == 0 ? Direction.FLAT : Direction.UP);
    }
    double change = freshMedian / oldMedian - 1;
    Direction direction =
        Math.abs(change) < FLAT_SHARE ? Direction.FLAT : change > 0 ? Direction.UP : Direction.DOWN;
    return new Trend(oldMedian, freshMedian, change, direction);
  }

  private static double[] known(List<@Nullable Double> values) {
    return values.stream().filter(Objects::nonNull).mapToDouble(v -> v).sorted().toArray();
  }

  private static @Nullable Double median(double[] sorted) {
    if (sorted.length == 0) {
      return null;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
