package dev.headroom.load.plan;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Amounts as people write them: `500ms`, `30s`, `200/s`, `5%`. Wrong ones are refused with the
/// field they stand in.
public final class Amounts {
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([a-zµ/%]*)\\s*");

  private Amounts() {}

  /// A length of time with its unit: `us`, `ms`, `s`, `m`, `h`; a plain 0 needs none.
  public static Duration duration(String field, String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    String expected = "a number and a unit, e.g. 500ms, 30s, 5m or 1h";
    if (!parts.matches()) {
      throw wrong(field, text, expected);
    }
    double number = Double.parseDouble(parts.group(1));
    double nanos =
        switch (parts.group(2)) {
          case "us", "µs" -> number * 1e3;
          case "ms" -> number * 1e6;
          case "s" -> number * 1e9;
          case "m", "min" -> number * 60e9;
          case "h" -> number * 3600e9;
          case "" -> number;
          default -> throw wrong(field, text, expected);
        };
    if (parts.group(2).isEmpty() && number != 0) {
      throw wrong(field, text, expected);
    }
    if (nanos > 365 * 24 * 3600e9) {
      throw wrong(field, text, "at most a year");
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  /// Something per second: `200`, `200/s`, `12000/m`.
  public static double rate(String field, String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    String expected = "requests per second, e.g. 200, 0.5 or 12000/m";
    if (!parts.matches()) {
      throw wrong(field, text, expected);
    }
    double number = Double.parseDouble(parts.group(1));
    return switch (parts.group(2)) {
      case "", "/s" -> number;
      case "/m", "/min" -> number / 60;
      case "/h" -> number / 3600;
      default -> throw wrong(field, text, expected);
    };
  }

  /// A share, 0 to 1: `5%` or `0.05`.
  public static double share(String field, String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    String expected = "a share, e.g. 5% or 0.05";
    if (!parts.matches() || !(parts.group(2).isEmpty() || parts.group(2).equals("%"))) {
      throw wrong(field, text, expected);
    }
    double share = Double.parseDouble(parts.group(1)) / (parts.group(2).equals("%") ? 100 : 1);
    if (share > 1) {
      throw wrong(field, text, expected);
    }
    return share;
  }

  /// A refusal that names field, value and what was expected.
  public static HeadroomException wrong(String field, Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, field + " is '" + value + "'; expected " + expected);
  }
}
