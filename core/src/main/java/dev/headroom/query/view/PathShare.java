package dev.headroom.query.view;

/// How much of a route's time one operation holds: exclusive time on the critical path, over all
/// traces of the route in the window.
///
/// @param service whose time it is
/// @param operation which operation's
/// @param share of the route's total time
/// @param nanosPerTrace mean exclusive time per trace of the route
/// @param traces weighted number of traces in which it was on the path
public record PathShare(
    String service, String operation, double share, long nanosPerTrace, double traces) {
  public PathShare {
    Valid.share("share", share);
    Valid.nanos("nanosPerTrace", nanosPerTrace);
    Valid.amount("traces", traces);
  }
}
