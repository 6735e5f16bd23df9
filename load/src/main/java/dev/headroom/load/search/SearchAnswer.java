package dev.headroom.load.search;

import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much a target can take.
///
/// @param ending why the search stopped
/// @param perSecond the highest rate at which the objective holds; null when none was found
/// @param interval where it lies, with 95 % confidence; its upper end is infinite when nothing was
///   found to break the objective; null when `perSecond` is
/// @param capacity requests per second that the target completes when it has more than enough; null
///   when it was not overloaded
/// @param steps in the order in which they were held
/// @param service response times while hardly anybody waited: equally likely ones, ascending
/// @param reason one sentence on the ending
/// @param loadTime for how long load was offered
public record SearchAnswer(
    LatencyObjective objective,
    Ending ending,
    @Nullable Double perSecond,
    @Nullable Interval interval,
    @Nullable Double capacity,
    List<JudgedStep> steps,
    List<Duration> service,
    String reason,
    Duration loadTime) {

  public SearchAnswer {
    steps = List.copyOf(steps);
    service = List.copyOf(service);
  }

  /// Whether the objective surely holds at this rate, and nothing but the target was the limit.
  public boolean holds(double ratePerSecond) {
    return ending != Ending.GENERATOR_LIMIT && interval != null && interval.low() >= ratePerSecond;
  }

  /// Why a search stopped.
  public enum Ending {
    /// The interval is as narrow as was asked for.
    FOUND,
    /// The budget of time is spent; the interval is wider than was asked for.
    OUT_OF_TIME,
    /// The objective holds at the highest rate that is allowed.
    HIGHEST_RATE_HOLDS,
    /// The objective breaks even at the lowest rate.
    LOWEST_RATE_BREAKS,
    /// The generator could not measure higher rates: the target may hold more.
    GENERATOR_LIMIT
  }
}
