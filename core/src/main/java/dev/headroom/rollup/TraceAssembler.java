package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers spans into traces and tells the sink when a trace is complete (see [AssemblyPolicy]).
///
/// A span of a trace that was closed lately is late: it is gathered with its like into a part,
/// which goes to [Sink#late] when it is idle. Time is that of arrival as the caller tells it, in
/// nanoseconds of any origin; it should not go back.
///
/// Not thread-safe. Spans are held as references to their batches: about 16 bytes each.
public final class TraceAssembler {
  private static final byte ROOT_SEEN = 1;
  private static final byte LATE = 2;
  private static final byte KEPT = 4;
  private static final int SAVED_RECENT = 8_192;

  private final AssemblyPolicy policy;
  private final Sink sink;
  private final ClosedTrace closed;
  private final TraceIdTable ids = new TraceIdTable(1_024);
  private final RecentTraces recent;
  private final OpenSpans spans = new OpenSpans();
  private final TraceQueue byAge = new TraceQueue(1_024);
  private final TraceQueue idleWithRoot = new TraceQueue(1_024);
  private final TraceQueue idleWithoutRoot = new TraceQueue(1_024);
  private final Map<CloseReason, Long> closedBy = new EnumMap<>(CloseReason.class);
  private byte[] state = new byte[1_024];
  private long[] opened = new long[1_024];
  private long[] touched = new long[1_024];
  private long[] position = new long[1_024];
  private int[] firstIndex = new int[1_024];
  private int[] free = new int[0];
  private int freeCount;
  private int numbers;
  private long lateSpans;

  /// Takes what the assembler completes.
  public interface Sink {
    /// Takes a complete trace; it is only lent.
    ///
    /// @return whether it was kept raw
    boolean closed(ClosedTrace trace, CloseReason reason);

    /// Takes spans that came after their trace was closed; they are only lent.
    ///
    /// @param kept whether the trace was kept raw
    void late(ClosedTrace part, boolean kept);

    /// Takes a trace or part whose structure could not be worked out; it is only lent, and counts
    /// as closed and not kept.
    void failed(ClosedTrace trace, RuntimeException why);
  }

  /// Why a trace was closed.
  public enum CloseReason {
    /// Its root came and nothing followed for a while.
    COMPLETE,
    /// Nothing came for long, the root neither.
    WITHOUT_ROOT,
    /// It was open for too long.
    TOO_LONG,
    /// It has as many spans as a trace may have.
    TOO_LARGE,
    /// Room was needed for younger traces.
    NO_ROOM,
    /// All were asked to close.
    FLUSH
  }

  TraceAssembler(AssemblyPolicy policy, ShapeTable shapes, Sink sink) {
    this.policy = policy;
    this.sink = sink;
    closed = new ClosedTrace(shapes);
    recent = new RecentTraces(policy.recentTraces());
  }

  /// Takes in span `i` of the batch.
  public void add(SpanBatch batch, int i, long nowNanos) {
    long hi = batch.traceHi(i);
    long lo = batch.traceLo(i);
    int trace = ids.get(hi, lo);
    if (trace < 0) {
      trace = open(hi, lo, batch.journalPosition(), i, nowNanos);
    }
    if ((state[trace] & LATE) != 0) {
      lateSpans++;
    }
    spans.add(trace, batch, i);
    touch(trace, batch.parentId(i) == 0, nowNanos);
    if (spans.count(trace) >= policy.spansPerTrace()) {
      close(trace, CloseReason.TOO_LARGE);
    }
    while (spans.size() > policy.openSpans()) {
      close(byAge.first(), CloseReason.NO_ROOM);
    }
  }

  private int open(long hi, long lo, long journalPosition, int index, long nowNanos) {
    int trace = freeCount > 0 ? free[--freeCount] : numbers++;
    if (trace == state.length) {
      state = Arrays.copyOf(state, trace * 2);
      opened = Arrays.copyOf(opened, trace * 2);
      touched = Arrays.copyOf(touched, trace * 2);
      position = Arrays.copyOf(position, trace * 2);
      firstIndex = Arrays.copyOf(firstIndex, trace * 2);
    }
    ids.put(hi, lo, trace);
    int known = recent.find(hi, lo);
    state[trace] = known < 0 ? 0 : recent.kept(known) ? LATE | KEPT : LATE;
    opened[trace] = nowNanos;
    touched[trace] = nowNanos;
    position[trace] = journalPosition;
    firstIndex[trace] = index;
    byAge.append(trace);
    idleWithoutRoot.append(trace);
    return trace;
  }

  private void touch(int trace, boolean root, long nowNanos) {
    boolean had = (state[trace] & ROOT_SEEN) != 0;
    if (root && !had) {
      state[trace] |= ROOT_SEEN;
      idleWithoutRoot.remove(trace);
      idleWithRoot.append(trace);
    } else if (touched[trace] != nowNanos) {
      TraceQueue queue = had ? idleWithRoot : idleWithoutRoot;
      queue.remove(trace);
      queue.append(trace);
    }
    touched[trace] = nowNanos;
  }

  /// Closes what is complete by now.
  public void tick(long nowNanos) {
    closeIdle(idleWithRoot, policy.idle().toNanos(), nowNanos, CloseReason.COMPLETE);
    closeIdle(
        idleWithoutRoot, policy.idleWithoutRoot().toNanos(), nowNanos, CloseReason.WITHOUT_ROOT);
    long longest = policy.longest().toNanos();
    while (!byAge.isEmpty() && nowNanos - opened[byAge.first()] >= longest) {
      close(byAge.first(), CloseReason.TOO_LONG);
    }
  }

