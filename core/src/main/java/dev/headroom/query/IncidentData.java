package dev.headroom.query;

import dev.headroom.analysis.diagnosis.CallGraph;
import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.LogFact;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.TraceFact;
import dev.headroom.analysis.diagnosis.TraceFacts;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKey.Template;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TraceReader;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gathers what is stored around an incident: series of services and of virtual nodes, the call
/// graph, kept traces, warnings and errors by template, changes.
final class IncidentData {
  /// OTLP's number of the first severity that tells of trouble.
  private static final int WARN = 13;

  private static final int TRACES_PER_STRETCH = 300;

  private final Sources sources;
  private final Rollups rollups;
  private final TimeWindow window;
  private final long step;

  /// @param window what may be looked at
  /// @param step seconds of a slice, a multiple of 60
  IncidentData(Sources sources, Rollups rollups, TimeWindow window, long step) {
    this.sources = sources;
    this.rollups = rollups;
    this.window = window;
    this.step = step;
  }

  /// All nodes that were ever seen.
  SortedSet<String> nodes() {
    Directory directory = new Directory(sources.keys());
    SortedSet<String> nodes = new TreeSet<>(directory.serviceNames());
    directory.keys(RollupKind.EDGE, _ -> true).forEach(key -> nodes.add(callee(key)));
    return nodes;
  }

  private static String callee(RollupKey key) {
    return ((Edge) key).callee().toString();
  }

  DiagnosisData read(DiagnosisSearch search) {
    CallGraph.Builder graph = new CallGraph.Builder();
    NodeSeries nodes = new NodeSeries(rollups, window, step);
    List<Series> series = new ArrayList<>(nodes.ofSpans());
    Set<String> traced = new HashSet<>();
    series.forEach(each -> traced.add(each.node()));
    MetricNodeSeries metrics = new MetricNodeSeries(rollups, window, step, traced);
    series.addAll(metrics.series(graph));
    edges(graph);
    return new DiagnosisData(series, graph.build(), traces(search), logs(), changes());
  }

  /// Calls per request of the caller over all that is looked at.
  private void edges(CallGraph.Builder graph) {
    Map<String, Double> requests = new HashMap<>();
    for (RollupReader.Series one :
        rollups.read(
            RollupKind.OPERATION, Operation.class, window, 0, key -> key.spanKind().isEntry())) {
      requests.merge(one.key().service().value(), one.total().count(), Double::sum);
    }
    record Link(String caller, String callee) {}
    Map<Link, Double> calls =
        new TreeMap<>(Comparator.comparing(Link::caller).thenComparing(Link::callee));
    for (RollupReader.Series one :
        rollups.read(RollupKind.EDGE, Edge.class, window, 0, key -> !key.consumes())) {
      Edge edge = (Edge) one.key();
      calls.merge(
          new Link(edge.service().value(), edge.callee().toString()),
          one.total().count(),
          Double::sum);
    }
    calls.forEach((link, count) -> {
      double served = requests.getOrDefault(link.caller(), 0.0);
      graph.edge(link.caller(), link.callee(), served > 0 ? count / served : Double.NaN);
    });
  }

  private List<LogFact> logs() {
    List<LogFact> logs = new ArrayList<>();
    for (RollupReader.Series one :
        rollups.read(
            RollupKind.TEMPLATE, Template.class, window, step, key -> key.severity() >= WARN)) {
      Template template = (Template) one.key();
      for (RollupReader.Point point : one.points()) {
        logs.add(
            new LogFact(
                template.service().value(),
                point.start() * NodeSeries.SECOND,
                template.template(),
                (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.round(point.value().count())))));
      }
    }
    return logs;
  }

  private List<ChangeFact> changes() {
    return sources.changes().changes(window).stream()
        .map(change ->
            new ChangeFact(
                change.service().value(), DiagnosisSearch.nanos(change.at()), words(change)))
        .toList();
  }

  private static String words(ChangeEvent change) {
    if (change.kind() == ChangeEvent.Kind.FIRST_SEEN) {
      return "version '" + change.version() + "' was first seen";
    }
    String kind = change.kind().name().toLowerCase(Locale.ROOT);
    String version = change.version().isEmpty() ? "" : " of version '" + change.version() + "'";
    String what = change.description().isBlank() ? "" : ": " + change.description();
    return kind + version + what;
  }

  /// Traces of the incident and of the time right before it, drawn without regard to what they
  /// hold.
  private List<TraceFact> traces(DiagnosisSearch search) {
    TraceFacts visits = new TraceFacts(span -> sources.payloads().shape(span).peer());
    TimeWindow calm =
        search.baseline() == null
            ? new TimeWindow(window.from(), search.window().from())
            : search.baseline();
    for (TimeWindow stretch : List.of(calm, search.window())) {
      for (StoredTrace trace : sources.traces().search(drawn(stretch))) {
        if (trace.weight() > 0) {
          for (Span span : sources.payloads().spans(trace.payload())) {
            visits.add(span);
          }
        }
      }
    }
    return visits.facts(Set.of());
  }

  private static TraceReader.Search drawn(TimeWindow stretch) {
    return new TraceReader.Search(
        stretch,
        null,
        false,
        null,
        0,
        Long.MAX_VALUE,
        null,
        Map.of(),
        Long.MAX_VALUE,
        TRACES_PER_STRETCH);
  }
}
