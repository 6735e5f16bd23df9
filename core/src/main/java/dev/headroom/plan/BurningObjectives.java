package dev.headroom.plan;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;

/// Port: the objectives of routes whose error budgets burn.
public interface BurningObjectives {

  /// Those that are about the route, fastest burn first.
  List<Burning> burning(ServiceOperation route);

  /// An objective whose budget burns.
  ///
  /// @param burnRate above 1
  /// @param thresholdNanos within which a good request is answered; 0 when it is not about latency
  record Burning(String slo, String objective, double burnRate, long thresholdNanos) {}
}
