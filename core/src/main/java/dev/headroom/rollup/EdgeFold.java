package dev.headroom.rollup;

import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;

/// Counts calls between services and to virtual nodes, in the minute of the caller's end.
///
/// A client span with a server span below it (or any span of another service) is one call; what the
/// callee saw goes to the peer sketch. Without a callee in the trace the call goes to the virtual
/// node that the client span names. A client span around another client span of its service is one
/// call: the outer one when it names a database, cache or queue, else the inner one. A callee
/// without a client span above it counts with its own duration. Producers count towards their
/// queue, consumers as [RollupKey.Edge#CONSUME] edges with the time since the message was published
/// in the peer sketch. The caller's operation is its entry operation. `extra` counts repeated
/// attempts (see [Attempts]).
final class EdgeFold implements TraceFold {
  private final RollupTable table;
  private final ShapeTable shapes;
  private final SliFold slis;
  private final PairKeys calls;
  private final PairKeys virtual;
  private final PairKeys consumed;
  private final Attempts attempts = new Attempts();
  private long paired;
  private long unpaired;

  /// @param slis told of every call that is counted
  EdgeFold(RollupTable table, ShapeTable shapes, KeyTable keys, SliFold slis) {
    this.table = table;
    this.shapes = shapes;
    this.slis = slis;
    calls = new PairKeys(keys, (a, b) -> call(shapes.shape(a), shapes.shape(b)));
    virtual = new PairKeys(keys, (a, b) -> virtual(shapes.shape(a), shapes.shape(b)));
    consumed = new PairKeys(keys, (a, b) -> consume(shapes.shape(a), shapes.shape(b)));
  }

  private static RollupKey call(SpanShape entry, SpanShape callee) {
    return new RollupKey.Edge(
        entry.service(),
        entry.operation(),
        NodeId.service(callee.service()),
        callee.operation().value());
  }

  private static RollupKey virtual(SpanShape entry, SpanShape exit) {
    return new RollupKey.Edge(entry.service(), entry.operation(), peer(exit), exit.peerOperation());
  }

  private static RollupKey consume(SpanShape consumer, SpanShape naming) {
    return new RollupKey.Edge(
        consumer.service(), consumer.operation(), peer(naming), RollupKey.Edge.CONSUME);
  }

  private static NodeId peer(SpanShape shape) {
    NodeId peer = shape.peer();
    if (peer == null) {
      throw new IllegalStateException("shape without peer: " + shape);
    }
    return peer;
  }

