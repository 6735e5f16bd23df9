package dev.headroom.load.result;

import java.time.Duration;
import java.util.Locale;

/// Numbers of runs as people read them.
public final class Words {
  private Words() {}

  /// A time with three digits and a fitting unit.
  public static String time(double nanos) {
    if (nanos < 999.5e3) {
      return digits(nanos / 1e3) + " µs";
    }
    return nanos < 999.5e6 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
  }

  /// A share in percent.
  public static String share(double share) {
    return digits(100 * share) + " %";
  }

  /// A rate per second.
  public static String rate(double perSecond) {
    return perSecond >= 100
        ? String.format(Locale.ROOT, "%.0f/s", perSecond)
        : digits(perSecond) + "/s";
  }

  /// A length of time in seconds.
  public static String length(Duration length) {
    return digits(length.toNanos() / 1e9) + " s";
  }

  private static String digits(double value) {
    if (value >= 99.95 || value == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
  }
}
