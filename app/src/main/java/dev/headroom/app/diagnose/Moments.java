package dev.headroom.app.diagnose;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/// Reads times: ISO-8601, a number since the epoch whose size tells its unit (seconds to
/// nanoseconds), or relative to the end of the data (`-90m`, `-2h`, `now`).
///
/// @param nowNanos now, or the end of the data
record Moments(long nowNanos) {
  /// Nanoseconds since the epoch.
  ///
  /// @param name of the field, for the message
  long read(String name, String text) {
    String word = text.strip();
    try {
      if (word.equals("now")) {
        return nowNanos;
      }
      if (word.matches("-\\d+[smhd]")) {
        String unit = word.substring(word.length() - 1).toUpperCase(Locale.ROOT);
        String amount = word.substring(1, word.length() - 1);
        Duration ago = Duration.parse((unit.equals("D") ? "P" : "PT") + amount + unit);
        return nowNanos - ago.toNanos();
      }
      return word.matches("\\d+(\\.\\d+)?")
          ? number(word)
          : nanos(OffsetDateTime.parse(zoned(word)).toInstant());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          name
              + " '"
              + text
              + "'; expected ISO-8601, a number since the epoch, or relative to the end of the data"
              + " like -90m",
          e);
    }
  }

  private static String zoned(String word) {
    String joined = word.replace(' ', 'T');
    return joined.matches(".*(Z|z|[+-]\\d{2}:?\\d{2})$") && joined.contains("T")
        ? joined
        : joined + "Z";
  }

  private static long number(String digits) {
    double size = Double.parseDouble(digits);
    long factor =
        size < 1e11 ? 1_000_000_000L : size < 1e14 ? 1_000_000L : size < 1e17 ? 1000L : 1L;
    return digits.contains(".")
        ? (long) (size * factor)
        : Math.multiplyExact(Long.parseLong(digits), factor);
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
