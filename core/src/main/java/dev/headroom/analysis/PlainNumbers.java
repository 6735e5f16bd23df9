package dev.headroom.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Numbers as people read them, for claims and rules. What is not a number is `unknown`.
public final class PlainNumbers {
  private PlainNumbers() {}

  /// Three significant digits, whole from 100 on.
  public static String number(double value) {
    return rounded(value, 3);
  }

  private static String rounded(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "unknown";
    }
    if (Math.abs(value) >= Math.pow(10, digits - 1)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal of = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return of.signum() == 0 ? "0" : of.stripTrailingZeros().toPlainString();
  }

  /// `12 %`, two significant digits.
  public static String percent(double share) {
    return rounded(share * 100, 2) + " %";
  }

  /// A duration in the unit that suits it: `1.8 s`, `12.5 ms`, `340 µs`.
  public static String duration(double nanos) {
    double size = Math.abs(nanos);
    if (size >= 1e9) {
      return number(nanos / 1e9) + " s";
    }
    return size >= 1e6 ? number(nanos / 1e6) + " ms" : number(nanos / 1e3) + " µs";
  }

  /// A text without line breaks, of at most so many characters.
  public static String brief(String text, int most) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= most ? line : line.substring(0, most - 1) + "…";
  }
}
