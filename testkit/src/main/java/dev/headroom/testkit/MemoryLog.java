package dev.headroom.testkit;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a journal leaves on the disk, on the heap: journals may be opened on it one after the
/// other.
///
/// They do everything on the caller's thread. Replay goes only as far as [#replay] asks, so that a
/// simulation may do anything in its midst.
public final class MemoryLog {
  private static final int HEADER = 32;

  private final InstantSource clock;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long end;
  private long clockNanos;
  private @Nullable Opened open;

  private record Entry(SignalType signal, byte[] payload, long clockNanos) {}

  public MemoryLog(InstantSource clock) {
    this.clock = clock;
  }

  /// Opens a journal on it; the one opened before takes nothing any more.
  public synchronized Journal open(long replayFrom, long atLeast, Journal.Reader reader) {
    Opened before = open;
    if (before != null) {
      before.close();
    }
    end = Math.max(end, atLeast);
    Opened journal = new Opened(replayFrom, reader);
    open = journal;
    return journal;
  }

  /// Writes a record that nobody is handed and that is never acknowledged, as a process does that
  /// ends right after writing.
  public synchronized void leave(SignalType signal, byte[] payload) {
    write(signal, payload, clockNanos);
  }

  private long write(SignalType signal, byte[] payload, long atNanos) {
    long position = end + HEADER;
    entries.put(position, new Entry(signal, payload, atNanos));
    clockNanos = atNanos;
    end = position + payload.length;
    return position;
  }

  /// Replays so many records at most.
  ///
  /// @return whether there is more
  public synchronized boolean replay(int records) {
    return open != null && open.replay(records);
  }

  /// How many records it holds.
  public synchronized int size() {
    return entries.size();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private final class Opened implements Journal {
    private final Reader reader;
    private final long behindNanos;
    private final long openedAt = end;
    private final long replayStart;
    private long replayed;
    private long replayClock;
    private long records;
    private boolean closed;

    Opened(long replayFrom, Reader reader) {
      this.reader = reader;
      behindNanos = clockNanos == 0 ? 0 : nanos(clock.instant()) - clockNanos;
      Long first = entries.ceilingKey(replayFrom);
      replayed = first == null ? end : Math.min(end, first - HEADER);
      replayStart = replayed;
    }

    boolean replay(int records) {
      for (int i = 0; i < records && replayed < end; i++) {
        Map.Entry<Long, Entry> next = entries.ceilingEntry(replayed);
        if (next == null) {
          replayed = end;
          break;
        }
        Entry entry = next.getValue();
        replayed = next.getKey() + entry.payload().length;
        replayClock = entry.clockNanos();
        reader.accept(next.getKey(), replayed, replayClock, entry.signal(), entry.payload(), null);
      }
      return replayed < end;
    }

    @Override
    public CompletableFuture<Long> append(
        SignalType signal, byte[] payload, @Nullable Object decoded) {
      synchronized (MemoryLog.this) {
        if (closed) {
          return CompletableFuture.failedFuture(
              new HeadroomException(ErrorCode.OVERLOADED, "the journal is closed"));
        }
        boolean live = replayed == end;
        long now = now();
        long position = write(signal, payload, now);
        records++;
        if (live) {
          replayed = end;
          reader.accept(position, end, now, signal, payload, decoded);
        }
        return CompletableFuture.completedFuture(position);
      }
    }

    private long now() {
      return Math.max(clockNanos, nanos(clock.instant()) - behindNanos);
    }

    @Override
    public void atBarrier(Barrier action) {
      synchronized (MemoryLog.this) {
        action.reached(replayed, replayed == end ? now() : replayClock);
      }
    }

    @Override
    public void read(long position, ByteBuffer into) {
      synchronized (MemoryLog.this) {
        Map.Entry<Long, Entry> holding = entries.floorEntry(position);
        if (holding == null) {
          throw new HeadroomException(ErrorCode.NOT_FOUND, "no record holds " + position);
        }
        int at = (int) (position - holding.getKey());
        into.put(holding.getValue().payload(), at, into.remaining());
      }
    }

    @Override
    public void truncateBefore(long position) {
      synchronized (MemoryLog.this) {
        entries.headMap(position).clear();
      }
    }

    @Override
    public Stats stats() {
      synchronized (MemoryLog.this) {
        long bytes = entries.values().stream().mapToLong(entry -> entry.payload().length).sum();
        long tail = entries.isEmpty() ? end : entries.firstKey();
        long reached = Math.min(replayed, openedAt);
        return new Stats(
            bytes, 0, end, tail, reached - replayStart, openedAt - replayStart, records, 0, 0, 0);
      }
    }

    @Override
    public void close() {
      synchronized (MemoryLog.this) {
        closed = true;
      }
    }
  }
}
