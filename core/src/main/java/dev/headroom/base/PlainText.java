package dev.headroom.base;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them, in sentences.
public final class PlainText {
  private PlainText() {}

  /// Three significant digits, whole from 100 on.
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "unknown";
    }
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_EVEN));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /// A share as a percentage.
  public static String percent(double share) {
    return number(share * 100) + " %";
  }

  /// A share such as a target, with all its digits.
  public static String exactPercent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .round(new MathContext(10))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /// A count, with a digit behind the point where it is not whole.
  public static String count(double value) {
    // Minutes are floats: a sum of whole counts may miss the whole by a little.
    return Math.abs(value - Math.rint(value)) <= 1e-6 * Math.max(1, value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.1f", value);
  }

  /// The two largest units: `3 d 6 h`, `1 h`, `25 min`, `10 s`.
  public static String duration(Duration duration) {
    long minutes = Math.round(duration.toSeconds() / 60.0);
    if (minutes == 0) {
      return duration.toSeconds() + " s";
    }
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60 && minutes != 24 * 60) {
      return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    long hours = Math.round(minutes / 60.0);
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /// A duration with its unit, three significant digits: `340 ms`, `1.25 s`.
  public static String nanos(double nanos) {
    double size = Math.abs(nanos);
    if (Double.isNaN(nanos)) {
      return "unknown";
    }
    if (size >= 1e9) {
      return number(nanos / 1e9) + " s";
    }
    return size >= 1e6 ? number(nanos / 1e6) + " ms" : number(nanos / 1e3) + " µs";
  }

  /// A relative change: `-38 %`, `+12 %`.
  ///
  /// @param factor what it is now over what it was
  public static String change(double factor) {
    return (factor > 1 ? "+" : "") + percent(factor - 1);
  }
}
