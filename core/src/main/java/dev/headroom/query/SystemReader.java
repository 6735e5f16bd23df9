package dev.headroom.query;

import dev.headroom.query.view.SystemView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Port: what only the running process knows about itself. Thread-safe and cheap.
public interface SystemReader {

  Stats stats();

  /// How the analyses go; null when there are none.
  default AnalysisReader.@Nullable Runs analyses() {
    return null;
  }

  /// All counts since the start of the process.
  ///
  /// @param failures why it is degraded, a sentence each
  /// @param replay null once the journal has been replayed
  /// @param ingest one per signal
  /// @param unfoldedBytes durable in the journal, not yet part of a commit
  /// @param oldestUncommitted when the oldest of what is folded but not committed came in; null
  ///   when all is committed
  /// @param storage bytes and rows by part, the journal included
  /// @param diskFreeBytes null when unknown
  /// @param settings effective configuration, without secrets
  record Stats(
      String version,
      Instant startedAt,
      SystemView.State state,
      List<String> failures,
      @Nullable Replay replay,
      List<Ingest> ingest,
      List<SystemView.QueueState> queues,
      long journalBytes,
      long journalWaitingBytes,
      long unfoldedBytes,
      Commits commits,
      @Nullable Instant oldestUncommitted,
      SystemView.TraceState traces,
      SystemView.QuarantineState quarantine,
      Map<String, Long> capsHit,
      List<SystemView.StoragePart> storage,
      List<SystemView.KeptLate> keptLate,
      @Nullable Long diskFreeBytes,
      Map<String, String> settings) {
    public Stats {
      failures = List.copyOf(failures);
      ingest = List.copyOf(ingest);
      queues = List.copyOf(queues);
      capsHit = Map.copyOf(capsHit);
      storage = List.copyOf(storage);
      keptLate = List.copyOf(keptLate);
      settings = Map.copyOf(settings);
    }
  }

  /// @param totalBytes what was to be replayed when the process started
  record Replay(long doneBytes, long totalBytes) {}

  /// @param signal `traces`, `metrics` or `logs`
  record Ingest(
      String signal,
      long requests,
      long items,
      long bytes,
      long rejected,
      long future,
      long malformed,
      long overloaded,
      long duplicates) {}

  /// @param lastAt null before the first
  record Commits(
      long count, long failures, @Nullable Instant lastAt, @Nullable Long lastDurationNanos) {}
}
