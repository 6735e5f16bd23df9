package dev.headroom.stat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A straight line through points that are equally far apart, by the median of the slopes between
/// all pairs (Theil, 1950; Sen, 1968). Up to 29 % of the points may be anything.
///
/// @param slope per step
/// @param interval 95 % of the slope, by Kendall's variance; for points that follow each other it
///   is too narrow unless they are independent around the line
/// @param tau Kendall's rank correlation of the values with their order, -1 to 1
/// @param at the line's value at the last point
public record RobustLine(double slope, Interval interval, double tau, double at) {
  private static final int POINTS_MIN = 6;
  private static final int POINTS_MAX = 1_000;
  private static final int SLOPE_POINTS_MAX = 150;
  private static final double Z95 = 1.959963984540054;

  /// @param values NaN where none was measured; the work grows with their square
  /// @return null for fewer than 6 values or more than 1,000
  public static @Nullable RobustLine through(double[] values) {
    int[] known = new int[values.length];
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        known[n++] = i;
      }
    }
    if (n < POINTS_MIN || n > POINTS_MAX) {
      return null;
    }
    double[] slopes = new double[n * (n - 1) / 2];
    long concordant = 0;
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double rise = values[known[j]] - values[known[i]];
        slopes[at++] = rise / (known[j] - known[i]);
        concordant += (long) Math.signum(rise);
      }
    }
    Arrays.sort(slopes);
    double slope = median(slopes);
    double spread = Z95 * Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    int low = (int) Math.floor((slopes.length - spread) / 2);
    int high = (int) Math.ceil((slopes.length + spread) / 2);
    Interval interval =
        new Interval(
            low < 0 ? Double.NEGATIVE_INFINITY : slopes[low],
            high >= slopes.length ? Double.POSITIVE_INFINITY : slopes[high]);
    return new RobustLine(
        slope, interval, concordant / (double) slopes.length, level(values, known, n, slope));
  }

  /// The median of the slopes between pairs of points at any places; NaN when all lie above each
  /// other. Of many points 150 are taken, evenly by their order in `x`.
  public static double slope(double[] x, double[] y) {
    int[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> x[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int points = Math.min(SLOPE_POINTS_MAX, order.length);
    double[] slopes = new double[points * (points - 1) / 2];
    int count = 0;
    for (int i = 0; i < points; i++) {
      int from = order[(int) ((long) i * order.length / points)];
      for (int j = i + 1; j < points; j++) {
        int to = order[(int) ((long) j * order.length / points)];
        if (x[to] > x[from]) {
          slopes[count++] = (y[to] - y[from]) / (x[to] - x[from]);
        }
      }
    }
    double[] known = Arrays.copyOf(slopes, count);
    Arrays.sort(known);
    return count == 0 ? Double.NaN : median(known);
  }

  private static double level(double[] values, int[] known, int n, double slope) {
    double[] ends = new double[n];
    for (int i = 0; i < n; i++) {
      ends[i] = values[known[i]] + slope * (known[n - 1] - known[i]);
    }
    Arrays.sort(ends);
    return median(ends);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
