package dev.headroom.app.serve;

import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineStats;
import dev.headroom.query.AnalysisReader;
import dev.headroom.query.SystemReader;
import dev.headroom.query.view.SystemView;
import dev.headroom.rollup.ShardStats;
import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Tells how the process stands. Thread-safe.
final class ProcessStats implements SystemReader {
  private final Engine engine;
  private final Path dataDirectory;
  private final Map<String, String> settings;
  private final String version;
  private final Instant startedAt;
  private volatile boolean stopping;
  private volatile @Nullable AnalysisReader analyses;

  ProcessStats(
      Engine engine,
      Path dataDirectory,
      Map<String, String> settings,
      String version,
      Instant startedAt) {
    this.engine = engine;
    this.dataDirectory = dataDirectory;
    this.settings = settings;
    this.version = version;
    this.startedAt = startedAt;
  }

  /// From now on it tells of the analyses, too.
  void analyses(AnalysisReader reader) {
    analyses = reader;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public AnalysisReader.@Nullable Runs analyses() {
    AnalysisReader reader = analyses;
    return reader == null ? null : reader.runs();
  }

  @Override
  public Stats stats() {
    EngineStats stats = engine.stats();
    Journal.Stats journal = stats.journal();
    boolean replaying = journal.replayedBytes() < journal.replayBytes();
    return new Stats(
        version,
        startedAt,
        state(stats, replaying),
        failures(stats),
        replaying ? new Replay(journal.replayedBytes(), journal.replayBytes()) : null,
        ingest(stats),
        queues(stats),
        journal.bytes(),
        journal.waitingBytes(),
        Math.max(0, journal.head() - stats.committedPosition()),
        new Commits(
            stats.commits().count(),
            stats.commits().failures(),
            stats.commits().lastAt(),
            stats.commits().lastAt() == null ? null : stats.commits().lastNanos()),
        stats.oldestUncommitted(),
        traces(stats),
        quarantine(stats.quarantine()),
        stats.capsHit(),
        storage(stats),
        stats.stored().keptLate().stream()
            .map(late -> new SystemView.KeptLate(late.part(), late.from(), late.to(), late.until()))
            .toList(),
        diskFree(),
        settings);
  }

  private SystemView.State state(EngineStats stats, boolean replaying) {
    if (stopping) {
      return SystemView.State.STOPPING;
    }
    if (stats.broken() != null || stats.commits().lastFailure() != null) {
      return SystemView.State.DEGRADED;
    }
    return replaying ? SystemView.State.REPLAYING : SystemView.State.READY;
  }

  private static List<String> failures(EngineStats stats) {
    List<String> failures = new ArrayList<>();
    if (stats.broken() != null) {
      failures.add(
          "Counting has stopped and nothing more is taken in: "
              + stats.broken()
              + ". The journal has everything; a restart goes on from the last commit.");
    }
    if (stats.commits().lastFailure() != null) {
      failures.add("The last commit failed and is tried again: " + stats.commits().lastFailure());
    }
    return failures;
  }

  private static SystemView.QuarantineState quarantine(EngineStats.Quarantine quarantine) {
    return new SystemView.QuarantineState(
        quarantine.items().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> new SystemView.QuarantineCount(name(e.getKey()), e.getValue()))
            .toList(),
        quarantine.last().stream()
            .map(e ->
                new SystemView.QuarantineEntry(
                    e.at(),
                    name(e.signal()),
                    e.fold(),
                    e.subject(),
                    e.position(),
                    e.index(),
                    e.reason(),
                    e.place()))
            .toList());
  }

  private static String name(SignalType signal) {
    return signal.name().toLowerCase(Locale.ROOT);
  }

  private static List<Ingest> ingest(EngineStats stats) {
    List<Ingest> rows = new ArrayList<>();
    for (SignalType signal : SignalType.values()) {
      EngineStats.Intake in = stats.intake().get(signal);
      if (in != null) {
        rows.add(
            new Ingest(
                name(signal),
                in.requests(),
                in.items(),
                in.bytes(),
                in.rejected(),
                in.future(),
                in.malformed(),
                in.overloaded(),
                switch (signal) {
                  case TRACES -> sum(stats, ShardStats::duplicateSpans);
                  case METRICS -> stats.duplicatePoints();
                  case LOGS -> stats.duplicateRecords();
                }));
      }
    }
    return rows;
  }

  private static List<SystemView.QueueState> queues(EngineStats stats) {
    return stats.queues().stream()
        .map(queue -> new SystemView.QueueState(queue.name(), queue.depth(), queue.capacity()))
        .toList();
  }

  private static SystemView.TraceState traces(EngineStats stats) {
    return new SystemView.TraceState(
        sum(stats, ShardStats::openTraces),
        sum(stats, ShardStats::openSpans),
        sum(stats, ShardStats::completeTraces) + sum(stats, ShardStats::rootlessTraces),
        sum(stats, ShardStats::keptTraces),
        sum(stats, ShardStats::cutTraces),
        sum(stats, ShardStats::lateSpans));
  }

  private static long sum(EngineStats stats, ToLongFunction<ShardStats> figure) {
    return stats.shards().stream().mapToLong(figure).sum();
  }

  private static List<SystemView.StoragePart> storage(EngineStats stats) {
    List<SystemView.StoragePart> parts = new ArrayList<>();
    stats
        .stored()
        .bytes()
        .forEach((part, bytes) ->
            parts.add(new SystemView.StoragePart(part, bytes, stats.stored().rows().get(part))));
    parts.add(new SystemView.StoragePart("journal", stats.journal().bytes(), null));
    parts.sort((a, b) -> a.part().compareTo(b.part()));
    return parts;
  }

  private @Nullable Long diskFree() {
    try {
      return Files.getFileStore(dataDirectory).getUsableSpace();
    } catch (IOException _) {
      return null;
    }
  }
}
