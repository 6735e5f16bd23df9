package dev.headroom.rollup;

import static dev.headroom.rollup.SliScopes.CALLING;
import static dev.headroom.rollup.SliScopes.ENTRY;
import static dev.headroom.rollup.SliScopes.PLAIN;
import static dev.headroom.rollup.SliScopes.SEGMENTED;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.signal.SpanBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the events of indicators, good and bad, in the minute of the span's end: what a span
/// decides alone at ingest, what depends on its trace (for whom it worked, who answered a call)
/// when that is complete. Calls are counted where [EdgeFold] counts them; taking messages from a
/// queue is none.
///
/// Bad events are also counted by operation, version and instance of the entry span, and by tenant,
/// segment and feature where the trace names them.
final class SliFold implements SpanFold, TraceFold {
  private static final SliSplit[] SPLIT = SliSplit.values();
  private static final Dimension[] DIMENSION = Dimension.values();
  private static final SliSplit[] OF_DIMENSION = {
    SliSplit.TENANT, SliSplit.SEGMENT, SliSplit.FEATURE
  };

  private final SliSpecs specs;
  private final RollupTable table;
  private final ShapeTable shapes;
  private final TraceSegments segments;
  private final KeyTable keys;
  private long generation = -1;
  private boolean begun;
  private List<SliCounter> counters = List.of();
  private SliScopes scopes;
  private PairKeys splits;

  /// @param segments told of each trace before this fold
  SliFold(
      SliSpecs specs, RollupTable table, ShapeTable shapes, TraceSegments segments, KeyTable keys) {
    this.specs = specs;
    this.table = table;
    this.shapes = shapes;
    this.segments = segments;
    this.keys = keys;
    scopes = new SliScopes(shapes, Map.of());
    splits = splits(counters);
  }

  /// Takes over a changed set of specs; to be called before traces are folded.
  void refresh() {
    SliSpecs.Current current = specs.current();
    if (current.generation() != generation) {
      rebuild(current);
      generation = current.generation();
      begun = false;
    }
  }

  /// The same before spans are folded, which is when new specs begin to count.
  ///
  /// @param nowNanos the clock of arrival
  void begin(long nowNanos) {
    refresh();
    if (!begun) {
      long second = Math.floorDiv(nowNanos, 1_000_000_000L);
      counters.forEach(counter -> counter.countsFrom(second));
      begun = true;
    }
  }

  private void rebuild(SliSpecs.Current current) {
    Map<SliSpec, Long> since = new HashMap<>();
    counters.forEach(counter -> since.put(counter.spec(), counter.since()));
    List<SliCounter> fresh = new ArrayList<>();
    Map<ServiceName, List<SliCounter>> byService = new HashMap<>();
    current
        .byService()
        .forEach((service, those) -> {
          List<SliCounter> mine = new ArrayList<>();
          for (SliSpec spec : those) {
            SliCounter counter =
                new SliCounter(
                    spec,
                    fresh.size(),
                    keys.number(SliCounter.key(spec)),
                    since.getOrDefault(spec, SliCounter.UNKNOWN));
            fresh.add(counter);
            mine.add(counter);
          }
          byService.put(service, mine);
        });
    counters = List.copyOf(fresh);
    scopes = new SliScopes(shapes, byService);
    splits = splits(counters);
  }

  private PairKeys splits(List<SliCounter> of) {
    return new PairKeys(
        keys,
        (first, second) -> {
          SliSplit split = SPLIT[first % SPLIT.length];
          SliCounter counter = of.get(first / SPLIT.length);
          return new RollupKey.Sli(
              counter.spec().service(), counter.spec().text(), split, value(split, second));
        });
  }

  /// @param of the number of a shape, or of a segment where that is what tells
  private String value(SliSplit split, int of) {
    return switch (split) {
      case TOTAL -> "";
      case OPERATION -> shapes.shape(of).operation().value();
      case VERSION -> shapes.shape(of).version();
      case INSTANCE -> shapes.shape(of).instance();
      case TENANT -> segments.text(of, Dimension.TENANT);
      case SEGMENT -> segments.text(of, Dimension.SEGMENT);
      case FEATURE -> segments.text(of, Dimension.FEATURE);
    };
  }

