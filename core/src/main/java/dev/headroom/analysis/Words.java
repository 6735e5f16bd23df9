package dev.headroom.analysis;

import java.util.Locale;

/// Numbers as people read them in claims and rules; three significant digits.
public final class Words {
  private static final double NANOS = 1e9;

  private Words() {}

  /// `12.3 ms`, `1.20 s`, `480 µs`.
  public static String nanos(double nanos) {
    return seconds(nanos / NANOS);
  }

  public static String seconds(double seconds) {
    double size = Math.abs(seconds);
    if (size >= 172_800) {
      return number(seconds / 86_400) + " days";
    }
    if (size >= 7_200) {
      return number(seconds / 3_600) + " h";
    }
    if (size >= 120) {
      return number(seconds / 60) + " min";
    }
    if (size >= 1) {
      return number(seconds) + " s";
    }
    return size >= 1e-3 ? number(seconds * 1e3) + " ms" : number(seconds * 1e6) + " µs";
  }

  /// `34 %`, `0.25 %`.
  public static String share(double share) {
    return number(share * 100) + " %";
  }

  /// `512 MiB`.
  public static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size >= 1L << 30) {
      return number(bytes / (1L << 30)) + " GiB";
    }
    return size >= 1 << 20
        ? number(bytes / (1 << 20)) + " MiB"
        : number(bytes / (1 << 10)) + " KiB";
  }

  /// `1234`, `12.3`, `0.123`.
  public static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || size == 0 || (value == Math.rint(value) && size < 1e6)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return size >= 1
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
