package dev.headroom.analysis;

import dev.headroom.base.SpanId;
import dev.headroom.finding.Evidence.TraceRef;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import java.util.Collection;
import java.util.List;

/// One time that work entered a service, with the calls that were made for it.
///
/// @param entry the span with which it entered
/// @param calls by start; not those that other entries below made
public record Visit(RouteSamples route, TraceSample trace, TraceSpan entry, List<Call> calls) {
  private static final int MOST_SPANS = 100;

  /// How many visits this one stands for; 0 when it only shows things.
  public double weight() {
    return trace.weight();
  }

  public ServiceOperation where() {
    return entry.where();
  }

  /// The trace with the calls that matter.
  public TraceRef show(String title, Collection<Call> matter) {
    List<SpanId> spans =
        matter.stream().map(call -> call.span().id()).distinct().limit(MOST_SPANS).toList();
    return new TraceRef(title, trace.id(), spans);
  }
}