  @Override
  public void fold(SpanBatch batch, int i) {
    int shape = batch.shape(i);
    int flags = scopes.flags(shape);
    if ((flags & PLAIN) != 0 && ((flags & ENTRY) != 0 || batch.parentId(i) == 0)) {
      long end = batch.endNanos(i);
      long nanos = end - batch.startNanos(i);
      for (SliCounter counter : scopes.plain(shape)) {
        count(counter, shape, end, nanos, batch.weight(i), batch.error(i));
      }
    }
  }

  /// Counts what asks for whom the entry spans worked, and by whom the budget of the others was
  /// spent.
  @Override
  public void fold(ClosedTrace trace) {
    if (counters.isEmpty() || !segments.known()) {
      return;
    }
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      int flags = scopes.flags(trace.shapeNumber(span));
      if ((flags & (PLAIN | SEGMENTED)) != 0
          && ((flags & ENTRY) != 0 || trace.parentId(span) == 0)) {
        entry(trace, span, flags);
      }
    }
  }

  private void entry(ClosedTrace trace, int span, int flags) {
    int shape = trace.shapeNumber(span);
    boolean error = trace.error(span);
    long nanos = trace.durationNanos(span);
    if (error || nanos > scopes.leastThreshold(shape)) {
      for (SliCounter counter : scopes.plain(shape)) {
        if (counter.counts(error) && counter.isBad(nanos, error)) {
          splitBySegments(counter, trace, span);
        }
      }
    }
    if ((flags & SEGMENTED) != 0) {
      for (SliCounter counter : scopes.segmented(shape)) {
        if (counter.covers(segments, span)) {
          count(counter, trace, span, shape);
        }
      }
    }
  }

  /// Counts a call to a service.
  ///
  /// @param span as the caller saw it
  /// @param entryShape of the caller's entry span
  /// @param callee shape of a span of the service that answered
  void called(ClosedTrace trace, int span, int entryShape, int callee) {
    if ((scopes.flags(entryShape) & CALLING) != 0) {
      call(trace, span, entryShape, shapes.shape(callee).service().value());
    }
  }

  /// Counts a call to the virtual node that the span names.
  ///
  /// @param entryShape of the caller's entry span
  void calledVirtual(ClosedTrace trace, int span, int entryShape) {
    if ((scopes.flags(entryShape) & CALLING) != 0) {
      call(trace, span, entryShape, String.valueOf(trace.shape(span).peer()));
    }
  }

  private void call(ClosedTrace trace, int span, int entryShape, String callee) {
    for (SliCounter counter : scopes.calling(entryShape)) {
      SliSpec spec = counter.spec();
      if (spec.callee().equals(callee) && (!spec.segmented() || counter.covers(segments, span))) {
        count(counter, trace, span, entryShape);
      }
    }
  }

  private void count(SliCounter counter, ClosedTrace trace, int span, int entryShape) {
    boolean bad =
        count(
            counter,
            entryShape,
            trace.endNanos(span),
            trace.durationNanos(span),
            trace.weight(span),
            trace.error(span));
    if (bad) {
      splitBySegments(counter, trace, span);
    }
  }

  /// Returns whether the event was bad.
  private boolean count(
      SliCounter counter, int shape, long end, long nanos, float weight, boolean error) {
    if (!counter.counts(error)) {
      return false;
    }
    boolean bad = counter.isBad(nanos, error);
    counter.total(table, end).addEvent(weight, bad);
    if (bad) {
      split(counter, SliSplit.OPERATION, shape, end, weight);
      split(counter, SliSplit.VERSION, shape, end, weight);
      split(counter, SliSplit.INSTANCE, shape, end, weight);
    }
    return bad;
  }

  private void splitBySegments(SliCounter counter, ClosedTrace trace, int span) {
    for (Dimension dimension : DIMENSION) {
      int segment = segments.number(dimension, span);
      if (segment != 0) {
        split(
            counter,
            OF_DIMENSION[dimension.ordinal()],
            segment,
            trace.endNanos(span),
            trace.weight(span));
      }
    }
  }

  private void split(SliCounter counter, SliSplit split, int of, long end, float weight) {
    int key = splits.number(counter.ordinal() * SPLIT.length + split.ordinal(), of);
    table.atTime(key, end).addEvent(weight, true);
  }
}
