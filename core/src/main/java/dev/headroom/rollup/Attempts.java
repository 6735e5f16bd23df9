package dev.headroom.rollup;

import java.util.Arrays;

/// Finds the calls of one trace that repeat another: calls marked as resent, and a call that
/// follows a failed call of the same parent to the same target. "Follows" means the next one by
/// start, begun when the failed one had ended. Scratch, reused; not thread-safe.
final class Attempts {
  private final IntSort sorter = new IntSort();
  private int[] edge = new int[64];
  private boolean[] repeated = new boolean[64];
  private int[] calls = new int[128];
  private int[] found = new int[64];
  private int callCount;
  private int foundCount;
  private boolean failures;

  void begin(int spans) {
    if (edge.length < spans) {
      reserve(Math.max(spans, edge.length * 2));
    }
    Arrays.fill(repeated, 0, spans, false);
    callCount = 0;
    foundCount = 0;
    failures = false;
  }

  private void reserve(int capacity) {
    edge = new int[capacity];
    repeated = new boolean[capacity];
    calls = new int[2 * capacity];
    found = new int[capacity];
  }

  /// Tells of a call; each span at most twice: as a caller and as an answer.
  void call(int span, int toEdge, boolean failed) {
    edge[span] = toEdge;
    calls[callCount++] = span;
    failures |= failed;
  }

  /// Marks a call as a repeated attempt.
  void add(int span, int onEdge) {
    edge[span] = onEdge;
    if (!repeated[span]) {
      repeated[span] = true;
      found[foundCount++] = span;
    }
  }

  /// Looks for calls that follow a failed one; needs nothing when no call failed.
  void find(ClosedTrace trace) {
    if (!failures || callCount < 2) {
      return;
    }
    sorter.sort(calls, 0, callCount, (a, b) -> before(trace, a, b));
    for (int i = 1; i < callCount; i++) {
      int former = calls[i - 1];
      int call = calls[i];
      if (trace.parent(call) >= 0
          && trace.parent(call) == trace.parent(former)
          && edge[call] == edge[former]
          && trace.error(former)
          && trace.endNanos(former) <= trace.startNanos(call)) {
        add(call, edge[call]);
      }
    }
  }

  private boolean before(ClosedTrace trace, int a, int b) {
    if (trace.parent(a) != trace.parent(b)) {
      return trace.parent(a) < trace.parent(b);
    }
    if (edge[a] != edge[b]) {
      return edge[a] < edge[b];
    }
    if (trace.startNanos(a) != trace.startNanos(b)) {
      return trace.startNanos(a) < trace.startNanos(b);
    }
    return Long.compareUnsigned(trace.spanId(a), trace.spanId(b)) < 0;
  }

  int found() {
    return foundCount;
  }

  int found(int at) {
    return found[at];
  }

  /// The key number of a call's edge.
  int edge(int span) {
    return edge[span];
  }

  void release() {
    if (edge.length > 1 << 14) {
      reserve(1 << 10);
    }
  }
}
