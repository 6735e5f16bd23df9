package dev.headroom.load.model;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Where a curve that rises and flattens bends most (Satopää et al., "Finding a Kneedle in a
/// Haystack", 2011, sensitivity 1): always a measured point, so a figure to look at rather than to
/// plan with.
///
/// @param n concurrency
/// @param x throughput there
public record Knee(double n, double x) {
  private static final int FEWEST = 4;

  /// Null when the points do not bend, or are fewer than four.
  static @Nullable Knee of(double[] n, double[] x) {
    Integer[] order = new Integer[n.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> n[i]));
    if (n.length < FEWEST) {
      return null;
    }
    double left = n[order[0]];
    double width = n[order[n.length - 1]] - left;
    double low = Arrays.stream(x).min().orElse(0);
    double height = Arrays.stream(x).max().orElse(0) - low;
    if (width <= 0 || height <= 0) {
      return null;
    }
    double[] above = new double[n.length];
    for (int i = 0; i < n.length; i++) {
      above[i] = (x[order[i]] - low) / height - (n[order[i]] - left) / width;
    }
    int at = bend(above);
    return at < 0 ? null : new Knee(n[order[at]], x[order[at]]);
  }

  /// The first maximum after which the curve falls by more than the mean distance of points before
  /// there is a higher one; -1 without any.
  private static int bend(double[] above) {
    double fall = 1.0 / (above.length - 1);
    int highest = 0;
    for (int i = 1; i < above.length; i++) {
      if (above[i] > above[highest]) {
        highest = i;
      } else if (highest > 0 && above[i] < above[highest] - fall) {
        return highest;
      }
    }
    return -1;
  }
}
