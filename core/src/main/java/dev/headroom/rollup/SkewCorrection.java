package dev.headroom.rollup;

import dev.headroom.signal.SpanKind;
import java.util.Arrays;

/// Estimates how far the clocks of two processes are apart from client spans and the server spans
/// below them, and moves what the callee saw onto the caller's clock.
///
/// A server span must lie within its client span, so each pair allows an interval of offsets. When
/// the intervals of all pairs of the same two processes in the trace share a stretch, the clocks
/// agree with one offset: the middle of that stretch, or none if 0 lies in it (the middle: the way
/// there and back take equally long, as in NTP, RFC 5905). When they share none, each server span
/// that sticks out but would fit is moved to the middle of its own interval. Server spans longer
/// than their client span take part in nothing but the common offset. All below a moved span moves
/// with it.
///
/// Scratch arrays are reused; not thread-safe.
final class SkewCorrection {
  private static final byte CLIENT = (byte) SpanKind.CLIENT.number();
  private static final byte SERVER = (byte) SpanKind.SERVER.number();

  private final LongIntMap pairs = new LongIntMap(16);
  private long[] lowest = new long[16];
  private long[] highest = new long[16];
  private long[] shift = new long[64];
  private int corrections;

  /// Writes corrected times; returns whether any differs (else the outputs are not touched).
  ///
  /// @param process number of the process that sent a span, by span index
  boolean correct(
      SpanForest forest,
      long[] start,
      long[] end,
      byte[] kind,
      int[] process,
      long[] alignedStart,
      long[] alignedEnd) {
    corrections = 0;
    if (!anySticksOut(forest, start, end, kind, process)) {
      return false;
    }
    estimate(forest, start, end, kind, process);
    move(forest, start, end, kind, process);
    if (corrections == 0) {
      return false;
    }
    for (int i = 0; i < forest.size(); i++) {
      alignedStart[i] = start[i] + shift[i];
      alignedEnd[i] = end[i] + shift[i];
    }
    return true;
  }

  private static boolean crosses(int parent, int span, byte[] kind, int[] process) {
    return parent >= 0
        && kind[parent] == CLIENT
        && kind[span] == SERVER
        && process[parent] != process[span];
  }

  private static boolean anySticksOut(
      SpanForest forest, long[] start, long[] end, byte[] kind, int[] process) {
    for (int i = 0; i < forest.size(); i++) {
      int parent = forest.parent(i);
      if (crosses(parent, i, kind, process) && (start[i] < start[parent] || end[i] > end[parent])) {
        return true;
      }
    }
    return false;
  }

  private void estimate(SpanForest forest, long[] start, long[] end, byte[] kind, int[] process) {
    pairs.clear();
    for (int i = 0; i < forest.size(); i++) {
      int parent = forest.parent(i);
      if (!crosses(parent, i, kind, process)) {
        continue;
      }
      long low = start[parent] - start[i];
      long high = end[parent] - end[i];
      if (low > high) {
        continue;
      }
      int pair = pairs.get(pairKey(parent, i, process));
      if (pair == 0) {
        pair = pairs.size() + 1;
        if (pair == lowest.length) {
          lowest = Arrays.copyOf(lowest, pair * 2);
          highest = Arrays.copyOf(highest, pair * 2);
        }
        pairs.put(pairKey(parent, i, process), pair);
        lowest[pair] = low;
        highest[pair] = high;
      } else {
        lowest[pair] = Math.max(lowest[pair], low);
        highest[pair] = Math.min(highest[pair], high);
      }
    }
  }

  private static long pairKey(int parent, int span, int[] process) {
    return (long) process[parent] << 32 | process[span];
  }

  private void move(SpanForest forest, long[] start, long[] end, byte[] kind, int[] process) {
    if (shift.length < forest.size()) {
      shift = new long[Math.max(forest.size(), shift.length * 2)];
    }
    Arrays.fill(shift, 0, forest.size(), 0);
    for (int at = 0; at < forest.ordered(); at++) {
      int span = forest.ordered(at);
      int parent = forest.parent(span);
      long offset =
          crosses(parent, span, kind, process) ? offset(parent, span, start, end, process) : 0;
      shift[span] = offset + (parent >= 0 ? shift[parent] : 0);
      corrections += offset == 0 ? 0 : 1;
    }
  }

  private long offset(int parent, int span, long[] start, long[] end, int[] process) {
    int pair = pairs.get(pairKey(parent, span, process));
    if (pair == 0) {
      return 0;
    }
    if (lowest[pair] <= highest[pair]) {
      return middle(lowest[pair], highest[pair]);
    }
    long low = start[parent] - start[span];
    long high = end[parent] - end[span];
    return low <= high ? middle(low, high) : 0;
  }

  /// The middle of the offsets allowed, 0 when that is allowed too.
  private static long middle(long low, long high) {
    return low <= 0 && high >= 0 ? 0 : low + (high - low) / 2;
  }

  /// How many edges were corrected by the last call.
  int corrections() {
    return corrections;
  }

  /// By how much a span was moved by the last call; valid when it returned true.
  long shift(int span) {
    return shift[span];
  }
}
