package dev.headroom.capacity;

import dev.headroom.stat.Interval;

/// What one resource allows one route.
///
/// @param servers how many work side by side: cores, connections, threads
/// @param demandSeconds busy time of one server that a request of the route takes on average
///   (service demand), at the ceiling; NaN when it cannot be told from that of other routes
/// @param perSecond the rate of the route at which the resource is fully busy, the other routes
///   that use it growing alike
/// @param interval 95 % of that rate
/// @param peakUtilization of the resource in the busy hour, 0 to 1
/// @param saturated whether waiting was seen at the resource, so that the limit is more than an
///   extrapolation
/// @param formula how it was worked out, with the inputs
public record ResourceLimit(
    ResourceId resource,
    double servers,
    double demandSeconds,
    double perSecond,
    Interval interval,
    double peakUtilization,
    boolean saturated,
    String formula) {}
