package dev.headroom.store.memory;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Pages;
import dev.headroom.store.TraceInspector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Kept traces in the order they came. The store's lock guards it.
final class MemoryTraces implements TraceReader {
  private final TraceInspector inspector;
  private final List<StoredTrace> traces = new ArrayList<>();
  private final Map<TraceId, List<StoredTrace>> byId = new HashMap<>();
  private long payloadBytes;

  MemoryTraces(TraceInspector inspector) {
    this.inspector = inspector;
  }

  void add(StoredTrace trace) {
    traces.add(trace);
    byId.computeIfAbsent(trace.id(), any -> new ArrayList<>(1)).add(trace);
    payloadBytes += trace.payload().length;
  }

  void drop(long fromSecond, long toSecond) {
    List<StoredTrace> kept =
        traces.stream()
            .filter(t -> {
              long second = Math.floorDiv(t.startNanos(), 1_000_000_000L);
              return second < fromSecond || second >= toSecond;
            })
            .toList();
    if (kept.size() < traces.size()) {
      traces.clear();
      byId.clear();
      payloadBytes = 0;
      kept.forEach(this::add);
    }
  }

  List<StoredTrace> rows() {
    return List.copyOf(traces);
  }

  long size() {
    return traces.size();
  }

  long payloadBytes() {
    return payloadBytes;
  }

  @Override
  public List<StoredTrace> find(TraceId id) {
    return byId.getOrDefault(id, List.of()).stream()
        .sorted(Comparator.comparingLong(StoredTrace::startNanos))
        .toList();
  }

  @Override
  public List<StoredTrace> search(Search search) {
    List<StoredTrace> found =
        traces.stream()
            .filter(trace -> headMatches(trace, search))
            .sorted(Pages.NEWEST_TRACE)
            .toList();
    List<StoredTrace> page = new ArrayList<>();
    for (StoredTrace trace : found) {
      if (Pages.complete(page, trace, search.limit())) {
        break;
      }
      if (payloadMatches(trace, search)) {
        page.add(trace);
      }
    }
    return page;
  }

  @Override
  public List<Head> heads(Search search) {
    Search plain = search.withoutAttributes();
    return traces.stream()
        .filter(trace -> headMatches(trace, plain) && payloadMatches(trace, plain))
        .map(MemoryTraces::head)
        .sorted(Head.NEWEST)
        .limit(plain.limit())
        .toList();
  }

  private static Head head(StoredTrace trace) {
    return new Head(trace.id(), trace.startNanos(), trace.weight());
  }

  @Override
  public List<StoredTrace> read(Collection<Head> heads) {
    Set<Head> wanted = Set.copyOf(heads);
    return traces.stream()
        .filter(trace -> trace.reason() != KeepReason.LATE && wanted.contains(head(trace)))
        .sorted(Pages.NEWEST_TRACE.reversed())
        .toList();
  }

  private static boolean headMatches(StoredTrace trace, Search search) {
    return trace.reason() != KeepReason.LATE
        && trace.startNanos() < search.before()
        && Pages.contains(search.window(), trace.startNanos())
        && trace.durationNanos() >= search.minDurationNanos()
        && trace.durationNanos() <= search.maxDurationNanos()
        && (search.error() == null || search.error() == trace.error())
        && (search.operation() == null || search.operation().equals(trace.operation()));
  }

  private boolean payloadMatches(StoredTrace trace, Search search) {
    ServiceName service = search.service();
    boolean takesPart =
        service == null
            || service.equals(trace.service())
            || (search.anySpan() && inspector.services(trace.payload()).contains(service.value()));
    return takesPart
        && (search.attributes().isEmpty()
            || inspector.carries(trace.payload(), search.attributes()));
  }
}
