package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.TraceRow;
import dev.headroom.query.view.TracesView;
import dev.headroom.query.view.WindowView;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TraceReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers searches for kept traces.
final class TracesQuery {
  private static final int EXEMPLARS_OF_A_SORT = 6;
  private static final int LOOKED_INTO = 40;

  private final Sources sources;

  TracesQuery(Sources sources) {
    this.sources = sources;
  }

  TracesView traces(TraceSearch search) {
    Directory directory = new Directory(sources.keys());
    ServiceName service = search.service();
    if (service != null) {
      directory.require(service);
    }
    String cursor = search.cursor();
    long before = cursor == null ? Long.MAX_VALUE : Cursors.read('t', 1, cursor)[0];
    List<StoredTrace> found =
        sources
            .traces()
            .search(
                new TraceReader.Search(
                    search.window(),
                    service,
                    search.anySpan(),
                    search.operation(),
                    search.minDurationNanos(),
                    search.maxDurationNanos(),
                    search.error(),
                    search.attributes(),
                    before,
                    search.limit()));
    TimeWindow window = search.window();
    return new TracesView(
        new WindowView(window.from(), window.to(), 60),
        found.stream().map(TraceRows::of).toList(),
        found.size() < search.limit() ? null : Cursors.write('t', found.getLast().startNanos()),
        directory.serviceNames(),
        directory.routeNames(
            key -> service == null || search.anySpan() || key.service().equals(service)),
        found.isEmpty() && cursor == null ? Hints.noKeptTraces(directory) : List.of());
  }

  /// Kept traces that failed and pass through the service, newest first.
  List<TraceRow> failed(TimeWindow window, ServiceName service) {
    return search(TraceSearch.in(window, 10).of(service, true).failed(true)).stream()
        .map(TraceRows::of)
        .toList();
  }

  /// Kept traces of an operation: failed ones, slow ones, and the latest, each trace once.
  ///
  /// @param slowNanos from where on a trace counts as slow
  List<TraceRow> exemplars(
      TimeWindow window, ServiceName service, OperationName operation, long slowNanos) {
    TraceSearch asRoot =
        TraceSearch.in(window, EXEMPLARS_OF_A_SORT).of(service, false).of(operation);
    Map<String, TraceRow> rows = new LinkedHashMap<>();
    search(asRoot.failed(true)).forEach(trace -> add(rows, trace));
    search(asRoot.atLeast(Duration.ofNanos(slowNanos))).forEach(trace -> add(rows, trace));
    search(asRoot).forEach(trace -> add(rows, trace));
    if (rows.isEmpty()) {
      inner(window, service, operation).forEach(trace -> add(rows, trace));
    }
    return List.copyOf(rows.values());
  }

  private static void add(Map<String, TraceRow> rows, StoredTrace trace) {
    rows.putIfAbsent(trace.id().toString(), TraceRows.of(trace));
  }

  // An operation that starts no trace is found by looking into the traces of its service.
  private List<StoredTrace> inner(TimeWindow window, ServiceName service, OperationName operation) {
    List<StoredTrace> holding = new ArrayList<>();
    for (StoredTrace trace : search(TraceSearch.in(window, LOOKED_INTO).of(service, true))) {
      boolean holds =
          sources.payloads().spans(trace.payload()).stream()
              .anyMatch(span ->
                  span.service().equals(service)
                      && sources.payloads().operation(span).equals(operation));
      if (holds && holding.size() < EXEMPLARS_OF_A_SORT) {
        holding.add(trace);
      }
    }
    return holding;
  }

  List<StoredTrace> search(TraceSearch search) {
    return sources
        .traces()
        .search(
            new TraceReader.Search(
                search.window(),
                search.service(),
                search.anySpan(),
                search.operation(),
                search.minDurationNanos(),
                search.maxDurationNanos(),
                search.error(),
                search.attributes(),
                Long.MAX_VALUE,
                search.limit()));
  }
}
