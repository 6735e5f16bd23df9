package dev.headroom.rollup;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The critical paths of traces that are at hand with all their spans.
///
/// The definition is that of the folds: each child is clipped to its parent; a child wholly outside
/// is left out, with all below it, and counted; consumers below producers do not block; walking
/// back from the end, the child that finishes latest at or before the cursor blocks. Exclusive
/// times sum to the root's duration exactly.
///
/// @param roots one per root span: traces in the order of their first span, the roots of a trace by
///   start, then id
/// @param shiftNanos by how much spans of other hosts were moved onto the clock of their root; only
///   moved spans are listed
/// @param corrections how many client-server edges had their skew corrected
public record TracePaths(
    List<RootPath> roots, Map<TraceId, Map<SpanId, Long>> shiftNanos, int corrections) {

  public TracePaths {
    roots = List.copyOf(roots);
    shiftNanos = Map.copyOf(shiftNanos);
  }

  /// Whose time it is.
  public record ServiceOperation(ServiceName service, OperationName operation)
      implements Comparable<ServiceOperation> {
    /// What is counted under `other`.
    static final ServiceOperation OTHER =
        new ServiceOperation(ServiceName.OTHER, OperationName.OTHER);

    @Override
    public int compareTo(ServiceOperation other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : operation.compareTo(other.operation);
    }
  }

  /// What to do about clocks that differ between hosts.
  public enum Skew {
    /// Take all times as they were sent.
    AS_SENT,
    /// Move what a callee saw onto its caller's clock where client and server spans contradict.
    CORRECTED
  }

  /// The path below one root span.
  ///
  /// @param exclusiveByOperation largest first; operations without time of their own are left out
  /// @param path in the order of time, without gaps; on the root's clock
  /// @param droppedSpans children wholly outside their parents
  public record RootPath(
      Span root,
      ServiceOperation operation,
      long durationNanos,
      List<OperationTime> exclusiveByOperation,
      List<Segment> path,
      int droppedSpans) {
    public RootPath {
      exclusiveByOperation = List.copyOf(exclusiveByOperation);
      path = List.copyOf(path);
    }
  }

  /// How much of the root's duration an operation owned.
  public record OperationTime(ServiceName service, OperationName operation, long nanos) {}

  /// A stretch of the path.
  public record Segment(Span span, long startNanos, long endNanos) {
    public SpanId spanId() {
      return span.spanId();
    }
  }

  /// Finds the paths of all traces among the spans.
  ///
  /// @param spans of any number of traces, in any order; of spans with one id the first counts
  /// @param naming the normalised operation of a span
  public static TracePaths of(
      List<Span> spans, Function<Span, ServiceOperation> naming, Skew skew) {
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    spans.forEach(span -> traces.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
    List<RootPath> roots = new ArrayList<>();
    Map<TraceId, Map<SpanId, Long>> shifts = new HashMap<>();
    int corrections = 0;
    for (Map.Entry<TraceId, List<Span>> trace : traces.entrySet()) {
      AlignedSpans one = new AlignedSpans(trace.getValue());
      if (skew == Skew.CORRECTED) {
        Map<SpanId, Long> moved = new HashMap<>();
        corrections += one.correct(moved);
        if (!moved.isEmpty()) {
          shifts.put(trace.getKey(), Map.copyOf(moved));
        }
      }
      paths(one, naming, roots);
    }
    return new TracePaths(roots, shifts, corrections);
  }

  private static void paths(
      AlignedSpans trace, Function<Span, ServiceOperation> naming, List<RootPath> into) {
    CriticalPath critical = new CriticalPath();
    List<RootPath> found = new ArrayList<>();
    for (int at = 0; at < trace.forest().roots(); at++) {
      int root = trace.forest().ordered(at);
      trace.criticalPath(critical, root);
      found.add(
          new RootPath(
              trace.span(root),
              naming.apply(trace.span(root)),
              trace.end(root) - trace.start(root),
              exclusive(trace, critical, naming),
              segments(trace, critical),
              critical.dropped()));
    }
    found.sort(
        Comparator.comparingLong((RootPath path) -> path.root().startNanos())
            .thenComparing((a, b) ->
                Long.compareUnsigned(a.root().spanId().value(), b.root().spanId().value())));
    into.addAll(found);
  }

  private static List<OperationTime> exclusive(
      AlignedSpans trace, CriticalPath critical, Function<Span, ServiceOperation> naming) {
    Map<ServiceOperation, Long> nanos = new HashMap<>();
    for (int v = 0; v < critical.visited(); v++) {
      int span = critical.visited(v);
      long own = critical.exclusiveNanos(span);
      if (own > 0) {
        nanos.merge(naming.apply(trace.span(span)), own, Long::sum);
      }
    }
    List<OperationTime> times = new ArrayList<>(nanos.size());
    nanos.forEach((key, own) -> times.add(new OperationTime(key.service(), key.operation(), own)));
    times.sort(
        Comparator.comparingLong(OperationTime::nanos)
            .reversed()
            .thenComparing(OperationTime::service)
            .thenComparing(OperationTime::operation));
    return times;
  }

  private static List<Segment> segments(AlignedSpans trace, CriticalPath critical) {
    List<Segment> path = new ArrayList<>(critical.segments());
    for (int s = 0; s < critical.segments(); s++) {
      path.add(
          new Segment(
              trace.span(critical.segmentSpan(s)),
              critical.segmentStart(s),
              critical.segmentEnd(s)));
    }
    return path;
  }
}
