package dev.headroom.rollup;

import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.signal.InternTable;
import dev.headroom.signal.SpanSegment;
import java.util.Arrays;

/// For whom each span of a trace works.
///
/// Each dimension is taken from the span itself, else from the nearest span above that names it,
/// else from anywhere in the trace when all that name it agree. Filled anew for the next trace; not
/// thread-safe.
final class TraceSegments {
  private static final Dimension[] DIMENSION = Dimension.values();

  private final InternTable<SpanSegment> segments;
  private final int[][] from = new int[DIMENSION.length][64];
  private final int[] common = new int[DIMENSION.length];
  private boolean known;

  TraceSegments(InternTable<SpanSegment> segments) {
    this.segments = segments;
  }

  /// Must be called with a trace before its spans are asked about.
  void find(ClosedTrace trace) {
    known = false;
    if (trace.segmented()) {
      for (int d = 0; d < DIMENSION.length; d++) {
        common[d] = inherit(trace, DIMENSION[d]);
      }
      known = true;
    }
  }

  /// Whether any span of the trace names anything.
  boolean known() {
    return known;
  }

  /// The interned segment that names the dimension for the span; 0 when none does.
  int number(Dimension dimension, int span) {
    if (!known) {
      return 0;
    }
    int d = dimension.ordinal();
    return from[d][span] != 0 ? from[d][span] : common[d];
  }

  /// What the dimension is for the span; empty when nobody tells.
  String text(Dimension dimension, int span) {
    return text(number(dimension, span), dimension);
  }

  /// What an interned segment says of the dimension.
  String text(int segment, Dimension dimension) {
    SpanSegment named = segments.value(segment);
    return switch (dimension) {
      case TENANT -> named.tenant();
      case SEGMENT -> named.segment();
      case FEATURE -> named.feature();
    };
  }

  /// Finds for each span which interned segment names the dimension for it (0: none) and returns
  /// the one that all agree on, 0 if they do not.
  private int inherit(ClosedTrace trace, Dimension dimension) {
    int d = dimension.ordinal();
    if (from[d].length < trace.size()) {
      from[d] = new int[Math.max(trace.size(), from[d].length * 2)];
    }
    int[] named = from[d];
    int agreedOn = 0;
    boolean agreed = true;
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      int own = trace.segment(span);
      if (own != 0 && !text(own, dimension).isEmpty()) {
        named[span] = own;
        agreed &=
            agreedOn == 0
                || agreedOn == own
                || text(agreedOn, dimension).equals(text(own, dimension));
        agreedOn = own;
      } else {
        named[span] = trace.parent(span) < 0 ? 0 : named[trace.parent(span)];
      }
    }
    return agreed ? agreedOn : 0;
  }

  /// Lets go of oversized arrays after a huge trace.
  void release() {
    for (int d = 0; d < from.length; d++) {
      if (from[d].length > 1 << 14) {
        from[d] = Arrays.copyOf(from[d], 1 << 10);
      }
    }
  }
}
