package dev.headroom.finding;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import java.util.List;

/// What a finding costs.
///
/// @param routes the routes that pay for it, dearest first; empty when none is known
/// @param perSecond how often it happens, times per second over the window; NaN when unknown
public record Impact(List<OnRoute> routes, double perSecond) {
  /// Nothing is known of what it costs.
  public static final Impact UNKNOWN = new Impact(List.of(), Double.NaN);

  public Impact {
    routes = List.copyOf(routes);
  }

  /// What one route pays.
  ///
  /// @param nanosPerRequest of the route's response time that the finding accounts for, on average
  ///   over all requests of the route; NaN when unknown
  /// @param share of the route's response time, 0 to 1; NaN when unknown
  public record OnRoute(
      ServiceName service, OperationName operation, double nanosPerRequest, double share) {}
}
