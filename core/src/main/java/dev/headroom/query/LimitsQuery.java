package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.Latency;
import dev.headroom.query.view.LimitsView;
import dev.headroom.query.view.Ownership;
import dev.headroom.query.view.PathShare;
import dev.headroom.query.view.RouteRow;
import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.SpanKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Answers the home page: every route, and where its time goes.
final class LimitsQuery {
  private static final Set<String> SORTS_BY_LATENCY = Set.of("p50", "p95", "p99");
  private static final int PATH_SHARES = 5;
  private static final int ROWS_AT_ONCE = 50;

  private final Sources sources;
  private final Rollups rollups;
  private final CeilingReader ceilings;

  LimitsQuery(Sources sources, CeilingReader ceilings) {
    this.sources = sources;
    this.ceilings = ceilings;
    this.rollups = new Rollups(sources);
  }

  private record Row(Route route, Traffic traffic, Ownership ownership) {
    ServiceName service() {
      return route.service();
    }

    OperationName operation() {
      return route.operation();
    }

    SpanKind kind() {
      return route.spanKind();
    }

    @Nullable Double latency(ToLongFunction<Latency> part) {
      Latency latency = traffic.latency();
      return latency == null ? null : Double.valueOf(part.applyAsLong(latency));
    }
  }

  private static Listing<Row> listing(CeilingViews ceilings) {
    return new Listing<Row>(
            row ->
                List.of(
                    row.service().value(),
                    row.operation().value(),
                    Owners.text(row.ownership().owner()),
                    Owners.text(row.ownership().ownerTitle()),
                    Owners.text(row.ownership().domain())),
            Comparator.comparing(Row::service)
                .thenComparing(Row::operation)
                .thenComparing(Row::kind))
        .number("rate", row -> row.traffic().perSecond())
        .number("errorShare", row -> row.traffic().errorShare())
        .number("p50", row -> row.latency(Latency::p50Nanos))
        .number("p95", row -> row.latency(Latency::p95Nanos))
        .number("p99", row -> row.latency(Latency::p99Nanos))
        .number("peak", row -> row.traffic().peakPerSecond())
        .number("headroom", row -> ceilings.headroom(row.service(), row.operation()))
        .text("service", row -> row.service().value())
        .text("operation", row -> row.operation().value())
        .text("owner", row -> Owners.text(row.ownership().ownerTitle()));
  }

  LimitsView limits(TimeWindow window, Page page) {
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    CeilingViews scales = new CeilingViews(ceilings);
    Listing<Row> listing = listing(scales);
    Map<Route, Timeline> all =
        rollups.timelines(
            RollupKind.ROUTE, Route.class, grid, _ -> true, false, Function.identity());
    // Durations of all routes are only needed to sort by them.
    boolean durations = SORTS_BY_LATENCY.contains(listing.sort(page));
    Map<Route, Rollup> totals =
        durations
            ? rollups.totals(
                RollupKind.ROUTE, Route.class, grid, _ -> true, true, Function.identity())
            : Map.of();
    Births births = Births.of(rollups.reader(), RollupKind.ROUTE, grid, all, Route::service);
    Owners owners = new Owners(sources.catalog().catalog());
    Set<ServiceName> serving = serving();
    List<Row> rows =
        all.entrySet().stream()
            .map(e -> row(e.getKey(), e.getValue(), totals.get(e.getKey()), births, owners))
            .filter(row -> row.traffic().count() > 0 && isRoute(row.route(), serving))
            .toList();
    Listing.Cut<Row> cut = listing.cut(rows, page);
    Map<Paths.RouteName, Double> traces = traces(all);
    return new LimitsView(
        grid.view(),
        total(all, births, grid),
        cut.count(),
        Rollups.parts(cut.rows(), ROWS_AT_ONCE).stream()
            .flatMap(part -> routes(part, grid, births, traces, scales).stream())
            .toList(),
        cut.nextCursor(),
        ChangeView.of(sources.changes().changes(grid.window())),
        rows.isEmpty() ? Hints.noTraces(new Directory(sources.keys())) : List.of());
  }

  // What a service that takes requests calls outside of them (a pool's pings) is no route; the
  // calls
  // of a service that takes none (a browser, a job) are all that tells of its users.
  private static boolean isRoute(Route route, Set<ServiceName> serving) {
    return !route.spanKind().isExit() || !serving.contains(route.service());
  }

  private Set<ServiceName> serving() {
    Set<ServiceName> serving = new HashSet<>();
    new Directory(sources.keys())
        .keys(
            RollupKind.OPERATION,
            key -> key instanceof Operation operation && operation.spanKind().isEntry())
        .forEach(key -> serving.add(key.service()));
    return serving;
  }

  private static Row row(
      Route route, Timeline timeline, @Nullable Rollup total, Births births, Owners owners) {
    return new Row(
        route,
        timeline.traffic(total == null ? timeline.total() : total, births.of(route)),
        owners.of(route.service()));
  }

  private static Traffic total(Map<Route, Timeline> all, Births births, Grid grid) {
    Timeline total = new Timeline(grid);
    all.values().forEach(total::addAll);
    return total.total().count() == 0 ? Traffic.NONE : total.traffic(births.earliest());
  }

  /// How many traces each route has; routes of one name but another kind share their paths.
  private static Map<Paths.RouteName, Double> traces(Map<Route, Timeline> all) {
    Map<Paths.RouteName, Double> traces = new HashMap<>();
    all.forEach((route, timeline) ->
        traces.merge(Paths.RouteName.of(route), timeline.total().count(), Double::sum));
    return traces;
  }

  private List<RouteRow> routes(
      List<Row> rows,
      Grid grid,
      Births births,
      Map<Paths.RouteName, Double> traces,
      CeilingViews scales) {
    Set<Route> wanted = new HashSet<>();
    rows.forEach(row -> wanted.add(row.route()));
    Map<Route, Timeline> timelines =
        rollups.timelines(
            RollupKind.ROUTE, Route.class, grid, wanted::contains, true, Function.identity());
    Map<Paths.RouteName, Double> shown = new HashMap<>();
    for (Route route : wanted) {
      Paths.RouteName name = Paths.RouteName.of(route);
      shown.put(name, traces.getOrDefault(name, 0.0));
    }
    Map<Paths.RouteName, List<PathShare>> paths =
        new Paths(rollups).ofRoutes(grid, shown, PATH_SHARES);
    return rows.stream()
        .map(row -> {
          Timeline timeline = timelines.getOrDefault(row.route(), new Timeline(grid));
          long bornAt = births.of(row.route());
          return new RouteRow(
              row.service().value(),
              row.operation().value(),
              row.kind().name(),
              row.ownership(),
              timeline.traffic(bornAt),
              timeline.trends(bornAt),
              timeline.sparkline(bornAt),
              paths.getOrDefault(Paths.RouteName.of(row.route()), List.of()),
              scales.row(row.service(), row.operation()));
        })
        .toList();
  }
}
