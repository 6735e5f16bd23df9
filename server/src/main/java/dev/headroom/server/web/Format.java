package dev.headroom.server.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Figures as people read them: three significant digits, a unit, and a dash for what is not known.
public final class Format {
  /// What stands where nothing is known.
  public static final String UNKNOWN = "–";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLI =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Format() {}

  /// `0.42`, `17.3`, `1,240`, `12.4 k`, `3.1 M`.
  public static String number(@Nullable Double value) {
    if (value == null || value.isNaN()) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    if (size >= 1e9) {
      return digits(value / 1e9) + " G";
    }
    if (size >= 1e6) {
      return digits(value / 1e6) + " M";
    }
    if (size >= 10_000) {
      return digits(value / 1e3) + " k";
    }
    if (size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return digits(value);
  }

  /// Two significant digits below ten, whole numbers above: `0.15`, `2.6`, `1,240`.
  public static String rounded(double value) {
    double size = Math.abs(value);
    int decimals = size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2;
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return decimals == 0 ? text : text.replaceAll("\\.?0+$", "");
  }

  /// A count, without decimals below a thousand.
  public static String count(double value) {
    return value < 1_000 && value == Math.rint(value) ? Long.toString((long) value) : number(value);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return decimals == 0 ? text : text.replaceAll("\\.?0+$", "");
  }

  /// `12.4/s`; less than one in ten seconds is told per minute.
  public static String rate(@Nullable Double perSecond) {
    if (perSecond == null) {
      return UNKNOWN;
    }
    return perSecond > 0 && perSecond < 0.1
        ? number(perSecond * 60) + "/min"
        : number(perSecond) + "/s";
  }

  /// `0.83 %`.
  public static String share(@Nullable Double share) {
    if (share == null) {
      return UNKNOWN;
    }
    if (share > 0 && share < 0.0001) {
      return "<0.01 %";
    }
    return digits(share * 100) + " %";
  }

  /// `+12 %`, `−3 %`.
  public static String change(@Nullable Double share) {
    if (share == null) {
      return UNKNOWN;
    }
    String sign = share < 0 ? "−" : "+";
    double size = Math.abs(share);
    return size > 10
        ? "×" + digits(size + 1)
        : sign + String.format(Locale.ROOT, "%.0f %%", size * 100);
  }

  /// `840 µs`, `12.4 ms`, `1.24 s`, `3 min 20 s`.
  public static String duration(@Nullable Long nanos) {
    return nanos == null ? UNKNOWN : nanos(nanos);
  }

  /// See [#duration].
  public static String nanos(double nanos) {
    double size = Math.abs(nanos);
    if (size < 1_000) {
      return digits(nanos) + " ns";
    }
    if (size < 1e6) {
      return digits(nanos / 1e3) + " µs";
    }
    if (size < 1e9) {
      return digits(nanos / 1e6) + " ms";
    }
    if (size < 120e9) {
      return digits(nanos / 1e9) + " s";
    }
    return length(Duration.ofNanos((long) nanos));
  }

  /// The two largest units: `3 d 4 h`, `12 min`.
  public static String length(Duration length) {
    long seconds = length.toSeconds();
    long[] sizes = {86_400, 3_600, 60, 1};
    String[] units = {"d", "h", "min", "s"};
    for (int i = 0; i < sizes.length; i++) {
      if (seconds >= sizes[i]) {
        long rest = i + 1 < sizes.length ? seconds % sizes[i] / sizes[i + 1] : 0;
        return seconds / sizes[i]
            + " "
            + units[i]
            + (rest > 0 ? " " + rest + " " + units[i + 1] : "");
      }
    }
    return "0 s";
  }

  /// `4 min ago`, `in 2 h`.
  public static String ago(Instant moment, Instant now) {
    Duration passed = Duration.between(moment, now);
    if (passed.abs().toSeconds() < 5) {
      return "now";
    }
    return passed.isNegative() ? "in " + roughly(passed.negated()) : roughly(passed) + " ago";
  }

  /// Below an hour without seconds, which nobody counts.
  private static String roughly(Duration length) {
    return length.compareTo(Duration.ofHours(1)) < 0 && length.toMinutes() > 0
        ? length.toMinutes() + " min"
        : length(length);
  }

  /// `1.2 GiB`.
  public static String bytes(@Nullable Long bytes) {
    if (bytes == null) {
      return UNKNOWN;
    }
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1_024 && unit < units.length - 1) {
      value /= 1_024;
      unit++;
    }
    return digits(value) + " " + units[unit];
  }

  /// To the minute, UTC.
  public static String minute(Instant moment) {
    return MINUTE.format(moment);
  }

  /// To the day, UTC.
  public static String day(Instant moment) {
    return DAY.format(moment);
  }

  /// To the millisecond, UTC.
  public static String millis(Instant moment) {
    return MILLI.format(moment);
  }

  /// A figure in a metric's own unit (UCUM).
  public static String inUnit(@Nullable Double value, String unit) {
    if (value == null) {
      return UNKNOWN;
    }
    return switch (unit) {
      case "s" -> nanos(value * 1e9);
      case "ms" -> nanos(value * 1e6);
      case "ns" -> nanos(value);
      case "By" -> bytes(Math.round(value));
      case "share", "1" -> unit.equals("share") ? share(value) : number(value);
      case "1/s" -> rate(value);
      case "" -> number(value);
      default -> number(value) + " " + unit.replaceAll("[{}]", "");
    };
  }
}
