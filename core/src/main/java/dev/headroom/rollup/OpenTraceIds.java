package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;

/// Which traces were open at a commit and which had been closed right before, as
/// [TraceAssembler#save] wrote it. Immutable once made.
public final class OpenTraceIds {
  /// Of one open trace: id, position and index of its first span, and one of the next three.
  static final int OPEN_BYTES = 29;

  /// An open part of a trace that had been closed before and not kept.
  static final int LATE = 1;

  /// An open part of a trace that had been closed before and kept.
  static final int KEPT = 2;

  private final TraceIdTable open = new TraceIdTable(64);
  private long[] position = new long[64];
  private int[] index = new int[64];
  private final RecentTraces closed;

  /// Takes one closed trace.
  interface ClosedTraces {
    void accept(long hi, long lo, boolean kept);
  }

  private OpenTraceIds(int closedTraces) {
    closed = new RecentTraces(Math.max(1, closedTraces));
  }

  /// Reads what the shards saved; their number may have been another than now.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the bytes are anything else
  public static OpenTraceIds read(Collection<byte[]> saved) {
    int bytes = saved.stream().mapToInt(part -> part.length).sum();
    OpenTraceIds ids = new OpenTraceIds(bytes / 17);
    try {
      saved.forEach(part -> ids.read(ByteBuffer.wrap(part)));
    } catch (BufferUnderflowException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "saved trace ids of " + bytes + " bytes are cut short", e);
    }
    return ids;
  }

  private void read(ByteBuffer in) {
    for (int left = in.getInt(); left > 0; left--) {
      long hi = in.getLong();
      long lo = in.getLong();
      long from = in.getLong();
      int first = in.getInt();
      byte was = in.get();
      if (open.get(hi, lo) < 0) {
        put(hi, lo, from, first);
      }
      if (was != 0) {
        closed.add(hi, lo, was == KEPT);
      }
    }
    for (int left = in.getInt(); left > 0; left--) {
      closed.add(in.getLong(), in.getLong(), in.get() != 0);
    }
  }

  private void put(long hi, long lo, long from, int first) {
    int number = open.size();
    if (number == position.length) {
      position = Arrays.copyOf(position, number * 2);
      index = Arrays.copyOf(index, number * 2);
    }
    open.put(hi, lo, number);
    position[number] = from;
    index[number] = first;
  }

  /// Whether the trace was open and the span at that place belongs to what was open of it: spans
  /// before went with a part that is closed already.
  ///
  /// @param journalPosition of the span's batch
  /// @param at the span's index in it
  public boolean contains(long traceHi, long traceLo, long journalPosition, int at) {
    int number = open.get(traceHi, traceLo);
    return number >= 0
        && (journalPosition > position[number]
            || (journalPosition == position[number] && at >= index[number]));
  }

  public int size() {
    return open.size();
  }

  void forEachClosed(ClosedTraces each) {
    for (int age = closed.size() - 1; age >= 0; age--) {
      int at = closed.newest(age);
      each.accept(closed.hi(at), closed.lo(at), closed.kept(at));
    }
  }
}
