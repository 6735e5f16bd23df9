package dev.headroom.rollup;

import dev.headroom.rollup.RollupKey.Dimension;
import java.util.EnumMap;
import java.util.Map;

/// Counts the entry spans of every service by tenant, segment and feature, in the minute of their
/// end.
final class SegmentFold implements TraceFold {
  private static final Dimension[] DIMENSION = Dimension.values();

  private final RollupTable table;
  private final TraceSegments segments;
  private final Map<Dimension, PairKeys> keys = new EnumMap<>(Dimension.class);

  /// @param segments told of each trace before this fold
  SegmentFold(RollupTable table, ShapeTable shapes, TraceSegments segments, KeyTable keys) {
    this.table = table;
    this.segments = segments;
    for (Dimension dimension : DIMENSION) {
      this.keys.put(
          dimension,
          new PairKeys(
              keys,
              (shape, segment) ->
                  new RollupKey.Segment(
                      shapes.shape(shape).service(),
                      shapes.shape(shape).operation(),
                      dimension,
                      segments.text(segment, dimension))));
    }
  }

  @Override
  public void fold(ClosedTrace trace) {
    if (!segments.known()) {
      return;
    }
    keys.forEach((dimension, numbers) -> fold(trace, dimension, numbers));
  }

  private void fold(ClosedTrace trace, Dimension dimension, PairKeys numbers) {
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      int segment = segments.number(dimension, span);
      if (segment != 0 && trace.kind(span).isEntry()) {
        table
            .atTime(numbers.number(trace.shapeNumber(span), segment), trace.endNanos(span))
            .addDuration(trace.durationNanos(span), trace.weight(span), trace.error(span));
      }
    }
  }
}
