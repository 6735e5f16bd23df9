package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Impact.OnRoute;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sums what something costs the routes on whose traces it is seen. Not thread-safe.
public final class RouteCosts {
  private static final int MOST_ROUTES = 20;

  private final Map<RouteSamples, double[]> nanos = new LinkedHashMap<>();
  private double times;

  /// Adds what it cost one visit; visits of weight 0 cost nothing.
  ///
  /// @param cost of the route's critical path, nanoseconds
  public void add(Visit visit, double cost) {
    nanos.computeIfAbsent(visit.route(), _ -> new double[1])[0] += cost * visit.weight();
    times += visit.weight();
  }

  /// How many visits were added, by weight.
  public double times() {
    return times;
  }

  /// What it costs each route, on average over all its requests.
  public Impact impact(TimeWindow window) {
    List<OnRoute> routes =
        nanos.entrySet().stream()
            .filter(cost -> cost.getValue()[0] > 0)
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<RouteSamples, double[]> cost) -> cost.getValue()[0])
                    .reversed())
            .limit(MOST_ROUTES)
            .map(cost -> on(cost.getKey(), cost.getValue()[0]))
            .toList();
    double seconds = window.length().toMillis() / 1e3;
    return new Impact(routes, seconds > 0 ? times / seconds : Double.NaN);
  }

  private static OnRoute on(RouteSamples samples, double nanos) {
    return new OnRoute(
        samples.route().service(),
        samples.route().operation(),
        nanos / samples.weight(),
        samples.nanos() > 0 ? Math.min(1, nanos / samples.nanos()) : Double.NaN);
  }
}