  private void closeIdle(TraceQueue queue, long idleNanos, long nowNanos, CloseReason reason) {
    while (!queue.isEmpty() && nowNanos - touched[queue.first()] >= idleNanos) {
      close(queue.first(), reason);
    }
  }

  /// Closes all traces, oldest first.
  public void flush() {
    while (!byAge.isEmpty()) {
      close(byAge.first(), CloseReason.FLUSH);
    }
  }

  private void close(int trace, CloseReason reason) {
    long hi = ids.hi(trace);
    long lo = ids.lo(trace);
    byte was = state[trace];
    closed.begin(hi, lo, spans.count(trace));
    spans.take(trace, closed);
    forget(trace);
    boolean complete = complete();
    if ((was & LATE) == 0) {
      closedBy.merge(reason, 1L, Long::sum);
      recent.add(hi, lo, complete && sink.closed(closed, reason));
    } else if (complete) {
      sink.late(closed, (was & KEPT) != 0);
    }
    closed.release();
  }

  private boolean complete() {
    try {
      closed.complete();
      return true;
    } catch (RuntimeException e) {
      sink.failed(closed, e);
      return false;
    }
  }

  private void forget(int trace) {
    byAge.remove(trace);
    ((state[trace] & ROOT_SEEN) != 0 ? idleWithRoot : idleWithoutRoot).remove(trace);
    ids.remove(ids.hi(trace), ids.lo(trace));
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(64, freeCount * 2));
    }
    free[freeCount++] = trace;
  }

  public int openTraces() {
    return ids.size();
  }

  public int openSpans() {
    return spans.size();
  }

  /// The lowest journal position of any batch with a span in an open trace; [Long#MAX_VALUE] when
  /// none is open. Replay from there restores all open traces.
  public long oldestPosition() {
    return byAge.isEmpty() ? Long.MAX_VALUE : position[byAge.first()];
  }

  /// How many spans came after their trace was closed.
  public long lateSpans() {
    return lateSpans;
  }

  public long closed(CloseReason reason) {
    return closedBy.getOrDefault(reason, 0L);
  }

  /// The open traces, where their first spans lie, and the traces closed last, for a commit;
  /// [OpenTraceIds] and [#remember] read it.
  public byte[] save() {
    int kept = Math.min(SAVED_RECENT, recent.size());
    ByteBuffer out = ByteBuffer.allocate(8 + OpenTraceIds.OPEN_BYTES * ids.size() + 17 * kept);
    out.putInt(ids.size());
    for (int t = byAge.isEmpty() ? -1 : byAge.first(); t >= 0; t = byAge.after(t)) {
      boolean late = (state[t] & LATE) != 0;
      boolean wasKept = (state[t] & KEPT) != 0;
      out.putLong(ids.hi(t)).putLong(ids.lo(t)).putLong(position[t]).putInt(firstIndex[t]);
      out.put((byte) (late ? wasKept ? OpenTraceIds.KEPT : OpenTraceIds.LATE : 0));
    }
    out.putInt(kept);
    for (int age = kept - 1; age >= 0; age--) {
      int at = recent.newest(age);
      out.putLong(recent.hi(at)).putLong(recent.lo(at)).put((byte) (recent.kept(at) ? 1 : 0));
    }
    return out.array();
  }

  /// Remembers traces closed before a restart; call before any span is added.
  public void remember(OpenTraceIds saved) {
    saved.forEachClosed(recent::add);
  }

  /// Spans of open traces: a linked list per trace in shared arrays, so that a span costs no
  /// object.
  private static final class OpenSpans {
    private @Nullable SpanBatch[] batch = new SpanBatch[4_096];
    private int[] index = new int[4_096];
    private int[] next = new int[4_096];
    private int[] first = new int[1_024];
    private int[] last = new int[1_024];
    private int[] count = new int[1_024];
    private int freed = -1;
    private int used;
    private int size;

    void add(int trace, SpanBatch from, int i) {
      int at = place();
      batch[at] = from;
      index[at] = i;
      next[at] = -1;
      if (trace >= count.length) {
        int grown = Math.max(trace + 1, count.length * 2);
        first = Arrays.copyOf(first, grown);
        last = Arrays.copyOf(last, grown);
        count = Arrays.copyOf(count, grown);
      }
      if (count[trace]++ == 0) {
        first[trace] = at;
      } else {
        next[last[trace]] = at;
      }
      last[trace] = at;
      size++;
    }

    private int place() {
      if (freed >= 0) {
        int at = freed;
        freed = next[at];
        return at;
      }
      if (used == index.length) {
        batch = Arrays.copyOf(batch, used * 2);
        index = Arrays.copyOf(index, used * 2);
        next = Arrays.copyOf(next, used * 2);
      }
      return used++;
    }

    int count(int trace) {
      return count[trace];
    }

    int size() {
      return size;
    }

    void take(int trace, ClosedTrace into) {
      int at = first[trace];
      for (int left = count[trace]; left > 0; left--) {
        SpanBatch from = batch[at];
        if (from != null) {
          into.add(from, index[at]);
        }
        batch[at] = null;
        int following = next[at];
        next[at] = freed;
        freed = at;
        at = following;
      }
      size -= count[trace];
      count[trace] = 0;
    }
  }
}
