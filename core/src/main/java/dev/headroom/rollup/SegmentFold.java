package dev.headroom.rollup;

import dev.headroom.signal.InternTable;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanShape;
import java.util.Arrays;

/// Counts the entry spans of every service by tenant, segment and feature, in the minute of their
/// end.
///
/// Each dimension is taken from the span itself, else from the nearest span above that names it,
/// else from anywhere in the trace when all that name it agree.
final class SegmentFold implements TraceFold {
  private static final int DIMENSIONS = 3;
  private static final RollupKey.Dimension[] DIMENSION = RollupKey.Dimension.values();

  private final RollupTable table;
  private final InternTable<SpanSegment> segments;
  private final PairKeys[] keys = new PairKeys[DIMENSIONS];
  private final int[][] from = new int[DIMENSIONS][64];

  SegmentFold(
      RollupTable table, ShapeTable shapes, InternTable<SpanSegment> segments, KeyTable keys) {
    this.table = table;
    this.segments = segments;
    for (int d = 0; d < DIMENSIONS; d++) {
      RollupKey.Dimension dimension = DIMENSION[d];
      this.keys[d] =
          new PairKeys(
              keys,
              (shape, segment) ->
                  key(shapes.shape(shape), dimension, text(segments.value(segment), dimension)));
    }
  }

  private static RollupKey key(SpanShape entry, RollupKey.Dimension dimension, String value) {
    return new RollupKey.Segment(entry.service(), entry.operation(), dimension, value);
  }

  private static String text(SpanSegment segment, RollupKey.Dimension dimension) {
    return switch (dimension) {
      case TENANT -> segment.tenant();
      case SEGMENT -> segment.segment();
      case FEATURE -> segment.feature();
    };
  }

  @Override
  public void fold(ClosedTrace trace) {
    if (!trace.segmented()) {
      return;
    }
    for (int d = 0; d < DIMENSIONS; d++) {
      int common = inherit(trace, d);
      for (int at = 0; at < trace.ordered(); at++) {
        int span = trace.ordered(at);
        int segment = from[d][span] != 0 ? from[d][span] : common;
        if (segment != 0 && trace.kind(span).isEntry()) {
          table
              .atTime(keys[d].number(trace.shapeNumber(span), segment), trace.endNanos(span))
              .addDuration(trace.durationNanos(span), trace.weight(span), trace.error(span));
        }
      }
    }
  }

  /// Finds for each span which interned segment names the dimension for it (0: none) and returns
  /// the one that all agree on, 0 if they do not.
  private int inherit(ClosedTrace trace, int d) {
    if (from[d].length < trace.size()) {
      from[d] = new int[Math.max(trace.size(), from[d].length * 2)];
    }
    int[] named = from[d];
    int common = 0;
    boolean agreed = true;
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      int own = trace.segment(span);
      if (own != 0 && !text(own, d).isEmpty()) {
        named[span] = own;
        agreed &= common == 0 || common == own || text(common, d).equals(text(own, d));
        common = own;
      } else {
        named[span] = trace.parent(span) < 0 ? 0 : named[trace.parent(span)];
      }
    }
    return agreed ? common : 0;
  }

  private String text(int segment, int d) {
    return text(segments.value(segment), DIMENSION[d]);
  }

  /// Lets go of oversized arrays after a huge trace.
  void release() {
    for (int d = 0; d < DIMENSIONS; d++) {
      if (from[d].length > 1 << 14) {
        from[d] = Arrays.copyOf(from[d], 1 << 10);
      }
    }
  }
}
