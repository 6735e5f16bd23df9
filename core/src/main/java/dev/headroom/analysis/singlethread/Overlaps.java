package dev.headroom.analysis.singlethread;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Evidence;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether requests of one instance are ever worked on side by side, seen in traces.
///
/// A request is *there* from the start of its caller's span (or its own) to the end of its own, and
/// *worked on* for the time of its entry span; where its calls are known and the queue lies within
/// the span, from the start of the first to the end of the last call.
///
/// @param together pairs of requests that were there at the same time on one instance
/// @param sideBySide those of them that were worked on at the same time
record Overlaps(int together, int sideBySide, Evidence.@Nullable TraceRef exemplar) {
  /// So many pairs are needed for traces to speak.
  static final int PAIRS_MIN = 8;

  /// Up to this share of the pairs may overlap by clocks that differ.
  static final double CONFIRMED = 0.05;

  /// From this share on the service does work on requests side by side.
  static final double REFUTED = 0.2;

  private static final int ROUTES = 8;

  /// Clocks of hosts are off by some of this: overlaps up to this part of the shorter do not count.
  private static final double TOLERANCE = 0.05;

  private record Work(TraceId trace, SpanId span, long there, long from, long to) {}

  /// @param operation null for all entry operations of the service
  /// @param within whether the queue lies within the entry span
  static Overlaps of(
      ModelView view,
      List<ServiceOperation> routes,
      ServiceName service,
      @Nullable OperationName operation,
      boolean within,
      long fromSecond) {
    Map<String, List<Work>> byInstance = new HashMap<>();
    for (ServiceOperation route : routes.subList(0, Math.min(ROUTES, routes.size()))) {
      for (TraceSample trace : view.traces(route)) {
        if (trace.startNanos() >= fromSecond * 1_000_000_000L) {
          collect(trace, service, operation, within, byInstance);
        }
      }
    }
    Counter counter = new Counter();
    byInstance.values().forEach(counter::count);
    return new Overlaps(counter.together, counter.sideBySide, counter.exemplar);
  }

  private static void collect(
      TraceSample trace,
      ServiceName service,
      @Nullable OperationName operation,
      boolean within,
      Map<String, List<Work>> into) {
    for (int i = 0; i < trace.spans().size(); i++) {
      TraceSpan span = trace.spans().get(i);
      if (span.entry() == i
          && span.where().service().equals(service)
          && (operation == null || span.where().operation().equals(operation))) {
        Work work = work(trace, i, within);
        if (work != null) {
          into.computeIfAbsent(span.instance(), _ -> new ArrayList<>()).add(work);
        }
      }
    }
  }

  private static @Nullable Work work(TraceSample trace, int entry, boolean within) {
    TraceSpan span = trace.spans().get(entry);
    long zero = trace.startNanos();
    TraceSpan caller = span.parent() < 0 ? span : trace.spans().get(span.parent());
    long there =
        Math.min(
            span.startNanos(),
            caller.kind() == SpanKind.CLIENT ? caller.startNanos() : span.startNanos());
    long from = span.startNanos();
    long to = span.endNanos();
    if (within) {
      from = Long.MAX_VALUE;
      to = Long.MIN_VALUE;
      for (TraceSpan other : trace.spans()) {
        if (other.entry() == entry && other.kind().isExit()) {
          from = Math.min(from, other.startNanos());
          to = Math.max(to, other.endNanos());
        }
      }
      if (from >= to) {
        return null;
      }
    }
    return new Work(trace.id(), span.id(), zero + there, zero + from, zero + to);
  }

  private static final class Counter {
    private int together;
    private int sideBySide;
    private Evidence.@Nullable TraceRef exemplar;
    private long longestWait;

    void count(List<Work> works) {
      works.sort(Comparator.comparingLong(Work::there));
      for (int i = 0; i < works.size(); i++) {
        Work first = works.get(i);
        for (int j = i + 1; j < works.size() && works.get(j).there() < first.to(); j++) {
          pair(first, works.get(j));
        }
      }
    }

    private void pair(Work a, Work b) {
      together++;
      long overlap = Math.min(a.to(), b.to()) - Math.max(a.from(), b.from());
      long shorter = Math.min(a.to() - a.from(), b.to() - b.from());
      if (overlap > TOLERANCE * shorter) {
        sideBySide++;
      } else if (b.from() - b.there() > longestWait && b.from() >= a.from()) {
        longestWait = b.from() - b.there();
        exemplar =
            new Evidence.TraceRef(
                "was there while trace " + a.trace() + " was worked on, and waited",
                b.trace(),
                List.of(b.span()));
      }
    }
  }

  boolean confirm() {
    return together >= PAIRS_MIN && sideBySide <= CONFIRMED * together;
  }

  boolean refute() {
    return together >= PAIRS_MIN && sideBySide > REFUTED * together;
  }
}
