package dev.headroom.testkit.fleet;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.rollup.TracePaths;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes samples of whole traces, on the clock of their root and with exclusive times.
final class Samples {
  private final List<Span> ordered = new ArrayList<>();
  private final Map<SpanId, Integer> index = new HashMap<>();
  private final Map<SpanId, List<Span>> below = new HashMap<>();
  private final Map<SpanId, Long> exclusive = new HashMap<>();
  private final Map<SpanId, Long> shift;
  private final Span root;

  private Samples(List<Span> spans) {
    TracePaths paths =
        TracePaths.of(
            spans,
            span -> {
              SpanShape shape = SemanticConventions.shape(span);
              return new ServiceOperation(shape.service(), shape.operation());
            },
            TracePaths.Skew.CORRECTED);
    RootPath path = paths.roots().getFirst();
    root = path.root();
    shift = paths.shiftNanos().getOrDefault(root.traceId(), Map.of());
    path.path()
        .forEach(
            part -> exclusive.merge(part.spanId(), part.endNanos() - part.startNanos(), Long::sum));
    for (Span span : spans) {
      SpanId parent = span.parentId();
      if (parent != null) {
        below.computeIfAbsent(parent, _ -> new ArrayList<>()).add(span);
      }
    }
    arrange();
  }

  /// @param spans of one trace with one root
  static TraceSample of(List<Span> spans, double weight) {
    Samples samples = new Samples(spans);
    TraceId id = samples.root.traceId();
    return new TraceSample(id, samples.root.startNanos(), weight, samples.spans());
  }

  private long start(Span span) {
    return span.startNanos() + shift.getOrDefault(span.spanId(), 0L) - root.startNanos();
  }

  private void arrange() {
    ordered.add(root);
    for (int at = 0; at < ordered.size(); at++) {
      index.put(ordered.get(at).spanId(), at);
      List<Span> kids = below.getOrDefault(ordered.get(at).spanId(), List.of());
      kids.stream().sorted(Comparator.comparingLong(this::start)).forEach(ordered::add);
    }
  }

  private List<TraceSpan> spans() {
    List<TraceSpan> spans = new ArrayList<>(ordered.size());
    for (int at = 0; at < ordered.size(); at++) {
      Span span = ordered.get(at);
      SpanId above = span.parentId();
      int parent = above == null ? -1 : index.getOrDefault(above, -1);
      SpanShape shape = SemanticConventions.shape(span);
      boolean enters = parent < 0 || span.kind().isEntry();
      String statement = shape.statement();
      spans.add(
          new TraceSpan(
              span.spanId(),
              parent,
              enters ? at : spans.get(parent).entry(),
              new ServiceOperation(shape.service(), shape.operation()),
              span.kind(),
              start(span),
              start(span) + span.durationNanos(),
              exclusive.getOrDefault(span.spanId(), 0L),
              span.status() == Span.Status.ERROR,
              callee(span, shape),
              statement == null ? "" : statement,
              rows(span),
              shape.instance(),
              shape.version(),
              span.attributes()));
    }
    return spans;
  }

  private @Nullable NodeId callee(Span span, SpanShape shape) {
    if (!span.kind().isExit()) {
      return null;
    }
    for (Span kid : below.getOrDefault(span.spanId(), List.of())) {
      if (!kid.service().equals(span.service())) {
        return NodeId.service(kid.service());
      }
    }
    return shape.peer();
  }

  private static long rows(Span span) {
    return span.attributes().get("db.response.returned_rows") instanceof Value.Int64(long rows)
        ? rows
        : -1;
  }
}
