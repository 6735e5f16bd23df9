package dev.headroom.rollup;

import dev.headroom.signal.SpanKind;

/// Learns in which order the children of a span do their work: per route, parent operation and two
/// operations of its children, how often they came together, and how often all of one had ended
/// before any of the other began. Only children that the parent waits for, on skew-corrected times;
/// a child wholly outside its parent tells nothing. [SiblingOrder] reads it.
///
/// Of a parent with more than [#MOST_OPERATIONS] distinct operations below it, those that came
/// first count. The slice is the first minute of the hour of the route span's end: orders change
/// with releases, and so a pair costs one row an hour.
final class SiblingFold implements TraceFold {
  static final int MOST_OPERATIONS = 16;
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final RollupTable table;
  private final SiblingKeys keys;
  private final int[] operation = new int[MOST_OPERATIONS];
  private final long[] begin = new long[MOST_OPERATIONS];
  private final long[] end = new long[MOST_OPERATIONS];
  private int found;
  private int[] route = new int[64];

  SiblingFold(RollupTable table, ShapeTable shapes, KeyTable keys) {
    this.table = table;
    this.keys = new SiblingKeys(keys, shapes);
  }

  @Override
  public void fold(ClosedTrace trace) {
    keys.renew();
    if (route.length < trace.size()) {
      route = new int[Math.max(trace.size(), route.length * 2)];
    }
    SpanForest forest = trace.forest();
    int routes = 0;
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      if (routes < trace.routes() && trace.route(routes) == span) {
        // Routes are in the order of the spans.
        route[span] = span;
        routes++;
      } else {
        int parent = trace.parent(span);
        route[span] = parent < 0 ? -1 : route[parent];
      }
      if (route[span] >= 0 && forest.kidsTo(span) - forest.kidsFrom(span) > 1) {
        gather(trace, forest, span);
        if (found > 1) {
          count(trace, span);
        }
      }
    }
  }

  /// Finds the operations below a span and the time each took up in all.
  private void gather(ClosedTrace trace, SpanForest forest, int parent) {
    found = 0;
    boolean producer = trace.kind(parent) == SpanKind.PRODUCER;
    for (int k = forest.kidsFrom(parent); k < forest.kidsTo(parent); k++) {
      int kid = forest.kids()[k];
      boolean awaited = !producer || trace.kind(kid) != SpanKind.CONSUMER;
      if (awaited
          && trace.alignedEnd(kid) >= trace.alignedStart(parent)
          && trace.alignedStart(kid) <= trace.alignedEnd(parent)) {
        note(
            keys.operation(trace.shapeNumber(kid)), trace.alignedStart(kid), trace.alignedEnd(kid));
      }
    }
  }

  private void note(int of, long from, long to) {
    for (int i = 0; i < found; i++) {
      if (operation[i] == of) {
        begin[i] = Math.min(begin[i], from);
        end[i] = Math.max(end[i], to);
        return;
      }
    }
    if (found < MOST_OPERATIONS) {
      operation[found] = of;
      begin[found] = from;
      end[found++] = to;
    }
  }

  private void count(ClosedTrace trace, int span) {
    int root = route[span];
    long hour = Math.floorDiv(trace.endNanos(root), HOUR_NANOS) * HOUR_NANOS;
    float weight = trace.weight(root);
    int parent =
        keys.parent(
            keys.operation(trace.shapeNumber(root)), keys.operation(trace.shapeNumber(span)));
    for (int i = 0; i < found; i++) {
      for (int j = i + 1; j < found; j++) {
        int pair = keys.pair(operation[i], operation[j]);
        boolean inOrder = keys.first(pair, operation[i]);
        boolean before = end[i] <= begin[j];
        boolean after = end[j] <= begin[i];
        table
            .atTime(keys.number(parent, pair), hour)
            .addOrder(inOrder ? before : after, inOrder ? after : before, weight);
      }
    }
  }

  /// Lets go of oversized arrays after a huge trace.
  void release() {
    if (route.length > 1 << 14) {
      route = new int[1 << 10];
    }
  }
}
