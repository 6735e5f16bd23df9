package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.TelemetryQualityView;
import dev.headroom.query.view.TelemetryQualityView.Check;
import dev.headroom.query.view.TelemetryQualityView.ServiceQuality;
import dev.headroom.query.view.TelemetryQualityView.State;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.signal.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers how well each service tells about itself. What rollups know is judged on all spans, what
/// only attributes tell on the spans of the latest kept traces.
final class QualityQuery {
  private static final int TRACES_LOOKED_INTO = 100;
  private static final int LOGS_LOOKED_INTO = 200;

  private final Sources sources;
  private final Rollups rollups;

  QualityQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  TelemetryQualityView quality(TimeWindow window) {
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Map<ServiceName, Map<Operation, Rollup>> operations = new HashMap<>();
    rollups
        .totals(RollupKind.OPERATION, Operation.class, grid, _ -> true, false, key -> key)
        .forEach((key, total) ->
            operations.computeIfAbsent(key.service(), _ -> new HashMap<>()).put(key, total));
    Senders senders = new Senders(rollups, grid);
    Set<ServiceName> services = new TreeSet<>(operations.keySet());
    services.addAll(senders.metrics());
    services.addAll(senders.logs());
    Map<ServiceName, List<Span>> spans = sampled(grid.window());
    Owners owners = new Owners(sources.catalog().catalog());
    List<ServiceQuality> found = new ArrayList<>();
    for (ServiceName service : services) {
      QualityFacts facts =
          new QualityFacts(
              service,
              operations.getOrDefault(service, Map.of()),
              spans.getOrDefault(service, List.of()),
              senders.metrics().contains(service),
              senders.logs().contains(service),
              linkedLogs(grid.window(), service, senders),
              metricNames(service));
      List<Check> checks = QualityChecks.of(facts);
      found.add(
          new ServiceQuality(
              service.value(),
              owners.of(service),
              score(checks),
              facts.hasSpans(),
              facts.metrics(),
              facts.logs(),
              checks));
    }
    found.sort(
        Comparator.comparingDouble((ServiceQuality q) -> orOne(q.score()))
            .thenComparing(ServiceQuality::service));
    return new TelemetryQualityView(
        grid.view(),
        found,
        found.isEmpty() ? Hints.noTraces(new Directory(sources.keys())) : List.of());
  }

  private static double orOne(@Nullable Double score) {
    return score == null ? 1 : score;
  }

  private static @Nullable Double score(List<Check> checks) {
    double sum = 0;
    int applicable = 0;
    for (Check check : checks) {
      Double coverage = check.coverage();
      if (check.state() != State.NOT_APPLICABLE && coverage != null) {
        sum += coverage;
        applicable++;
      }
    }
    return applicable == 0 ? null : sum / applicable;
  }

  private Map<ServiceName, List<Span>> sampled(TimeWindow window) {
    Map<ServiceName, List<Span>> spans = new HashMap<>();
    TracesQuery traces = new TracesQuery(sources);
    for (StoredTrace trace : traces.search(TraceSearch.in(window, TRACES_LOOKED_INTO))) {
      for (Span span : sources.payloads().spans(trace.payload())) {
        spans.computeIfAbsent(span.service(), _ -> new ArrayList<>()).add(span);
      }
    }
    return spans;
  }

  private Set<String> metricNames(ServiceName service) {
    Set<String> names = new TreeSet<>();
    for (RollupKey key :
        new Directory(sources.keys()).keys(RollupKind.METRIC, k -> k.service().equals(service))) {
      if (key instanceof RollupKey.Metric metric) {
        names.add(metric.metric());
      }
    }
    return names;
  }

  /// Share of the latest records that name their trace; null without records.
  private @Nullable Double linkedLogs(TimeWindow window, ServiceName service, Senders senders) {
    if (!senders.logs().contains(service)) {
      return null;
    }
    var rows =
        sources
            .logs()
            .search(new LogReader.Search(window, service, 0, "", null, 0, null, LOGS_LOOKED_INTO));
    long linked = rows.stream().filter(row -> row.traceId() != null).count();
    return rows.isEmpty() ? null : Double.valueOf((double) linked / rows.size());
  }
}
