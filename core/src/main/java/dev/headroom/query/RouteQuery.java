package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.Latency;
import dev.headroom.query.view.PathShare;
import dev.headroom.query.view.RouteView;
import dev.headroom.query.view.RouteView.Bin;
import dev.headroom.query.view.RouteView.SegmentRow;
import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKey.Segment;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Answers the page of one route, or of any other operation.
final class RouteQuery {
  private static final int PATH_SHARES = 50;
  private static final int BINS = 40;

  private final Sources sources;
  private final Rollups rollups;
  private final CeilingReader ceilings;

  RouteQuery(Sources sources, CeilingReader ceilings) {
    this.sources = sources;
    this.ceilings = ceilings;
    this.rollups = new Rollups(sources);
  }

  RouteView route(TimeWindow window, ServiceName service, OperationName operation) {
    new Directory(sources.keys()).require(service, operation);
    Grid grid = Grid.detail(window, sources.clock().instant(), sources.retention());
    Map<Operation, Timeline> keys =
        rollups.timelines(
            RollupKind.OPERATION,
            Operation.class,
            grid,
            key -> key.service().equals(service) && key.operation().equals(operation),
            true,
            Function.identity());
    SpanKind kind = kind(keys);
    keys.keySet().removeIf(key -> key.spanKind() != kind);
    Births births = births(grid, service);
    long bornAt = births.of(service);
    Timeline whole = new Timeline(grid);
    keys.values().forEach(whole::addAll);
    Rollup total = whole.total();
    Traffic traffic = whole.first() == Long.MAX_VALUE ? Traffic.NONE : whole.traffic(total, bornAt);
    List<ChangeEvent> changes =
        sources.changes().changes(grid.window()).stream()
            .filter(change -> change.service().equals(service))
            .toList();
    NodeId node = NodeId.service(service);
    CeilingViews scales = new CeilingViews(ceilings);
    Paths.RouteName route = new Paths.RouteName(service, operation);
    Measured asRoot = roots(grid, service, operation).get(route);
    return new RouteView(
        grid.view(),
        service.value(),
        operation.value(),
        kind.name(),
        new Owners(sources.catalog().catalog()).of(service),
        traffic,
        asRoot == null ? null : asRoot.traffic(bornAt),
        whole.trends(bornAt),
        whole.chart(bornAt, 50, 90, 95, 99),
        histogram(total),
        segments(grid, births, service, operation),
        whereTimeGoes(grid, route),
        new Paths(rollups).through(grid, service, operation),
        new Edges(rollups)
            .rows(
                grid,
                births,
                e -> e.callee().equals(node) && e.calleeOperation().equals(operation.value())),
        new Edges(rollups)
            .rows(
                grid, births, e -> e.service().equals(service) && e.operation().equals(operation)),
        new Statements(rollups)
            .rows(
                grid, births, s -> s.service().equals(service) && s.operation().equals(operation)),
        Versions.rows(versions(keys, grid), grid, bornAt, service, changes),
        new TracesQuery(sources).exemplars(grid.window(), service, operation, slow(traffic)),
        scales.whole(service, operation),
        scales.scalability(service),
        ChangeView.of(changes),
        total.count() > 0 ? List.of() : List.of(silent()));
  }

  // One name may be used by spans of several kinds (a client's and a server's GET /x): the page is
  // about requests taken in, when there are any.
  private static SpanKind kind(Map<Operation, Timeline> keys) {
    Map<SpanKind, Double> counts = new EnumMap<>(SpanKind.class);
    keys.forEach((key, t) -> counts.merge(key.spanKind(), t.total().count(), Double::sum));
    return counts.entrySet().stream()
        .max(
            Comparator.comparing((Map.Entry<SpanKind, Double> e) -> e.getKey().isEntry())
                .thenComparing(Map.Entry.comparingByValue()))
        .map(Map.Entry::getKey)
        .orElse(SpanKind.SERVER);
  }

