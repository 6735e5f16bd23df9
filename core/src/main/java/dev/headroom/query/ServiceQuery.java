package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.InstanceRow;
import dev.headroom.query.view.OperationRow;
import dev.headroom.query.view.ServiceView;
import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.RollupKey.Instance;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Answers the page of one service.
final class ServiceQuery {
  private static final int TROUBLES = 10;

  private final Sources sources;
  private final Rollups rollups;

  ServiceQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  ServiceView service(TimeWindow window, ServiceName service) {
    new Directory(sources.keys()).require(service);
    Grid rows = Grid.list(window, sources.clock().instant(), sources.retention());
    Grid grid = Grid.detail(window, sources.clock().instant(), sources.retention());
    Map<ServiceName, Timeline> wholes =
        rollups.timelines(
            RollupKind.INSTANCE,
            Instance.class,
            grid,
            key -> key.service().equals(service),
            true,
            Instance::service);
    Births births = Births.ofServices(rollups, grid);
    long bornAt = births.of(service);
    Timeline whole = wholes.getOrDefault(service, new Timeline(grid));
    Map<Instance, Measured> instances =
        rollups.measuredWithPrevious(
            RollupKind.INSTANCE,
            Instance.class,
            grid,
            key -> key.service().equals(service),
            Function.identity());
    boolean served = whole.first() != Long.MAX_VALUE;
    List<OperationRow> operations = new Operations(rollups).rows(rows, births, service);
    List<ChangeEvent> changes =
        sources.changes().changes(grid.window()).stream()
            .filter(change -> change.service().equals(service))
            .toList();
    NodeId node = NodeId.service(service);
    return new ServiceView(
        grid.view(),
        service.value(),
        new Owners(sources.catalog().catalog()).of(service),
        served ? whole.traffic(bornAt) : Traffic.NONE,
        whole.trends(bornAt),
        whole.chart(bornAt, 50, 95, 99),
        operations.stream().filter(OperationRow::entry).toList(),
        operations.stream().filter(row -> !row.entry()).toList(),
        instanceRows(instances, grid, bornAt),
        Versions.rows(versions(instances, grid), grid, bornAt, service, changes),
        new Resources(rollups).of(grid, service),
        new Edges(rollups).rows(rows, births, edge -> edge.callee().equals(node)),
        new Edges(rollups).rows(rows, births, edge -> edge.service().equals(service)),
        new Statements(rollups).rows(rows, births, s -> s.service().equals(service)),
        ChangeView.of(changes),
        new TracesQuery(sources).failed(grid.window(), service),
        new TemplatesQuery(sources).troubles(rows, service, TROUBLES),
        hints(operations, served));
  }

  private static List<InstanceRow> instanceRows(
      Map<Instance, Measured> instances, Grid grid, long bornAt) {
    return instances.entrySet().stream()
        .filter(entry -> entry.getValue().total().count() > 0)
        .map(entry -> {
          Timeline timeline = entry.getValue().timeline();
          return new InstanceRow(
              entry.getKey().instance(),
              entry.getKey().version(),
              entry.getKey().environment(),
              entry.getKey().region(),
              entry.getValue().traffic(Math.max(bornAt, timeline.first())),
              grid.endOfSlice(timeline.last()));
        })
        .sorted(
            Comparator.comparingDouble((InstanceRow row) -> row.traffic().count())
                .reversed()
                .thenComparing(InstanceRow::instance)
                .thenComparing(InstanceRow::version))
        .toList();
  }

  private static Map<Versions.Version, Measured> versions(
      Map<Instance, Measured> instances, Grid grid) {
    Map<Versions.Version, Measured> versions = new HashMap<>();
    instances.forEach((key, measured) ->
        versions
            .computeIfAbsent(
                new Versions.Version(key.version(), key.environment()), _ -> Measured.empty(grid))
            .add(measured));
    return versions;
  }

  private static List<Hint> hints(List<OperationRow> operations, boolean served) {
    if (operations.isEmpty()) {
      return List.of(
          new Hint(
              "No spans of this service in this time range",
              "It may only send metrics or logs, or not have run. See Telemetry quality for what"
                  + " is missing.",
              "export OTEL_TRACES_EXPORTER=otlp"));
    }
    return served
        ? List.of()
        : List.of(
            new Hint(
                "The service takes no requests or messages",
                "It sends spans, but none of kind SERVER or CONSUMER, so it has no rate of its"
                    + " own. Its operations are listed below.",
                ""));
  }
}
