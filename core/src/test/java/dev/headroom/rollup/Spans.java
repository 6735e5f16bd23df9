package dev.headroom.rollup;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.SpanTables;
import dev.headroom.signal.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Spans for tests, in the forms that the code under test takes.
final class Spans {
  /// A span in short form; what is not said is usual.
  record S(
      long trace,
      long id,
      long parent,
      SpanKind kind,
      String service,
      String operation,
      long start,
      long end,
      boolean error,
      float weight,
      int flags,
      int rows,
      @Nullable NodeId peer,
      String peerOperation,
      @Nullable String statement,
      SpanSegment segment,
      String instance) {

    S kind(SpanKind kind) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S in(String service, String operation) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S failed() {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          true,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S weight(double weight) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          (float) weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S flags(int flags) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S towards(NodeId peer, String peerOperation) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S statement(String statement, int rows) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S segment(String tenant, String segment, String feature) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          new SpanSegment(tenant, segment, feature),
          instance);
    }

    S inTrace(long trace) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start,
          end,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }

    S moved(long nanos) {
      return new S(
          trace,
          id,
          parent,
          kind,
          service,
          operation,
          start + nanos,
          end + nanos,
          error,
          weight,
          flags,
          rows,
          peer,
          peerOperation,
          statement,
          segment,
          instance);
    }
  }

  private Spans() {}

  /// An inner span of service `a` in trace 1; its operation is `op` and the id.
  static S span(long id, long parent, long start, long end) {
    return new S(
        1,
        id,
        parent,
        SpanKind.INTERNAL,
        "a",
        "op" + id,
        start,
        end,
        false,
        1,
        0,
        -1,
        null,
        "",
        null,
        SpanSegment.NONE,
        "");
  }

  static Span rich(S s) {
    return new Span(
        new TraceId(7, s.trace()),
        new SpanId(s.id()),
        s.parent() == 0 ? null : new SpanId(s.parent()),
        "",
        0,
        s.operation(),
        s.kind(),
        s.start(),
        s.end(),
        Attributes.EMPTY,
        List.of(),
        List.of(),
        s.error() ? Span.Status.ERROR : Span.Status.UNSET,
        "",
        0,
        0,
        0,
        new Attributes(Map.of("service.name", new Value.Text(s.service()))),
        Scope.NONE);
  }

  static List<Span> rich(List<S> spans) {
    return spans.stream().map(Spans::rich).toList();
  }

  static TracePaths paths(TracePaths.Skew skew, List<S> spans) {
    return TracePaths.of(
        rich(spans),
        span -> new TracePaths.ServiceOperation(span.service(), new OperationName(span.name())),
        skew);
  }

  /// Adds the spans to a batch that lies at a journal position.
  static SpanBatch batch(SpanTables tables, long position, List<S> spans) {
    SpanBatch batch = new SpanBatch();
    batch.journaledAt(position);
    batch.group(0, 0, 0, 0);
    for (S s : spans) {
      batch.add(
          7,
          s.trace(),
          s.id(),
          s.parent(),
          s.start(),
          s.end(),
          tables.shapes().number(shape(s)),
          tables.segments().number(s.segment()),
          s.flags() | (s.error() ? SpanBatch.ERROR : 0),
          s.weight(),
          s.rows(),
          (int) s.id(),
          1);
    }
    return batch;
  }

  private static SpanShape shape(S s) {
    return new SpanShape(
        new ServiceName(s.service()),
        "1.0",
        "test",
        "",
        s.instance(),
        new OperationName(s.operation()),
        s.kind(),
        s.peer(),
        s.peerOperation(),
        s.statement());
  }
}
