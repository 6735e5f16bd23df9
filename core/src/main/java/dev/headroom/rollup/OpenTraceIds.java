package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;

/// Which traces were open at a commit and which had been closed right before, as
/// [TraceAssembler#save] wrote it. Immutable once made.
public final class OpenTraceIds {
  private final TraceIdTable open = new TraceIdTable(64);
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
      if (!contains(hi, lo)) {
        open.put(hi, lo, open.size());
      }
    }
    for (int left = in.getInt(); left > 0; left--) {
      closed.add(in.getLong(), in.getLong(), in.get() != 0);
    }
  }

  /// Whether the trace was open.
  public boolean contains(long traceHi, long traceLo) {
    return open.get(traceHi, traceLo) >= 0;
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
