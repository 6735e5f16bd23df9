package dev.headroom.load.search;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A promise about response times: a share of all requests is answered, without failing, within a
/// time from when they should have started.
///
/// @param quantile the share, above 0 and below 1
/// @param threshold the time
public record LatencyObjective(double quantile, Duration threshold) {
  private static final Pattern TEXT =
      Pattern.compile(
          "p(\\d{1,2}(?:\\.\\d{1,3})?)\\s*<\\s*(\\d{1,7}(?:\\.\\d{1,3})?)\\s*(us|ms|s)");

  public LatencyObjective {
    if (!(quantile > 0 && quantile < 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "quantile is " + quantile + "; expected a share between 0 and 1");
    }
    if (!threshold.isPositive()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "threshold is " + threshold + "; expected more than no time");
    }
  }

  /// Reads `p99<300ms`; the units are us, ms and s.
  public static LatencyObjective parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches() || new BigDecimal(matcher.group(1)).signum() == 0) {
      throw wrong(text);
    }
    long nanos =
        switch (matcher.group(3)) {
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          default -> 1_000_000_000;
        };
    long threshold =
        new BigDecimal(matcher.group(2)).multiply(BigDecimal.valueOf(nanos)).longValue();
    if (threshold == 0) {
      throw wrong(text);
    }
    return new LatencyObjective(
        new BigDecimal(matcher.group(1)).movePointLeft(2).doubleValue(),
        Duration.ofNanos(threshold));
  }

  private static HeadroomException wrong(String text) {
    return new HeadroomException(
        ErrorCode.INVALID,
        "objective is '" + text + "'; expected a percentile and a time, such as p99<300ms");
  }

  /// The share of requests that may be slow.
  public double allowed() {
    return 1 - quantile;
  }

  /// As it is read: `p99<300ms`.
  @Override
  public String toString() {
    return percentile() + "<" + time();
  }

  /// `p99`.
  public String percentile() {
    return "p" + plain(BigDecimal.valueOf(quantile).movePointRight(2));
  }

  /// `300 ms` in the shortest form, without the blank.
  public String time() {
    long nanos = threshold.toNanos();
    if (nanos >= 1_000_000_000) {
      return plain(BigDecimal.valueOf(nanos, 9)) + "s";
    }
    return nanos >= 1_000_000
        ? plain(BigDecimal.valueOf(nanos, 6)) + "ms"
        : plain(BigDecimal.valueOf(nanos, 3)) + "us";
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
