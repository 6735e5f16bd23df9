package dev.headroom.server.api;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads durations such as `250ms`, `1.5s`, `90us`; a bare number is milliseconds.
final class Lengths {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)?");

  private Lengths() {}

  /// @return nanoseconds
  static long nanos(String field, String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw ApiRequest.invalid(field, text, "a duration such as 250ms, 1.5s or 2m");
    }
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    long factor =
        switch (unit) {
          case "ns" -> 1L;
          case "us", "µs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
    return nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : nanos.longValue();
  }
}
