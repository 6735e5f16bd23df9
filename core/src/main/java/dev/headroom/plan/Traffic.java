package dev.headroom.plan;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Map;

/// The traffic of all routes in the window that was analysed.
public record Traffic(Map<ServiceOperation, Load> routes) {

  public Traffic {
    routes = Map.copyOf(routes);
  }

  /// @param perSecond requests
  /// @param meanNanos of the response time
  public record Load(double perSecond, double meanNanos) {
    static final Load NONE = new Load(0, 0);
  }

  Load of(ServiceOperation route) {
    return routes.getOrDefault(route, Load.NONE);
  }

  /// Seconds that users wait in every second, over all routes.
  double waiting() {
    return routes.values().stream()
        .mapToDouble(load -> load.perSecond() * load.meanNanos() / 1e9)
        .sum();
  }
}
