package dev.headroom.store;

import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TraceReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Port: keeps the model. One writer ([#commit] and [#maintain] are never called at the same time
/// as themselves), any number of readers.
///
/// Operating failures are [dev.headroom.base.HeadroomException]s with `STORAGE_FULL` when there is
/// no room (nothing of the commit is stored; it may be tried again) and `INTERNAL` otherwise.
public interface TelemetryStore extends AutoCloseable {

  /// What the last commit left; on a new store all is empty and the positions are 0.
  Recovered recover();

  /// Stores everything or nothing; durable when it returns.
  void commit(Commit commit);

  /// Merges minutes into hours and days and drops what retention no longer asks for. Safe to be
  /// interrupted; run it every few minutes.
  void maintain(Instant now);

  RollupReader rollups();

  TraceReader traces();

  LogReader logs();

  Stats stats();

  @Override
  void close();

  /// @param position the journal is folded up to here (exclusive)
  /// @param replayFrom where replay must start
  /// @param keys all keys, number 1 first
  /// @param states fold state by name
  record Recovered(
      long position, long replayFrom, List<RollupKey> keys, Map<String, byte[]> states) {}

  /// @param bytes on disk (or in memory), by part: rollups, traces, logs…
  /// @param rows by part
  record Stats(Map<String, Long> bytes, Map<String, Long> rows) {}
}
