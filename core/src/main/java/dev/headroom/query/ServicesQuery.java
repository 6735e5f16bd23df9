package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.Latency;
import dev.headroom.query.view.Ownership;
import dev.headroom.query.view.ServicesView;
import dev.headroom.query.view.ServicesView.ServiceRow;
import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Instance;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Answers the list of services.
final class ServicesQuery {
  private static final int ROWS_AT_ONCE = 50;

  private final Sources sources;
  private final Rollups rollups;

  ServicesQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  private record Row(ServiceName service, Ownership ownership, Traffic traffic, int instances) {
    @Nullable Double latency(ToLongFunction<Latency> part) {
      Latency latency = traffic.latency();
      return latency == null ? null : Double.valueOf(part.applyAsLong(latency));
    }
  }

  /// What the keys of a service tell about it.
  private static final class Facts {
    private final Map<String, Double> versions = new HashMap<>();
    private final Set<String> operations = new HashSet<>();
    private final Set<String> instances = new HashSet<>();
  }

  private static Listing<Row> listing() {
    return new Listing<Row>(
            row ->
                List.of(
                    row.service().value(),
                    Owners.text(row.ownership().owner()),
                    Owners.text(row.ownership().ownerTitle()),
                    Owners.text(row.ownership().system()),
                    Owners.text(row.ownership().domain())),
            Comparator.comparing(Row::service))
        .number("rate", row -> row.traffic().perSecond())
        .number("errorShare", row -> row.traffic().errorShare())
        .number("p50", row -> row.latency(Latency::p50Nanos))
        .number("p95", row -> row.latency(Latency::p95Nanos))
        .number("p99", row -> row.latency(Latency::p99Nanos))
        .text("service", row -> row.service().value())
        .text("owner", row -> Owners.text(row.ownership().ownerTitle()))
        .number("instances", row -> (double) row.instances());
  }

  ServicesView services(TimeWindow window, Page page) {
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Map<ServiceName, Timeline> timelines =
        rollups.timelines(
            RollupKind.INSTANCE, Instance.class, grid, _ -> true, false, Instance::service);
    Map<ServiceName, Rollup> totals =
        rollups.totals(
            RollupKind.INSTANCE, Instance.class, grid, _ -> true, true, Instance::service);
    Births births =
        Births.of(rollups.reader(), RollupKind.INSTANCE, grid, timelines, Function.identity());
    Map<ServiceName, Facts> facts = facts(grid);
    Senders senders = new Senders(rollups, grid);
    Set<ServiceName> all = new TreeSet<>(facts.keySet());
    all.addAll(senders.metrics());
    all.addAll(senders.logs());
    Owners owners = new Owners(sources.catalog().catalog());
    List<Row> rows =
        all.stream()
            .map(service ->
                new Row(
                    service,
                    owners.of(service),
                    traffic(timelines.get(service), totals.get(service), births.of(service)),
                    facts.getOrDefault(service, new Facts()).instances.size()))
            .toList();
    Listing.Cut<Row> cut = listing().cut(rows, page);
    return new ServicesView(
        grid.view(),
        cut.count(),
        Rollups.parts(cut.rows(), ROWS_AT_ONCE).stream()
            .flatMap(part -> views(part, grid, births, facts, senders).stream())
            .toList(),
        cut.nextCursor(),
        rows.isEmpty() ? Hints.noTraces(new Directory(sources.keys())) : List.of());
  }

  private Map<ServiceName, Facts> facts(Grid grid) {
    Map<ServiceName, Facts> facts = new HashMap<>();
    rollups
        .totals(RollupKind.OPERATION, Operation.class, grid, _ -> true, false, Function.identity())
        .forEach((key, total) -> {
          Facts of = facts.computeIfAbsent(key.service(), _ -> new Facts());
          of.operations.add(key.spanKind() + " " + key.operation());
          if (!key.version().isEmpty()) {
            of.versions.merge(key.version(), total.count(), Double::sum);
          }
        });
    rollups
        .totals(RollupKind.INSTANCE, Instance.class, grid, _ -> true, false, Function.identity())
        .forEach((key, _) ->
            facts.computeIfAbsent(key.service(), _ -> new Facts()).instances.add(key.instance()));
    return facts;
  }

  private static Traffic traffic(@Nullable Timeline timeline, @Nullable Rollup total, long bornAt) {
    return timeline == null
        ? Traffic.NONE
        : timeline.traffic(total == null ? new Rollup() : total, bornAt);
  }

  private List<ServiceRow> views(
      List<Row> rows, Grid grid, Births births, Map<ServiceName, Facts> facts, Senders senders) {
    Set<ServiceName> wanted = new HashSet<>();
    rows.forEach(row -> wanted.add(row.service()));
    Map<ServiceName, Timeline> timelines =
        rollups.timelines(
            RollupKind.INSTANCE,
            Instance.class,
            grid,
            key -> wanted.contains(key.service()),
            true,
            Instance::service);
    return rows.stream()
        .map(row ->
            view(
                row,
                timelines.getOrDefault(row.service(), new Timeline(grid)),
                births.of(row.service()),
                facts.getOrDefault(row.service(), new Facts()),
                senders))
        .toList();
  }

  private static ServiceRow view(
      Row row, Timeline timeline, long bornAt, Facts facts, Senders senders) {
    return new ServiceRow(
        row.service().value(),
        row.ownership(),
        row.traffic(),
        timeline.trends(bornAt),
        timeline.sparkline(bornAt),
        facts.versions.entrySet().stream()
            .sorted(
                Map.Entry.<String, Double>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList(),
        row.instances(),
        facts.operations.size(),
        senders.signals(row.service(), !facts.operations.isEmpty()));
  }
}
