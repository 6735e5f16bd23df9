package dev.headroom.engine;

import dev.headroom.rollup.ShardStats;
import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import dev.headroom.store.Quarantined;
import dev.headroom.store.TelemetryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the engine did since its start, and how it stands.
///
/// @param shards as of their last barrier
/// @param capsHit which cardinality caps sent keys to `other`, and how often
/// @param committedPosition the journal is stored up to here
/// @param oldestUncommitted when the oldest of what is not committed was folded; null for none
/// @param unreadableSpans spans of kept traces that the journal could not give back
/// @param quarantine what folds could not take, since the data directory was made
/// @param broken why the engine stopped folding; null while it works
public record EngineStats(
    Map<SignalType, Intake> intake,
    List<Queue> queues,
    List<ShardStats> shards,
    long duplicatePoints,
    long outOfOrderPoints,
    long duplicateRecords,
    Map<String, Long> capsHit,
    Journal.Stats journal,
    long committedPosition,
    Commits commits,
    @Nullable Instant oldestUncommitted,
    TelemetryStore.Stats stored,
    TelemetryStore.Stats pending,
    long unreadableSpans,
    Quarantine quarantine,
    @Nullable String broken) {

  public EngineStats {
    intake = Map.copyOf(intake);
    queues = List.copyOf(queues);
    shards = List.copyOf(shards);
    capsHit = Map.copyOf(capsHit);
  }

  /// Counts of one signal. Bytes are those of uncompressed protobuf.
  ///
  /// @param future how many of the rejected items came with a time far ahead
  public record Intake(
      long requests,
      long items,
      long bytes,
      long rejected,
      long future,
      long malformed,
      long overloaded) {}

  /// What folds could not take and left out.
  ///
  /// @param items how many by signal; signals without any are left out
  /// @param last the last ones, newest first
  public record Quarantine(Map<SignalType, Long> items, List<Quarantined> last) {
    public Quarantine {
      items = Map.copyOf(items);
      last = List.copyOf(last);
    }
  }

  public record Queue(String name, long depth, long capacity) {}

  /// @param lastFailure why the last commit failed; null when it did not
  public record Commits(
      long count,
      long failures,
      @Nullable Instant lastAt,
      long lastNanos,
      @Nullable String lastFailure) {}
}
