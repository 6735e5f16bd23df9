package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.query.view.PathShare;
import dev.headroom.query.view.RouteView.OnPathOf;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Path;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads where the time of routes goes. A share is exclusive time of one operation over the
/// exclusive time of all, which by definition is the duration of the route's traces.
final class Paths {
  private final Rollups rollups;

  Paths(Rollups rollups) {
    this.rollups = rollups;
  }

  /// A route whatever the kind of its root span.
  record RouteName(ServiceName service, OperationName operation) {
    static RouteName of(Route route) {
      return new RouteName(route.service(), route.operation());
    }

    static RouteName of(Path path) {
      return new RouteName(path.service(), path.operation());
    }
  }

  /// The largest shares of each route, largest first.
  Map<RouteName, List<PathShare>> ofRoutes(Grid grid, Set<RouteName> wanted, int most) {
    return ofRoutes(grid, traces(grid, wanted), most);
  }

  /// The same when it is known how many traces each route has in the window.
  Map<RouteName, List<PathShare>> ofRoutes(Grid grid, Map<RouteName, Double> traces, int most) {
    Map<Path, Rollup> parts =
        rollups.totals(
            RollupKind.PATH,
            Path.class,
            grid,
            path -> traces.containsKey(RouteName.of(path)),
            false,
            Function.identity());
    Map<RouteName, List<PathShare>> shares = new HashMap<>();
    grouped(parts)
        .forEach((route, ofRoute) ->
            shares.put(
                route,
                shares(ofRoute, traces.getOrDefault(route, 0.0)).stream().limit(most).toList()));
    return shares;
  }

  private Map<RouteName, Double> traces(Grid grid, Set<RouteName> wanted) {
    Map<RouteName, Double> traces = new HashMap<>();
    rollups
        .totals(
            RollupKind.ROUTE,
            Route.class,
            grid,
            route -> wanted.contains(RouteName.of(route)),
            false,
            RouteName::of)
        .forEach((route, total) -> traces.put(route, total.count()));
    return traces;
  }

  private static Map<RouteName, Map<Path, Rollup>> grouped(Map<Path, Rollup> parts) {
    Map<RouteName, Map<Path, Rollup>> grouped = new HashMap<>();
    parts.forEach((path, part) ->
        grouped.computeIfAbsent(RouteName.of(path), _ -> new HashMap<>()).put(path, part));
    return grouped;
  }

  private static List<PathShare> shares(Map<Path, Rollup> parts, double traces) {
    double all = parts.values().stream().mapToDouble(Rollup::sum).sum();
    List<PathShare> shares = new ArrayList<>();
    parts.forEach((path, part) -> {
      // A trace whose root is counted elsewhere can still lend its path: never divide by less
      // than the traces that this very operation was on the path of.
      double over = Math.max(traces, part.count());
      if (all > 0 && over > 0) {
        shares.add(
            new PathShare(
                path.onService().value(),
                path.onOperation().value(),
                part.sum() / all,
                Math.round(part.sum() / over),
                part.count()));
      }
    });
    shares.sort(
        Comparator.comparingDouble(PathShare::share)
            .reversed()
            .thenComparing(PathShare::service)
            .thenComparing(PathShare::operation));
    return shares;
  }

  /// The routes whose time is spent in an operation, the largest share first.
  List<OnPathOf> through(Grid grid, ServiceName service, OperationName operation) {
    Map<Path, Rollup> through =
        rollups.totals(
            RollupKind.PATH,
            Path.class,
            grid,
            path -> path.onService().equals(service) && path.onOperation().equals(operation),
            false,
            Function.identity());
    Set<RouteName> routes =
        through.keySet().stream().map(RouteName::of).collect(Collectors.toSet());
    Map<RouteName, Rollup> wholes =
        rollups.totals(
            RollupKind.PATH,
            Path.class,
            grid,
            path -> routes.contains(RouteName.of(path)),
            false,
            RouteName::of);
    Map<RouteName, Double> traces = traces(grid, routes);
    List<OnPathOf> found = new ArrayList<>();
    through.forEach((path, part) -> {
      RouteName route = RouteName.of(path);
      double whole = wholes.getOrDefault(route, new Rollup()).sum();
      double over = Math.max(traces.getOrDefault(route, 0.0), part.count());
      if (whole > 0 && over > 0) {
        found.add(
            new OnPathOf(
                route.service().value(),
                route.operation().value(),
                part.sum() / whole,
                Math.round(part.sum() / over)));
      }
    });
    found.sort(
        Comparator.comparingDouble(OnPathOf::share)
            .reversed()
            .thenComparing(OnPathOf::service)
            .thenComparing(OnPathOf::operation));
    return found;
  }
}
