package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Impact.OnRoute;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Which routes pass through an operation, and how much of their response time is its own: from the
/// exclusive times on the routes' critical paths.
public final class RouteShares {
  private final Map<ServiceOperation, Rollup> routes = new HashMap<>();
  private final List<OnPath> paths = new ArrayList<>();

  private record OnPath(RollupKey.Path key, double nanos) {}

  private RouteShares() {}

  /// Those of the view's window.
  public static RouteShares of(ModelView view) {
    return view.shared(RouteShares.class, () -> read(view, view.window()));
  }

  private static RouteShares read(ModelView view, TimeWindow window) {
    RouteShares shares = new RouteShares();
    for (RollupReader.Series series : read(view, RollupKind.ROUTE, window)) {
      if (series.key() instanceof RollupKey.Route key) {
        shares
            .routes
            .computeIfAbsent(
                new ServiceOperation(key.service(), key.operation()), _ -> new Rollup())
            .merge(series.total());
      }
    }
    for (RollupReader.Series series : read(view, RollupKind.PATH, window)) {
      if (series.key() instanceof RollupKey.Path key) {
        shares.paths.add(new OnPath(key, series.total().sum()));
      }
    }
    shares.paths.sort(Comparator.comparing(path -> String.join("\0", path.key().fields())));
    return shares;
  }

  private static List<RollupReader.Series> read(
      ModelView view, RollupKind kind, TimeWindow window) {
    return view.rollups().read(new RollupReader.Query(kind, window, _ -> true, 0, false));
  }

  /// The routes whose critical path has time of the service, the one that spends most there first.
  public List<ServiceOperation> through(ServiceName service) {
    return nanos(path -> path.onService().equals(service)).entrySet().stream()
        .sorted(
            Map.Entry.<ServiceOperation, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// What routes pay for a part of the own time of some operations.
  ///
  /// @param on which places on the path are meant
  /// @param part what the finding accounts for, as a share of their own time; above 1 when the time
  ///   is lost elsewhere
  /// @param perSecond see [Impact]
  public Impact impact(Predicate<RollupKey.Path> on, double part, double perSecond) {
    List<OnRoute> paid = new ArrayList<>();
    nanos(on)
        .forEach((route, nanos) -> {
          Rollup whole = routes.get(route);
          if (whole != null && whole.count() > 0 && whole.sum() > 0 && nanos > 0) {
            paid.add(
                new OnRoute(
                    route.service(),
                    route.operation(),
                    part * nanos / whole.count(),
                    Math.min(1, part * nanos / whole.sum())));
          }
        });
    paid.sort(
        Comparator.comparingDouble(OnRoute::share)
            .reversed()
            .thenComparing(OnRoute::service)
            .thenComparing(OnRoute::operation));
    return new Impact(paid, perSecond);
  }

  /// As [#impact], for a sum of time that is spread over the routes by their share of own time.
  ///
  /// @param lostNanos in the whole window
  public Impact spread(Predicate<RollupKey.Path> on, double lostNanos, double perSecond) {
    double all = 0;
    for (double nanos : nanos(on).values()) {
      all += nanos;
    }
    return all > 0 ? impact(on, lostNanos / all, perSecond) : new Impact(List.of(), perSecond);
  }

  private Map<ServiceOperation, Double> nanos(Predicate<RollupKey.Path> on) {
    Map<ServiceOperation, Double> nanos = new HashMap<>();
    for (OnPath path : paths) {
      if (on.test(path.key())) {
        nanos.merge(
            new ServiceOperation(path.key().service(), path.key().operation()),
            path.nanos(),
            Double::sum);
      }
    }
    return nanos;
  }
}