  /// Since when the service is seen at all: a rare route is as old as its service.
  private Births births(Grid grid, ServiceName service) {
    Map<ServiceName, Timeline> spans =
        rollups.timelines(
            RollupKind.OPERATION,
            Operation.class,
            grid,
            key -> key.service().equals(service),
            false,
            Operation::service);
    return Births.ofServices(rollups, grid).or(grid, spans, Function.identity());
  }

  /// The traces that start with the operation; empty when none does.
  private Map<Paths.RouteName, Measured> roots(
      Grid grid, ServiceName service, OperationName operation) {
    return rollups.measured(
        RollupKind.ROUTE,
        Route.class,
        grid,
        key -> key.service().equals(service) && key.operation().equals(operation),
        Paths.RouteName::of);
  }

  private List<PathShare> whereTimeGoes(Grid grid, Paths.RouteName route) {
    return new Paths(rollups)
        .ofRoutes(grid, Set.of(route), PATH_SHARES)
        .getOrDefault(route, List.of());
  }

  /// Bars of equal width in logarithms from the fastest to the slowest.
  static List<Bin> histogram(Rollup total) {
    Sketch sketch = total.sketch();
    if (sketch == null || sketch.count() == 0) {
      return List.of();
    }
    double low = Math.max(1, total.min() * (1 - sketch.relativeError()));
    double high = Math.max(low + 1, total.max() * (1 + sketch.relativeError()));
    List<Bin> bins = new ArrayList<>(BINS);
    double ratio = Math.pow(high / low, 1.0 / BINS);
    double below = 0;
    double from = 0;
    for (int i = 1; i <= BINS; i++) {
      double to = i == BINS ? high : low * Math.pow(ratio, i);
      double share = i == BINS ? 1 : Math.max(below, sketch.shareAtOrBelow(to));
      bins.add(
          new Bin(
              Math.round(i == 1 ? low : from), Math.round(to), (share - below) * sketch.count()));
      below = share;
      from = to;
    }
    return bins;
  }

  private List<SegmentRow> segments(
      Grid grid, Births births, ServiceName service, OperationName operation) {
    Map<Segment, Measured> segments =
        rollups.measured(
            RollupKind.SEGMENT,
            Segment.class,
            grid,
            key -> key.service().equals(service) && key.operation().equals(operation),
            Function.identity());
    Map<Dimension, Double> wholes = new EnumMap<>(Dimension.class);
    segments.forEach((key, m) -> wholes.merge(key.dimension(), m.total().count(), Double::sum));
    List<SegmentRow> rows = new ArrayList<>();
    segments.forEach((key, measured) -> {
      double whole = wholes.getOrDefault(key.dimension(), 0.0);
      if (whole > 0) {
        rows.add(
            new SegmentRow(
                key.dimension().name(),
                key.value(),
                measured.traffic(births.of(service)),
                measured.total().count() / whole));
      }
    });
    rows.sort(
        Comparator.comparing(SegmentRow::dimension)
            .thenComparing(Comparator.comparingDouble(SegmentRow::share).reversed())
            .thenComparing(SegmentRow::value));
    return rows;
  }

  private static Map<Versions.Version, Measured> versions(
      Map<Operation, Timeline> keys, Grid grid) {
    Map<Versions.Version, Measured> versions = new HashMap<>();
    keys.forEach((key, timeline) ->
        versions
            .computeIfAbsent(
                new Versions.Version(key.version(), key.environment()), _ -> Measured.empty(grid))
            .add(new Measured(timeline, timeline.total())));
    return versions;
  }

  private static long slow(Traffic traffic) {
    Latency latency = traffic.latency();
    return latency == null ? 0 : latency.p95Nanos();
  }

  private static Hint silent() {
    return new Hint(
        "Nothing of this route in this time range",
        "It is known from another time. Choose a longer range.",
        "");
  }
}
