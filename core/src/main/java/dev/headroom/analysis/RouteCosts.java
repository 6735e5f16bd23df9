package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Impact.OnRoute;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sums what something costs the routes on whose traces it is seen. Not thread-safe.
public final class RouteCosts {
  private static final int MOST_ROUTES = 20;

  private final Map<ServiceOperation, OnOne> routes = new LinkedHashMap<>();
  private double times;

  /// What it costs one route, over all its sampled traces.
  private static final class OnOne {
    final RouteSamples samples;
    double nanos;

    OnOne(RouteSamples samples) {
      this.samples = samples;
    }

    OnRoute perRequest() {
      return new OnRoute(
          samples.route().service(),
          samples.route().operation(),
          nanos / samples.weight(),
          samples.nanos() > 0 ? Math.min(1, nanos / samples.nanos()) : Double.NaN);
    }
  }

  /// Adds what it cost one visit; visits of weight 0 cost nothing.
  ///
  /// @param cost of the route's critical path, nanoseconds
  public void add(Visit visit, double cost) {
    routes.computeIfAbsent(visit.route().route(), _ -> new OnOne(visit.route())).nanos +=
        cost * visit.weight();
    times += visit.weight();
  }

  /// How many visits were added, by weight.
  public double times() {
    return times;
  }

  /// What it costs each route, on average over all its requests.
  public Impact impact(TimeWindow window) {
    List<OnRoute> dearest =
        routes.values().stream()
            .filter(one -> one.nanos > 0)
            .sorted(Comparator.comparingDouble((OnOne one) -> one.nanos).reversed())
            .limit(MOST_ROUTES)
            .map(OnOne::perRequest)
            .toList();
    double seconds = window.length().toMillis() / 1e3;
    return new Impact(dearest, seconds > 0 ? times / seconds : Double.NaN);
  }
}
