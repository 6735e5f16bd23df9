package dev.headroom.server.openslo;

import dev.headroom.query.Closest;
import dev.headroom.slo.Period;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the `timeWindow` of an SLO.
final class WindowMapping {
  static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(3 * 366);
  private static final String EXPECTED =
      "a list of exactly one window, e.g. [{duration: 28d, isRolling: true}]";

  private WindowMapping() {}

  /// @return null when, which was told, it is not right
  static @Nullable Period read(Section spec) {
    if (!spec.has("timeWindow")) {
      spec.missing("timeWindow", EXPECTED);
      return null;
    }
    int errors = spec.errors();
    List<Section> windows = spec.sections("timeWindow");
    if (windows.size() != 1) {
      if (spec.errors() == errors) {
        spec.problem("timeWindow", "has " + windows.size() + " windows", EXPECTED);
      }
      return null;
    }
    Section window = windows.getFirst();
    window.only("duration", "isRolling", "calendar");
    if (!window.has("duration")) {
      window.missing("duration", Shorthand.EXPECTED);
    }
    Shorthand duration = length(window);
    Boolean rolling = window.flag("isRolling");
    Period period = window.has("calendar") ? calendar(window, duration) : rolling(window, duration);
    if (window.has("calendar") && Boolean.TRUE.equals(rolling)) {
      window.problem("isRolling", "is true beside a calendar", "false, or no calendar");
    }
    if (!window.has("calendar") && !Boolean.TRUE.equals(rolling) && window.errors() == errors) {
      if (rolling == null) {
        window.missing("isRolling", "true, or a calendar");
      } else {
        window.problem("isRolling", "is false without a calendar", "true, or a calendar");
      }
    }
    return spec.errors() == errors ? period : null;
  }

  private static @Nullable Shorthand length(Section window) {
    Shorthand duration = Shorthand.of(window, "duration");
    if (duration == null) {
      return null;
    }
    if (duration.length().compareTo(SHORTEST) < 0 || duration.length().compareTo(LONGEST) > 0) {
      window.problem("duration", "is " + duration, "1h to 3Y");
      return null;
    }
    return duration;
  }

  private static @Nullable Period rolling(Section window, @Nullable Shorthand duration) {
    if (duration == null) {
      return null;
    }
    if (duration.isUneven()) {
      window.warning(
          "duration",
          "is "
              + duration
              + ", which as a rolling window is counted as "
              + Shorthand.of(duration.length()),
          "days or weeks, or a calendar");
    }
    return new Period.Rolling(duration.length());
  }

  private static @Nullable Period calendar(Section window, @Nullable Shorthand duration) {
    Section calendar = window.section("calendar");
    if (calendar == null) {
      return null;
    }
    calendar.only("startTime", "timeZone");
    LocalDateTime start = start(calendar);
    ZoneId zone = zone(calendar);
    return duration == null || start == null || zone == null
        ? null
        : new Period.Calendar(start, duration.calendarCount(), duration.calendarUnit(), zone);
  }

  private static @Nullable LocalDateTime start(Section calendar) {
    String expected = "YYYY-MM-DD HH:MM:SS, e.g. 2026-01-01 00:00:00";
    String text = calendar.required("startTime", expected);
    if (text.isEmpty()) {
      return null;
    }
    try {
      LocalDateTime start = LocalDateTime.parse(text, START);
      if (start.getYear() >= 1970 && start.getYear() <= 9999) {
        return start;
      }
    } catch (DateTimeParseException _) {
      // Told below, with what was expected.
    }
    calendar.problem("startTime", "is '" + text + "'", expected);
    return null;
  }

  private static @Nullable ZoneId zone(Section calendar) {
    String text =
        calendar.required("timeZone", "a name of the IANA time zones, e.g. Europe/Berlin");
    if (text.isEmpty()) {
      return null;
    }
    if (ZoneId.getAvailableZoneIds().contains(text)) {
      return ZoneId.of(text);
    }
    String meant =
        Closest.to(text, ZoneId.getAvailableZoneIds())
            .map(zone -> ", did you mean '" + zone + "'?")
            .orElse("");
    calendar.problem(
        "timeZone",
        "is '" + text + "'" + meant,
        meant.isEmpty() ? "a name of the IANA time zones, e.g. Europe/Berlin" : "");
    return null;
  }
}
