package dev.headroom.plan;

import dev.headroom.capacity.ResourceId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import org.jspecify.annotations.Nullable;

/// What a proposal does to the ceiling of a route.
///
/// @param nowPerSecond the ceiling today
/// @param thenPerSecond the ceiling afterwards
/// @param interval 95 % of it
/// @param peakPerSecond the rate in the busy hour
/// @param limitNow what binds today
/// @param limitThen what binds afterwards
/// @param nextPerSecond what the second limit of today allows; null when only one is known
/// @param next which that is; null when only one is known
public record CeilingEffect(
    ServiceOperation route,
    double nowPerSecond,
    double thenPerSecond,
    Interval interval,
    double peakPerSecond,
    ResourceId limitNow,
    ResourceId limitThen,
    @Nullable Double nextPerSecond,
    @Nullable ResourceId next) {
  /// A ceiling that grows by less has not moved.
  public static final double MOVED = 1.05;

  /// How many times today's ceiling it will be.
  public double gain() {
    return thenPerSecond / nowPerSecond;
  }

  /// How many times the peak the ceiling is today; NaN without traffic.
  public double headroomNow() {
    return peakPerSecond > 0 ? nowPerSecond / peakPerSecond : Double.NaN;
  }

  /// How many times the peak it will be; NaN without traffic.
  public double headroomThen() {
    return peakPerSecond > 0 ? thenPerSecond / peakPerSecond : Double.NaN;
  }

  /// Whether the ceiling moves at all.
  public boolean moves() {
    return gain() >= MOVED;
  }

  /// What binds today, as `the connection pool main of orders`.
  public String limitNowWords() {
    return Wording.resource(limitNow);
  }

  /// What binds afterwards.
  public String limitThenWords() {
    return Wording.resource(limitThen);
  }
}
