package dev.headroom.testkit.fleet;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on its way through the fleet: its trace, in columns. Not thread-safe.
final class Request {
  private final long hi;
  private final long lo;
  private final int route;
  private String traceState = "";
  private int size;
  private int open;
  private int[] parent = new int[16];
  private long[] id = new long[16];
  private long[] start = new long[16];
  private long[] end = new long[16];
  private boolean[] error = new boolean[16];
  private int[] rows = new int[16];
  private long[] literal = new long[16];
  private String[] thread = new String[16];
  private @Nullable SpanSort[] sort = new SpanSort[16];

  /// @param route number of the route
  Request(long hi, long lo, int route) {
    this.hi = hi;
    this.lo = lo;
    this.route = route;
  }

  /// Begins a span; returns its index.
  ///
  /// @param above index of the parent; -1 for the root
  int begin(SpanSort of, int above, long now, long written, String on) {
    if (size == parent.length) {
      grow();
    }
    int at = size++;
    sort[at] = of;
    parent[at] = above;
    // Ids differ within a trace, which is all that is asked of them.
    id[at] = (lo ^ (at + 1) * 0x9E3779B97F4A7C15L) | 1;
    start[at] = now;
    rows[at] = -1;
    literal[at] = written;
    thread[at] = on;
    open++;
    return at;
  }

  private void grow() {
    int grown = size * 2;
    parent = Arrays.copyOf(parent, grown);
    id = Arrays.copyOf(id, grown);
    start = Arrays.copyOf(start, grown);
    end = Arrays.copyOf(end, grown);
    error = Arrays.copyOf(error, grown);
    rows = Arrays.copyOf(rows, grown);
    literal = Arrays.copyOf(literal, grown);
    thread = Arrays.copyOf(thread, grown);
    sort = Arrays.copyOf(sort, grown);
  }

  void end(int span, long now, boolean failed) {
    end[span] = now;
    error[span] = failed;
    open--;
  }

  void rows(int span, int returned) {
    rows[span] = returned;
  }

  /// Keeps the trace open for work that nobody waits for.
  void hold() {
    open++;
  }

  void letGo() {
    open--;
  }

  /// Whether everything has ended.
  boolean complete() {
    return open == 0;
  }

  void sampled(String state) {
    traceState = state;
  }

  int route() {
    return route;
  }

  TraceId traceId() {
    return new TraceId(hi, lo);
  }

  long lo() {
    return lo;
  }

  String traceState() {
    return traceState;
  }

  long startNanos() {
    return start[0];
  }

  long startNanos(int span) {
    return start[span];
  }

  int size() {
    return size;
  }

  private SpanSort sort(int span) {
    SpanSort of = sort[span];
    if (of == null) {
      throw new IllegalStateException("span " + span + " of " + size);
    }
    return of;
  }

  /// Adds all spans to the batch.
  void into(SpanBatch batch, float weight) {
    for (int i = 0; i < size; i++) {
      long above = parent[i] < 0 ? 0 : id[parent[i]];
      int flags = error[i] ? SpanBatch.ERROR : 0;
      batch.add(
          hi, lo, id[i], above, start[i], end[i], sort(i).shape(), 0, flags, weight, rows[i], 0, 0);
    }
  }

  /// All spans, whole.
  List<Span> spans() {
    List<Span> spans = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      SpanId above = parent[i] < 0 ? null : new SpanId(id[parent[i]]);
      spans.add(
          sort(i)
              .span(
                  this, id[i], above, start[i], end[i], error[i], rows[i], literal[i], thread[i]));
    }
    return spans;
  }
}
