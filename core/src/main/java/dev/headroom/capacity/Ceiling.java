package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.stat.Interval;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a route scales.
///
/// @param limits what each resource allows, least first; empty when none could be measured
/// @param peakPerSecond the rate in the busy hour
/// @param knee the rate from which response times grow faster than the rate; null when unknown
/// @param objectiveBound the rate at which the route's latency objective would break; null without
///   an objective or when unknown
/// @param runsOut when the trend of the traffic reaches the ceiling; null when it does not within a
///   year or the trend cannot be told
/// @param undecided why there is no ceiling, or what is in doubt about it; one sentence each
public record Ceiling(
    ServiceName service,
    OperationName operation,
    List<ResourceLimit> limits,
    double peakPerSecond,
    @Nullable Double knee,
    @Nullable ObjectiveBound objectiveBound,
    @Nullable RunOut runsOut,
    List<String> undecided) {

  public Ceiling {
    limits = List.copyOf(limits);
    undecided = List.copyOf(undecided);
  }

  /// The resource that binds first; null when no ceiling is known.
  public @Nullable ResourceLimit binding() {
    return limits.isEmpty() ? null : limits.getFirst();
  }

  /// The ceiling over the busy hour's peak, with its interval; null when no ceiling is known or
  /// there was no traffic.
  public @Nullable Headroom headroom() {
    ResourceLimit binding = binding();
    return binding == null ? null : Headroom.of(binding, peakPerSecond);
  }

  /// How many times today's peak.
  public record Headroom(double factor, Interval interval) {

    /// Null without traffic.
    static @Nullable Headroom of(ResourceLimit limit, double peakPerSecond) {
      return peakPerSecond > 0
          ? new Headroom(
              limit.perSecond() / peakPerSecond,
              new Interval(
                  limit.interval().low() / peakPerSecond, limit.interval().high() / peakPerSecond))
          : null;
    }
  }

  /// @param objective the SLO's name
  /// @param quantile the share of requests that must be in time
  /// @param thresholdNanos within which they must be answered
  public record ObjectiveBound(
      String objective, double quantile, long thresholdNanos, double perSecond) {}

  /// @param earliest of its 95 % interval
  /// @param latest of its 95 % interval; null when it may never be reached
  public record RunOut(Instant at, Instant earliest, @Nullable Instant latest) {}
}
