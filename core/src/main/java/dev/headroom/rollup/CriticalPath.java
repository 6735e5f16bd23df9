package dev.headroom.rollup;

import dev.headroom.signal.SpanKind;
import java.util.Arrays;

/// The critical path of one tree of spans: who owned each nanosecond of the root's duration.
///
/// Each child is clipped to its (clipped) parent. A child wholly outside is dropped with all below
/// it and counted once; one that only touches its parent's edge is outside unless it is a single
/// instant. A CONSUMER below a PRODUCER does not block and is left out with all below it. From the
/// parent's end the walk goes back: the blocking child is the one that finishes latest at or before
/// the cursor (then the later start, then the lower id); the gap after it is the parent's own; the
/// walk goes through the child and the cursor moves to the child's start. So the exclusive times
/// sum to the root's duration exactly.
///
/// Whole nanoseconds throughout, no recursion, O(n log n). Scratch arrays are reused; not
/// thread-safe.
final class CriticalPath {
  private static final byte CONSUMER = (byte) SpanKind.CONSUMER.number();
  private static final byte PRODUCER = (byte) SpanKind.PRODUCER.number();

  private final IntSort sorter = new IntSort();
  private long[] from = new long[64];
  private long[] to = new long[64];
  private long[] exclusive = new long[64];
  private int[] blocking = new int[64];
  private int[] visited = new int[64];
  private int[] stack = new int[64];
  private int[] segmentSpan = new int[64];
  private long[] segmentStart = new long[64];
  private int visitedCount;
  private int segments;
  private int dropped;
  private long rootEnd;
  private long[] id = new long[0];
  private final IntSort.Order byFinish = this::finishesBefore;

  /// Finds the path below one root; the results stay until the next call.
  ///
  /// @param start nanoseconds, by span index
  /// @param end nanoseconds, by span index; before the start counts as the start
  /// @param kind OTLP number of the [SpanKind], by span index
  /// @param ids span ids, by span index
  void compute(SpanForest forest, int root, long[] start, long[] end, byte[] kind, long[] ids) {
    reserve(forest.size());
    id = ids;
    clip(forest, root, start, end, kind);
    walk(forest, root);
  }

  private void reserve(int spans) {
    if (from.length < spans) {
      int grown = Math.max(spans, from.length * 2);
      from = new long[grown];
      to = new long[grown];
      exclusive = new long[grown];
      blocking = new int[grown];
      visited = new int[grown];
      stack = new int[grown];
    }
  }

  /// Clips the tree top-down; moves each span's blocking children to the front of its stretch.
  private void clip(SpanForest forest, int root, long[] start, long[] end, byte[] kind) {
    int[] kids = forest.kids();
    from[root] = start[root];
    to[root] = Math.max(start[root], end[root]);
    dropped = 0;
    visitedCount = 0;
    visited[visitedCount++] = root;
    for (int at = 0; at < visitedCount; at++) {
      int span = visited[at];
      exclusive[span] = 0;
      int live = forest.kidsFrom(span);
      for (int k = live; k < forest.kidsTo(span); k++) {
        int kid = kids[k];
        if (kind[kid] == CONSUMER && kind[span] == PRODUCER) {
          continue;
        }
        if (outside(span, start[kid], Math.max(start[kid], end[kid]))) {
          dropped++;
          continue;
        }
        from[kid] = Math.max(start[kid], from[span]);
        to[kid] = Math.min(Math.max(start[kid], end[kid]), to[span]);
        visited[visitedCount++] = kid;
        kids[k] = kids[live];
        kids[live++] = kid;
      }
      blocking[span] = live;
    }
  }

  private boolean outside(int parent, long start, long end) {
    return start == end
        ? start < from[parent] || start > to[parent]
        : end <= from[parent] || start >= to[parent];
  }

  /// Walks back from the root's end. While a span is on the stack, `blocking` holds where its
  /// children that were not looked at yet end.
  private void walk(SpanForest forest, int root) {
    segments = 0;
    rootEnd = to[root];
    long cursor = to[root];
    int depth = 0;
    stack[depth++] = root;
    sortKids(forest, root);
    while (depth > 0) {
      int span = stack[depth - 1];
      int child = nextBlocking(forest, span, cursor);
      long ownFrom = child < 0 ? from[span] : to[child];
      own(span, ownFrom, cursor);
      cursor = ownFrom;
      if (child < 0) {
        depth--;
      } else {
        sortKids(forest, child);
        stack[depth++] = child;
      }
    }
  }

  private void sortKids(SpanForest forest, int span) {
    int first = forest.kidsFrom(span);
    if (blocking[span] - first > 1) {
      sorter.sort(forest.kids(), first, blocking[span], byFinish);
    }
  }

  private boolean finishesBefore(int a, int b) {
    if (to[a] != to[b]) {
      return to[a] < to[b];
    }
    if (from[a] != from[b]) {
      return from[a] < from[b];
    }
    return Long.compareUnsigned(id[a], id[b]) > 0;
  }

  private int nextBlocking(SpanForest forest, int span, long cursor) {
    int first = forest.kidsFrom(span);
    while (blocking[span] > first) {
      int child = forest.kids()[--blocking[span]];
      if (to[child] <= cursor) {
        return child;
      }
    }
    return -1;
  }

  private void own(int span, long start, long end) {
    if (start == end) {
      return;
    }
    exclusive[span] += end - start;
    if (segments > 0 && segmentSpan[segments - 1] == span) {
      // Only instants lay between: one stretch of the same owner.
      segmentStart[segments - 1] = start;
      return;
    }
    if (segments == segmentSpan.length) {
      segmentSpan = Arrays.copyOf(segmentSpan, segments * 2);
      segmentStart = Arrays.copyOf(segmentStart, segments * 2);
    }
    segmentSpan[segments] = span;
    segmentStart[segments++] = start;
  }

  /// How many spans could have been on the path: all below the root but dropped ones and those that
  /// do not block.
  int visited() {
    return visitedCount;
  }

  int visited(int at) {
    return visited[at];
  }

  /// Nanoseconds of the root's duration that a visited span owned alone.
  long exclusiveNanos(int span) {
    return exclusive[span];
  }

  /// How many children lay wholly outside their parents.
  int dropped() {
    return dropped;
  }

  /// How many stretches the path has; they are in the order of time and leave no gap.
  int segments() {
    return segments;
  }

  int segmentSpan(int at) {
    return segmentSpan[segments - 1 - at];
  }

  long segmentStart(int at) {
    return segmentStart[segments - 1 - at];
  }

  long segmentEnd(int at) {
    return at == segments - 1 ? rootEnd : segmentStart[segments - 2 - at];
  }
}