  @Override
  public void fold(ClosedTrace trace) {
    attempts.begin(trace.size());
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      switch (trace.kind(span)) {
        case CLIENT -> client(trace, span);
        case PRODUCER -> producer(trace, span);
        case CONSUMER -> consumer(trace, span);
        case SERVER, INTERNAL, UNSPECIFIED -> {}
      }
      orphanedCallee(trace, span);
    }
    attempts.find(trace);
    for (int i = 0; i < attempts.found(); i++) {
      int span = attempts.found(i);
      table.atTime(attempts.edge(span), trace.endNanos(span)).addExtra(1, trace.weight(span));
    }
  }

  private void client(ClosedTrace trace, int span) {
    SpanForest forest = trace.forest();
    int first = -1;
    boolean exitBelow = false;
    for (int k = forest.kidsFrom(span); k < forest.kidsTo(span); k++) {
      int kid = forest.kids()[k];
      if (answers(trace, span, kid)) {
        first = first < 0 || earlier(trace, kid, first) ? kid : first;
      } else {
        exitBelow |= trace.kind(kid) == SpanKind.CLIENT;
      }
    }
    if (first < 0) {
      unanswered(trace, span, exitBelow);
      return;
    }
    paired++;
    int entry = entryShape(trace, span);
    call(trace, span, first, entry);
    for (int k = forest.kidsFrom(span); k < forest.kidsTo(span); k++) {
      int kid = forest.kids()[k];
      if (kid != first && answers(trace, span, kid)) {
        // One client span, several server spans: attempts the client library kept to itself.
        attempts.add(kid, call(trace, kid, kid, entry));
      }
    }
  }

  private boolean answers(ClosedTrace trace, int client, int kid) {
    SpanKind kind = trace.kind(kid);
    return kind == SpanKind.SERVER
        || (kind != SpanKind.CONSUMER && !trace.sameService(client, kid));
  }

  private static boolean earlier(ClosedTrace trace, int a, int b) {
    return trace.startNanos(a) != trace.startNanos(b)
        ? trace.startNanos(a) < trace.startNanos(b)
        : Long.compareUnsigned(trace.spanId(a), trace.spanId(b)) < 0;
  }

  /// Adds one call as the caller's span saw it; returns its edge.
  private int call(ClosedTrace trace, int caller, int callee, int entry) {
    int edge = calls.number(entry, trace.shapeNumber(callee));
    float weight = trace.weight(caller);
    Rollup rollup = table.atTime(edge, trace.endNanos(caller));
    rollup.addDuration(trace.durationNanos(caller), weight, trace.error(caller));
    rollup.addPeerDuration(trace.durationNanos(callee), weight);
    attempt(trace, caller, edge);
    slis.called(trace, caller, entry, trace.shapeNumber(callee));
    return edge;
  }

  private void attempt(ClosedTrace trace, int span, int edge) {
    attempts.call(span, edge, trace.error(span));
    if ((trace.flags(span) & SpanBatch.RESEND) != 0) {
      attempts.add(span, edge);
    }
  }

  private void unanswered(ClosedTrace trace, int span, boolean exitBelow) {
    int shape = trace.shapeNumber(span);
    boolean plain = !shapes.hasPeer(shape) || shapes.hasPeer(shape, NodeType.EXTERNAL);
    if (exitBelow && plain) {
      return;
    }
    unpaired++;
    if (!shapes.hasPeer(shape) || (plain && insideNamedCall(trace, span))) {
      return;
    }
    toVirtual(trace, span);
  }

  /// Whether the span is the transport of a call that an outer span of its service names better.
  private boolean insideNamedCall(ClosedTrace trace, int span) {
    int parent = trace.parent(span);
    if (parent < 0 || trace.kind(parent) != SpanKind.CLIENT || !trace.sameService(parent, span)) {
      return false;
    }
    int shape = trace.shapeNumber(parent);
    return shapes.hasPeer(shape) && !shapes.hasPeer(shape, NodeType.EXTERNAL);
  }

  private void toVirtual(ClosedTrace trace, int span) {
    int entry = entryShape(trace, span);
    int edge = virtual.number(entry, trace.shapeNumber(span));
    table
        .atTime(edge, trace.endNanos(span))
        .addDuration(trace.durationNanos(span), trace.weight(span), trace.error(span));
    attempt(trace, span, edge);
    slis.calledVirtual(trace, span, entry);
  }

  private void producer(ClosedTrace trace, int span) {
    if (shapes.hasPeer(trace.shapeNumber(span))) {
      toVirtual(trace, span);
    }
  }

  private void consumer(ClosedTrace trace, int span) {
    int parent = trace.parent(span);
    boolean nested =
        parent >= 0 && trace.kind(parent) == SpanKind.CONSUMER && trace.sameService(parent, span);
    if (nested) {
      return;
    }
    boolean published = parent >= 0 && trace.kind(parent) == SpanKind.PRODUCER;
    int own = trace.shapeNumber(span);
    int naming =
        shapes.hasPeer(own, NodeType.QUEUE) || !published ? own : trace.shapeNumber(parent);
    if (!shapes.hasPeer(naming, NodeType.QUEUE)) {
      return;
    }
    Rollup rollup = table.atTime(consumed.number(own, naming), trace.endNanos(span));
    rollup.addDuration(trace.durationNanos(span), trace.weight(span), trace.error(span));
    if (published) {
      long waited = Math.max(0, trace.startNanos(span) - trace.endNanos(parent));
      rollup.addPeerDuration(waited, trace.weight(span));
    }
  }

  /// Counts a callee whose caller made no client span: its parent is another service's inner or
  /// server span, or a producer or consumer that names no queue.
  private void orphanedCallee(ClosedTrace trace, int span) {
    int parent = trace.parent(span);
    if (parent < 0
        || trace.kind(parent) == SpanKind.CLIENT
        || trace.sameService(parent, span)
        || viaQueue(trace, parent, span)) {
      return;
    }
    call(trace, span, span, entryShape(trace, parent));
  }

  private boolean viaQueue(ClosedTrace trace, int parent, int span) {
    return (trace.kind(span) == SpanKind.CONSUMER
            && shapes.hasPeer(trace.shapeNumber(span), NodeType.QUEUE))
        || (trace.kind(parent) == SpanKind.PRODUCER && shapes.hasPeer(trace.shapeNumber(parent)));
  }

  private static int entryShape(ClosedTrace trace, int span) {
    return trace.shapeNumber(trace.entry(span));
  }

  /// How many client calls had their callee in the trace.
  long paired() {
    return paired;
  }

  /// How many client calls had not.
  long unpaired() {
    return unpaired;
  }

  /// Lets go of oversized arrays after a huge trace.
  void release() {
    attempts.release();
  }
}
