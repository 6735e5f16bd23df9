package dev.headroom.store;

import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /// Merges minutes into hours and days and drops what retention no longer asks for. What was
  /// already older than that when it arrived (an import) is kept as long as if it had just
  /// happened, counted from the first run that sees it. Safe to be interrupted; run it every few
  /// minutes.
  void maintain(Instant now);

  /// A view of all that is stored as of one commit, untouched by later ones. Close it soon, on the
  /// thread that opened it.
  Snapshot snapshot();

  /// Reads what is stored at the moment of each call.
  default RollupReader rollups() {
    return new RollupReader() {
      @Override
      public List<Series> read(Query query) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.rollups().read(query);
        }
      }

      @Override
      public void tally(Query query, Function<RollupKey, Tally> tallies) {
        try (Snapshot snapshot = snapshot()) {
          snapshot.rollups().tally(query, tallies);
        }
      }
    };
  }

  /// Reads what is stored at the moment of each call.
  default TraceReader traces() {
    return new TraceReader() {
      @Override
      public List<StoredTrace> find(TraceId id) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.traces().find(id);
        }
      }

      @Override
      public List<StoredTrace> search(Search search) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.traces().search(search);
        }
      }

      @Override
      public List<Head> heads(Search search) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.traces().heads(search);
        }
      }

      @Override
      public Map<ServiceOperation, List<Head>> heads(
          Collection<ServiceOperation> roots, TimeWindow window, int mostOfEach) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.traces().heads(roots, window, mostOfEach);
        }
      }

      @Override
      public List<StoredTrace> read(Collection<Head> heads) {
        try (Snapshot snapshot = snapshot()) {
          return snapshot.traces().read(heads);
        }
      }
    };
  }

  /// Reads what is stored at the moment of each call.
  default LogReader logs() {
    return search -> {
      try (Snapshot snapshot = snapshot()) {
        return snapshot.logs().search(search);
      }
    };
  }

  Stats stats();

  @Override
  void close();

  /// What is stored as of one commit.
  interface Snapshot extends AutoCloseable {

    /// How many commits the store had taken in since it was created; grows by one with each.
    long commits();

    RollupReader rollups();

    TraceReader traces();

    LogReader logs();

    @Override
    void close();
  }

  /// @param position the journal is folded up to here (exclusive)
  /// @param replayFrom where replay must start
  /// @param keys all keys, number 1 first
  /// @param states fold state by name
  record Recovered(
      long position, long replayFrom, List<RollupKey> keys, Map<String, byte[]> states) {}

  /// @param bytes on disk (or in memory), by part: rollups, traces, logs…
  /// @param rows by part
  /// @param keptLate what arrived too old for retention and is kept for a while, one per part
  record Stats(Map<String, Long> bytes, Map<String, Long> rows, List<KeptLate> keptLate) {
    public Stats {
      keptLate = List.copyOf(keptLate);
    }
  }

  /// Old data that is kept because it arrived lately.
  ///
  /// @param part as in [Stats]
  /// @param from its oldest time
  /// @param to its newest
  /// @param until when the last of it goes
  record KeptLate(String part, Instant from, Instant to, Instant until) {

    /// Both in one.
    public KeptLate and(KeptLate other) {
      return new KeptLate(
          part,
          from.isBefore(other.from) ? from : other.from,
          to.isAfter(other.to) ? to : other.to,
          until.isAfter(other.until) ? until : other.until);
    }
  }
}
