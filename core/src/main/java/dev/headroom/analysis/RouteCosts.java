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
  private final Since since = new Since();
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
    routes.computeIfAbsent(visit.route().route(), _ -> first(visit.route())).nanos +=
        cost * visit.weight();
    times += visit.weight();
  }

  private OnOne first(RouteSamples samples) {
    samples.traces().forEach(trace -> since.seenNanos(trace.startNanos()));
    return new OnOne(samples);
  }

  /// The part of the window since the first request of the routes, over which it is counted.
  public TimeWindow counted(TimeWindow window) {
    return since.within(window);
  }

  /// How many visits were added, by weight.
  public double times() {
    return times;
  }

  /// What it costs each route, on average over all its requests; how often it happens is over the
  /// time since their first one ([#counted]).
  public Impact impact(TimeWindow window) {
    List<OnRoute> dearest =
        routes.values().stream()
            .filter(one -> one.nanos > 0)
            .sorted(Comparator.comparingDouble((OnOne one) -> one.nanos).reversed())
            .limit(MOST_ROUTES)
            .map(OnOne::perRequest)
            .toList();
    double seconds = since.seconds(window);
    return new Impact(dearest, seconds > 0 ? times / seconds : Double.NaN);
  }
}
