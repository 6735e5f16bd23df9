package dev.headroom.server.openslo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// OpenSLO's duration: a whole number of minutes to years.
///
/// @param count at least 1
/// @param unit `m`, `h`, `d`, `w`, `M`, `Q` or `Y`
record Shorthand(long count, char unit) {
  /// What it looks like, for messages.
  static final String EXPECTED = "a whole number with m, h, d, w, M, Q or Y, e.g. 28d";

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,6})([mhdwMQY])");

  /// @return null when the text is none
  static @Nullable Shorthand parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? new Shorthand(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0))
        : null;
  }

  /// The shorthand in a field; null when it is absent or, which is a problem, none.
  static @Nullable Shorthand of(Section section, String field) {
    if (!section.has(field)) {
      return null;
    }
    int errors = section.errors();
    String text = section.text(field);
    Shorthand shorthand = parse(text);
    if (shorthand == null && section.errors() == errors) {
      section.problem(field, "is '" + text + "'", EXPECTED);
    }
    return shorthand;
  }

  /// The shortest shorthand for whole minutes.
  static String of(Duration duration) {
    long minutes = duration.toMinutes();
    if (minutes % 1_440 == 0) {
      return minutes / 1_440 + "d";
    }
    return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
  }

  /// As a stretch of the calendar: a quarter is three months.
  ChronoUnit calendarUnit() {
    return switch (unit) {
      case 'm' -> ChronoUnit.MINUTES;
      case 'h' -> ChronoUnit.HOURS;
      case 'd' -> ChronoUnit.DAYS;
      case 'w' -> ChronoUnit.WEEKS;
      case 'M', 'Q' -> ChronoUnit.MONTHS;
      default -> ChronoUnit.YEARS;
    };
  }

  long calendarCount() {
    return unit == 'Q' ? 3 * count : count;
  }

  /// Whether its length depends on where in the calendar it lies.
  boolean isUneven() {
    return unit == 'M' || unit == 'Q' || unit == 'Y';
  }

  /// Its length, with months of 30, quarters of 90 and years of 365 days.
  Duration length() {
    return switch (unit) {
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      case 'd' -> Duration.ofDays(count);
      case 'w' -> Duration.ofDays(7 * count);
      case 'M' -> Duration.ofDays(30 * count);
      case 'Q' -> Duration.ofDays(90 * count);
      default -> Duration.ofDays(365 * count);
    };
  }

  @Override
  public String toString() {
    return count + String.valueOf(unit);
  }

  /// A length such as `300ms`, `1.5s` or `2m`, in nanoseconds; null when the text is none.
  static @Nullable Long nanos(String text) {
    Matcher matcher =
        Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h|d)").matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Long unit = nanosOf(matcher.group(2));
    return unit == null ? null : times(new BigDecimal(matcher.group(1)), unit);
  }

  /// How many nanoseconds a unit of time has; null when it is none.
  static @Nullable Long nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      case "d" -> 86_400_000_000_000L;
      default -> null;
    };
  }

  /// @return null when it does not fit
  static @Nullable Long times(BigDecimal number, long unit) {
    BigDecimal nanos = number.multiply(BigDecimal.valueOf(unit));
    return nanos.signum() >= 0 && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0
        ? nanos.longValue()
        : null;
  }

  /// The shortest text that [#nanos] reads as that many.
  static String length(long nanos) {
    String[] units = {"h", "m", "s", "ms", "us"};
    for (String unit : units) {
      Long size = nanosOf(unit);
      if (size != null && nanos % size == 0) {
        return nanos / size + unit;
      }
    }
    return nanos + "ns";
  }
}
