package dev.headroom.plan;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a proposal does to one route.
///
/// @param requestsPerSecond the route's traffic
/// @param p50 of the response time
/// @param p95 of the response time
/// @param reliefPerSecond seconds of waiting that end in every second: traffic × mean of what p50
///   and p95 lose, each by the draws of the bootstrap (`savedNanos`), not from step to step
/// @param traces how many traces the prediction rests on
/// @param assumptions one sentence each, that of the track record among them
/// @param correction what the track record of earlier predictions changed about the quantiles
/// @param ceiling null when the route's ceiling is not known
public record RouteEffect(
    ServiceOperation route,
    double requestsPerSecond,
    Shift p50,
    Shift p95,
    double reliefPerSecond,
    long traces,
    List<String> assumptions,
    TrackRecord.Correction correction,
    @Nullable CeilingEffect ceiling) {

  public RouteEffect {
    assumptions = List.copyOf(assumptions);
  }

  /// One quantile, now and then, in nanoseconds.
  ///
  /// @param interval 95 % of then
  public record Shift(double nowNanos, double thenNanos, Interval interval) {

    /// The same after the track record of earlier predictions was applied: then moves by the
    /// factor, and its distance from the ends of the interval grows, both on the log scale.
    Shift corrected(TrackRecord.Correction correction) {
      if (correction.outcomes() == 0 || !(thenNanos > 0)) {
        return this;
      }
      double then = thenNanos * Math.exp(correction.logShift());
      double least = Math.max(1, interval.low());
      return new Shift(
          nowNanos,
          then,
          new Interval(
              then * Math.pow(Math.min(1, least / thenNanos), correction.widening()),
              then * Math.pow(Math.max(1, interval.high() / thenNanos), correction.widening())));
    }

    /// log(then / now); NaN when one of them is not above 0.
    public double logChange() {
      return nowNanos > 0 && thenNanos > 0 ? Math.log(thenNanos / nowNanos) : Double.NaN;
    }
  }
}
