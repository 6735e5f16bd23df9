package dev.headroom.outcome;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads metrics of routes, slice by slice. A route that no trace begins with is measured by the
/// spans of its operation.
final class MetricReader {
  private final RollupReader rollups;

  MetricReader(RollupReader rollups) {
    this.rollups = rollups;
  }

  /// The metric of each of the routes that had traffic.
  ///
  /// @param window in whole steps
  Map<ServiceOperation, Slices> read(
      Collection<ServiceOperation> routes, Metric metric, TimeWindow window, long step) {
    boolean sketches = metric == Metric.P50 || metric == Metric.P95;
    Map<ServiceOperation, Map<Long, Rollup>> found =
        points(RollupKind.ROUTE, Set.copyOf(routes), window, step, sketches);
    Set<ServiceOperation> missing = new HashSet<>(routes);
    missing.removeAll(found.keySet());
    if (!missing.isEmpty()) {
      found.putAll(points(RollupKind.OPERATION, missing, window, step, sketches));
    }
    Map<ServiceOperation, Map<Long, Rollup>> calls =
        metric == Metric.CALLS_PER_REQUEST
            ? points(RollupKind.EDGE, found.keySet(), window, step, false)
            : Map.of();
    Map<ServiceOperation, Slices> slices = new HashMap<>();
    found.forEach((route, points) ->
        slices.put(
            route, slices(points, calls.getOrDefault(route, Map.of()), metric, window, step)));
    return slices;
  }

  private Map<ServiceOperation, Map<Long, Rollup>> points(
      RollupKind kind,
      Set<ServiceOperation> routes,
      TimeWindow window,
      long step,
      boolean sketches) {
    Map<ServiceOperation, Map<Long, Rollup>> found = new HashMap<>();
    for (Series series :
        rollups.read(
            new RollupReader.Query(
                kind, window, key -> routes.contains(route(key)), step, sketches))) {
      Map<Long, Rollup> into = found.computeIfAbsent(route(series.key()), _ -> new TreeMap<>());
      for (Point point : series.points()) {
        into.computeIfAbsent(point.start(), _ -> new Rollup()).merge(point.value());
      }
    }
    return found;
  }

  private static ServiceOperation route(RollupKey key) {
    return switch (key) {
      case RollupKey.Route route -> of(route.service(), route.operation());
      case RollupKey.Operation operation -> of(operation.service(), operation.operation());
      case RollupKey.Edge edge -> of(edge.service(), edge.operation());
      default -> throw new IllegalArgumentException("a rollup of a route, not " + key.kind());
    };
  }

  private static ServiceOperation of(ServiceName service, OperationName operation) {
    return new ServiceOperation(service, operation);
  }

  private static Slices slices(
      Map<Long, Rollup> points,
      Map<Long, Rollup> calls,
      Metric metric,
      TimeWindow window,
      long step) {
    long start = Math.floorDiv(window.from().getEpochSecond(), step) * step;
    int n = (int) Math.ceilDiv(window.to().getEpochSecond() - start, step);
    double[] values = new double[n];
    double[] counts = new double[n];
    Arrays.fill(values, Double.NaN);
    points.forEach((second, rollup) -> {
      int index = (int) ((second - start) / step);
      if (index >= 0 && index < n && rollup.count() > 0) {
        counts[index] = rollup.count();
        values[index] = value(rollup, calls.get(second), metric);
      }
    });
    return new Slices(start, step, values, counts);
  }

  private static double value(Rollup rollup, @Nullable Rollup calls, Metric metric) {
    return switch (metric) {
      case P50 -> rollup.quantile(0.5);
      case P95 -> rollup.quantile(0.95);
      case ERROR_SHARE -> rollup.errors() / rollup.count();
      case CALLS_PER_REQUEST -> (calls == null ? 0 : calls.count()) / rollup.count();
    };
  }

  /// The services on the critical path of each route: a change of any of them touches it.
  Map<ServiceOperation, Set<ServiceName>> touched(TimeWindow window) {
    Map<ServiceOperation, Set<ServiceName>> services = new HashMap<>();
    for (Series series :
        rollups.read(new RollupReader.Query(RollupKind.PATH, window, _ -> true, 0, false))) {
      if (series.key() instanceof RollupKey.Path path) {
        services
            .computeIfAbsent(of(path.service(), path.operation()), _ -> new HashSet<>())
            .add(path.onService());
      }
    }
    return services;
  }

  /// How much traffic each route had.
  Map<ServiceOperation, Double> traffic(TimeWindow window) {
    Map<ServiceOperation, Double> traffic = new HashMap<>();
    for (Series series :
        rollups.read(new RollupReader.Query(RollupKind.ROUTE, window, _ -> true, 0, false))) {
      traffic.merge(route(series.key()), series.total().count(), Double::sum);
    }
    return traffic;
  }
}
