package dev.headroom.analysis.diagnosis;

import java.util.Arrays;
import java.util.Locale;

/// Order statistics that leave out missing cells, and numbers in words.
final class Numbers {
  private Numbers() {}

  /// The present values, ascending.
  static double[] sorted(double[] cells) {
    double[] present = Arrays.stream(cells).filter(Double::isFinite).toArray();
    Arrays.sort(present);
    return present;
  }

  /// Interpolated quantile of ascending values; NaN of none.
  static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int low = (int) place;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }

  /// x / (x + half): 0 for nothing, 0.5 at `half`, towards 1.
  static double saturate(double x, double half) {
    return x <= 0 ? 0 : x / (x + half);
  }

  static double clamp(double x) {
    return Math.max(0, Math.min(1, x));
  }

  /// Three or more digits, without exponents where they can be spared.
  static String text(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3g", value);
  }
}
