package dev.headroom.store.memory;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Resolution;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/// A store on the heap that keeps minutes only; nothing survives the process.
///
/// Thread-safe: writers exclude readers for as long as it takes to merge rows in.
public final class MemoryStore implements TelemetryStore {
  private static final long BYTES_PER_ROLLUP = 1_024;
  private static final long BYTES_PER_LOG = 512;
  private static final Set<RollupKind> SLIS = EnumSet.of(RollupKind.SLI);
  private static final Set<RollupKind> OTHERS = EnumSet.complementOf(EnumSet.of(RollupKind.SLI));

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final MemoryRollups rollups;
  private final MemoryTraces traces;
  private final MemoryLogs logs = new MemoryLogs();
  private final StoredDays rollupDays;
  private final StoredDays sliDays;
  private final StoredDays traceDays;
  private final StoredDays logDays;
  private final List<RollupKey> keys = new ArrayList<>();
  private final Map<String, byte[]> states = new HashMap<>();
  private long position;
  private long replayFrom;
  private long commits;

  /// @param keys gives the numbers in commits their meaning; may be shared and may know more keys
  ///   than were committed
  public MemoryStore(KeyTable keys, TraceInspector inspector, Retention retention) {
    this.rollups = new MemoryRollups(keys);
    this.traces = new MemoryTraces(inspector);
    this.rollupDays = new StoredDays("rollups", retention.days());
    this.sliDays = new StoredDays("slis", longer(retention.slis(), retention.days()));
    this.traceDays = new StoredDays("traces", retention.traces());
    this.logDays = new StoredDays("logs", retention.logs());
  }

  @Override
  public Recovered recover() {
    lock.readLock().lock();
    try {
      return new Recovered(position, replayFrom, List.copyOf(keys), Map.copyOf(states));
    } finally {
      lock.readLock().unlock();
    }
  }

  /// {@inheritDoc} The commit's rollups are copied.
  @Override
  public void commit(Commit commit) {
    lock.writeLock().lock();
    try {
      if (commit.firstKey() != keys.size() + 1) {
        throw new HeadroomException(
            ErrorCode.INTERNAL,
            "firstKey " + commit.firstKey() + "; expected " + (keys.size() + 1));
      }
      rollups.check(commit.rollups());
      commit.rollups().forEach(row -> rollups.add(row, false));
      commit.traces().forEach(traces::add);
      commit.logs().forEach(logs::add);
      commit.rollups().forEach(row -> days(rollups.kind(row)).arrived(row.minute()));
      commit.traces().forEach(trace -> traceDays.arrived(seconds(trace.startNanos())));
      commit.logs().forEach(log -> logDays.arrived(seconds(log.timeNanos())));
      keys.addAll(commit.keys());
      commit.states().forEach((name, state) -> states.put(name, state.clone()));
      position = commit.position();
      replayFrom = commit.replayFrom();
      commits++;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Adds rows of keys that the shared table knows, without making a commit of them; the rollups
  /// are taken over and must not be touched by the caller again.
  public void add(List<RollupRow> rows, List<StoredTrace> kept, List<LogRow> records) {
    lock.writeLock().lock();
    try {
      rows.forEach(row -> rollups.add(row, true));
      kept.forEach(traces::add);
      records.forEach(logs::add);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// All rows, one for each key and minute. They are the store's own: read them only after the last
  /// change to this store.
  public List<RollupRow> rollupRows() {
    lock.readLock().lock();
    try {
      return rollups.rows();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// All traces, in the order they came.
  public List<StoredTrace> traceRows() {
    lock.readLock().lock();
    try {
      return traces.rows();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// All log records, oldest first.
  public List<LogRow> logRows() {
    lock.readLock().lock();
    try {
      return logs.rows();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Drops what is older than the longest rollup retention, the traces' and the logs', by whole UTC
  /// days; days that arrived old stay as long as if they had just been.
  @Override
  public void maintain(Instant now) {
    lock.writeLock().lock();
    try {
      rollupDays.leaving(now).forEach(day -> rollups.drop(OTHERS, day, dayAfter(day)));
      sliDays.leaving(now).forEach(day -> rollups.drop(SLIS, day, dayAfter(day)));
      traceDays.leaving(now).forEach(day -> traces.drop(day, dayAfter(day)));
      logDays.leaving(now).forEach(day -> logs.drop(day, dayAfter(day)));
    } finally {
      lock.writeLock().unlock();
    }
  }

  private StoredDays days(RollupKind kind) {
    return kind == RollupKind.SLI ? sliDays : rollupDays;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static long dayAfter(long day) {
    return day + Resolution.DAY.seconds();
  }

  private static long seconds(long nanos) {
    return Math.floorDiv(nanos, 1_000_000_000L);
  }

  /// Holds writers off until it is closed.
  @Override
  public Snapshot snapshot() {
    lock.readLock().lock();
    return new HeldSnapshot();
  }

  @Override
  public Stats stats() {
    lock.readLock().lock();
    try {
      return new Stats(
          Map.of(
              "rollups", rollups.size() * BYTES_PER_ROLLUP,
              "traces", traces.payloadBytes(),
              "logs", logs.size() * BYTES_PER_LOG),
          Map.of("rollups", rollups.size(), "traces", traces.size(), "logs", logs.size()),
          Stream.of(rollupDays, sliDays, traceDays, logDays)
              .flatMap(StoredDays::keptLate)
              .toList());
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {}

  private final class HeldSnapshot implements Snapshot {
    private boolean open = true;

    @Override
    public long commits() {
      return commits;
    }

    @Override
    public RollupReader rollups() {
      return rollups;
    }

    @Override
    public TraceReader traces() {
      return traces;
    }

    @Override
    public LogReader logs() {
      return logs;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        lock.readLock().unlock();
      }
    }
  }
}
