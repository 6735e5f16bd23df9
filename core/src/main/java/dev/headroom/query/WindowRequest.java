package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The window parameters as people write them: `range=1h`, or `from` and `to` as ISO-8601 times,
/// milliseconds since the epoch, or relative to now (`-1h`, `now`).
///
/// Without `to` the window ends now; without `from` it is `range` long, which is an hour unless
/// told. `from` and `range` together with no `to` start the window at `from`.
///
/// @param from null when not given
/// @param to null when not given
/// @param range a length such as `15m`, `1h`, `2d12h`; null when not given
public record WindowRequest(@Nullable String from, @Nullable String to, @Nullable String range) {

  /// How long a window is when nobody says.
  public static final Duration USUAL_LENGTH = Duration.ofHours(1);

  private static final Pattern LENGTH =
      Pattern.compile(
          "(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");
  private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{9,16}");
  private static final Duration MAX_LENGTH = Duration.ofDays(3_660);

  /// @throws HeadroomException with [ErrorCode#INVALID] that names the parameter at fault
  public TimeWindow resolve(Instant now) {
    if (from != null && to != null && range != null) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "range '" + range + "' together with from and to; expected two of the three at most");
    }
    Duration length = range == null ? USUAL_LENGTH : length("range", range);
    Instant end = to == null ? null : moment("to", to, now);
    Instant start = from == null ? null : moment("from", from, now);
    if (start == null) {
      Instant until = end == null ? now : end;
      return checked(new TimeWindow(until.minus(length), until));
    }
    if (end == null) {
      end = range == null ? now : start.plus(length);
    }
    return checked(new TimeWindow(start, end));
  }

  private static TimeWindow checked(TimeWindow window) {
    if (window.from().equals(window.to())) {
      throw new HeadroomException(
          ErrorCode.INVALID, "from '" + window.from() + "' equals to; expected from before to");
    }
    if (window.length().compareTo(MAX_LENGTH) > 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "from '" + window.from() + "' to '" + window.to() + "' is longer than ten years");
    }
    return window;
  }

  /// Reads one moment in the forms of `from` and `to`.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] that names the field
  public static Instant moment(String field, String text, Instant now) {
    String trimmed = text.strip();
    if (trimmed.equals("now")) {
      return now;
    }
    if (trimmed.startsWith("-") && trimmed.length() > 1) {
      return now.minus(length(field, trimmed.substring(1)));
    }
    try {
      if (EPOCH_MILLIS.matcher(trimmed).matches()) {
        return Instant.ofEpochMilli(Long.parseLong(trimmed));
      }
      // A plus sign of an offset arrives as a blank when a client forgot to encode it.
      return OffsetDateTime.parse(trimmed.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field
              + " '"
              + text
              + "' is no time; expected ISO-8601 with an offset"
              + " (2026-01-31T12:00:00Z), milliseconds since the epoch, 'now' or a past like '-1h'",
          e);
    }
  }

  /// Reads a length such as `90s`, `15m`, `1h30m`, `2d`, `1w`.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] that names the field
  static Duration length(String field, String text) {
    Matcher matcher = LENGTH.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field + " '" + text + "' is no length; expected e.g. '15m', '1h', '2d12h', '1w'");
    }
    long seconds =
        604_800 * part(matcher, 1)
            + 86_400 * part(matcher, 2)
            + 3_600 * part(matcher, 3)
            + 60 * part(matcher, 4)
            + part(matcher, 5);
    if (seconds == 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " '" + text + "' is empty; expected more than 0 seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  private static long part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
