package dev.headroom.load.search;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// How to search.
///
/// @param startRate requests per second of the first step, which should be far below the ceiling
/// @param maxRate no step has a higher rate
/// @param budget for how long load is offered at most, all steps together
/// @param coarse the least length of a step while the rate is doubled
/// @param shortest the least length of a step after that
/// @param firstWarmUp what the first step leaves out, as a runtime is slow when it has just started
/// @param width enough is known when the upper end of the interval is at most this share above the
///   lower one
/// @param lateness a step is void when 1 % of its requests started later than by this share of the
///   objective's time
public record SearchSettings(
    double startRate,
    double maxRate,
    Duration budget,
    Duration coarse,
    Duration shortest,
    Duration firstWarmUp,
    double width,
    double lateness) {

  public SearchSettings {
    if (!(startRate > 0)) {
      throw wrong("startRate", startRate, "requests per second above 0");
    }
    if (!(maxRate >= startRate && maxRate < Double.POSITIVE_INFINITY)) {
      throw wrong("maxRate", maxRate, "at least the start rate, " + startRate);
    }
    if (!coarse.isPositive() || shortest.compareTo(coarse) < 0) {
      throw wrong("shortest", shortest, "at least the coarse step, " + coarse);
    }
    if (budget.compareTo(shortest.multipliedBy(2)) < 0) {
      throw wrong("budget", budget, "at least two steps of " + shortest);
    }
    if (firstWarmUp.isNegative()) {
      throw wrong("firstWarmUp", firstWarmUp, "no time or some");
    }
    if (!(width > 0 && width <= 1)) {
      throw wrong("width", width, "a share above 0, at most 1");
    }
    if (!(lateness > 0 && lateness <= 1)) {
      throw wrong("lateness", lateness, "a share above 0, at most 1");
    }
  }

  /// Steps of ten seconds, five while the rate is doubled, and an interval of ±4 %.
  public static SearchSettings of(double startRate, double maxRate, Duration budget) {
    return new SearchSettings(
        startRate,
        maxRate,
        budget,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        0.08,
        0.01);
  }

  private static HeadroomException wrong(String field, Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, field + " is " + value + "; expected " + expected);
  }
}
