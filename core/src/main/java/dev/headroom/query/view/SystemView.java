package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Headroom about itself.
///
/// @param state what it is doing
/// @param problems what a person should know, a sentence each; a problem need not make the state
///   worse than ready
/// @param replay null once the journal has been replayed
/// @param ingest by signal: `traces`, `metrics`, `logs`
/// @param capsHit which cardinality caps sent keys to `other`, and how often
/// @param storage bytes and rows by part
/// @param keptLate what came in (by an import) when it was older than retention, and stays a while
/// @param analyses how the analyses go; null when there are none
/// @param settings effective configuration, without secrets
public record SystemView(
    String version,
    Instant startedAt,
    long uptimeSeconds,
    State state,
    List<String> problems,
    @Nullable Replay replay,
    List<SignalIngest> ingest,
    List<QueueState> queues,
    JournalState journal,
    CommitState commit,
    TraceState traces,
    QuarantineState quarantine,
    List<CapHit> capsHit,
    List<StoragePart> storage,
    List<KeptLate> keptLate,
    ProcessState process,
    @Nullable AnalysisState analyses,
    Map<String, String> settings) {
  public SystemView {
    problems = List.copyOf(problems);
    ingest = List.copyOf(ingest);
    queues = List.copyOf(queues);
    capsHit = List.copyOf(capsHit);
    storage = List.copyOf(storage);
    keptLate = List.copyOf(keptLate);
    settings = Map.copyOf(settings);
  }

  public enum State {
    STARTING,
    REPLAYING,
    READY,
    DEGRADED,
    STOPPING
  }

  /// @param doneShare of the bytes that were to be replayed at the start
  public record Replay(long doneBytes, long totalBytes, @Nullable Double doneShare) {
    public Replay {
      doneShare = Valid.share("doneShare", doneShare);
    }
  }

  /// Counts since the start of the process.
  ///
  /// @param items spans, data points or records accepted
  /// @param rejected refused for good, with a message to the sender
  /// @param future how many of these had a time more than a day ahead of this server's clock
  /// @param malformed requests that could not be decoded
  /// @param overloaded requests sent back to be retried
  /// @param duplicates items recognised as sent twice
  public record SignalIngest(
      String signal,
      long requests,
      long items,
      long bytes,
      long rejected,
      long future,
      long malformed,
      long overloaded,
      long duplicates,
      @Nullable Double itemsPerSecond) {}

  /// @param depth what waits now
  /// @param capacity when it is full
  public record QueueState(String name, long depth, long capacity) {}

  /// @param waitingBytes accepted, not yet durable
  /// @param unfoldedBytes durable, not yet folded and committed
  public record JournalState(long bytes, long waitingBytes, long unfoldedBytes) {}

  /// @param lastAt null before the first commit
  /// @param lagSeconds age of the oldest data that is folded but not committed; null when none is
  public record CommitState(
      @Nullable Instant lastAt,
      @Nullable Double lagSeconds,
      long commits,
      long failures,
      @Nullable Long lastDurationNanos) {}

  /// @param open traces that may still grow
  /// @param openSpans spans in them
  /// @param closedEarly traces closed because of the cap on open spans
  public record TraceState(
      long open, long openSpans, long completed, long kept, long closedEarly, long lateSpans) {}

  /// What folds could not take and left out of their counts.
  ///
  /// @param items by signal since the data directory was made; signals without any are left out
  /// @param last the last ones, newest first
  public record QuarantineState(List<QuarantineCount> items, List<QuarantineEntry> last) {
    /// Nothing was set aside.
    public static final QuarantineState NONE = new QuarantineState(List.of(), List.of());

    public QuarantineState {
      items = List.copyOf(items);
      last = List.copyOf(last);
    }
  }

  /// @param signal `traces` (spans and traces), `metrics` or `logs`
  public record QuarantineCount(String signal, long items) {}

  /// @param fold which fold could not take it
  /// @param subject what it is
  /// @param position of its request in the journal
  /// @param index of the item in the request
  /// @param reason what went wrong
  /// @param place where in the program
  public record QuarantineEntry(
      Instant at,
      String signal,
      String fold,
      String subject,
      long position,
      int index,
      String reason,
      String place) {}

  /// How the analyses go.
  ///
  /// @param runs since the start of the process
  /// @param lastAt null before the first run
  /// @param lastDurationNanos of the whole run; null before the first
  /// @param problem why what was found could not be kept; empty when it was
  public record AnalysisState(
      long runs,
      @Nullable Instant lastAt,
      @Nullable Long lastDurationNanos,
      String problem,
      List<AnalysisTime> analyses) {
    public AnalysisState {
      analyses = List.copyOf(analyses);
    }
  }

  /// @param durationNanos of its last run; 0 before the first
  /// @param findings how many it made then
  /// @param failure why it failed then; empty when it did not
  public record AnalysisTime(String id, long durationNanos, int findings, String failure) {}

  /// @param cap which cap, e.g. `OPERATION of checkout`
  /// @param overflowed look-ups answered with `other`
  public record CapHit(String cap, long overflowed) {}

  /// @param from the oldest time of it
  /// @param to the newest
  /// @param until when the last of it is dropped
  public record KeptLate(String part, Instant from, Instant to, Instant until) {}

  public record StoragePart(String part, long bytes, @Nullable Long rows) {}

  /// @param heapMaxBytes what the heap may grow to
  /// @param cpuSeconds of the process since its start
  /// @param diskFreeBytes where the data directory lies; null when unknown
  public record ProcessState(
      long heapUsedBytes,
      long heapMaxBytes,
      double cpuSeconds,
      int threads,
      @Nullable Long diskFreeBytes) {}
}
