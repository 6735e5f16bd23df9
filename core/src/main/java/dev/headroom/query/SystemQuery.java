package dev.headroom.query;

import dev.headroom.query.view.SystemView;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers how Headroom itself is doing. Thread-safe.
final class SystemQuery {
  private static final Duration RATE_OVER = Duration.ofSeconds(10);
  private static final double NANOS_PER_SECOND = 1e9;

  private final SystemReader reader;
  private final InstantSource clock;
  private @Nullable Sample older;
  private @Nullable Sample newer;

  SystemQuery(Sources sources) {
    this.reader = sources.system();
    this.clock = sources.clock();
  }

  private record Sample(Instant at, Map<String, Long> items) {}

  SystemView system() {
    SystemReader.Stats stats = reader.stats();
    Instant now = clock.instant();
    Map<String, Double> rates = rates(stats, now);
    SystemReader.Commits commits = stats.commits();
    Instant oldest = stats.oldestUncommitted();
    return new SystemView(
        stats.version(),
        stats.startedAt(),
        Math.max(0, Duration.between(stats.startedAt(), now).toSeconds()),
        stats.state(),
        problems(stats),
        replay(stats.replay()),
        stats.ingest().stream().map(in -> ingest(in, rates.get(in.signal()))).toList(),
        stats.queues(),
        new SystemView.JournalState(
            stats.journalBytes(), stats.journalWaitingBytes(), stats.unfoldedBytes()),
        new SystemView.CommitState(
            commits.lastAt(),
            oldest == null ? null : Math.max(0, Duration.between(oldest, now).toMillis() / 1e3),
            commits.count(),
            commits.failures(),
            commits.lastDurationNanos()),
        stats.traces(),
        stats.quarantine(),
        stats.capsHit().entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(e -> new SystemView.CapHit(e.getKey(), e.getValue()))
            .toList(),
        stats.storage().stream()
            .sorted(Comparator.comparingLong(SystemView.StoragePart::bytes).reversed())
            .toList(),
        stats.keptLate(),
        process(stats.diskFreeBytes()),
        analyses(reader.analyses()),
        stats.settings());
  }

  private static SystemView.@Nullable AnalysisState analyses(AnalysisReader.@Nullable Runs runs) {
    if (runs == null) {
      return null;
    }
    AnalysisReader.Last last = runs.last();
    return new SystemView.AnalysisState(
        runs.count(),
        last == null ? null : last.at(),
        last == null ? null : last.durationNanos(),
        last == null ? "" : last.problem(),
        runs.analyses().stream()
            .map(entry ->
                new SystemView.AnalysisTime(
                    entry.spec().id(), entry.durationNanos(), entry.findings(), entry.failure()))
            .toList());
  }

  private static List<String> problems(SystemReader.Stats stats) {
    List<String> problems = new ArrayList<>(stats.failures());
    long items =
        stats.quarantine().items().stream().mapToLong(SystemView.QuarantineCount::items).sum();
    if (items > 0) {
      problems.add(
          items
              + (items == 1 ? " item was" : " items were")
              + " set aside because a fold could not take "
              + (items == 1 ? "it" : "them")
              + "; counts lack "
              + (items == 1 ? "it" : "them")
              + ". See quarantine on the System page and the folder of that name.");
    }
    return problems;
  }

  private static SystemView.@Nullable Replay replay(SystemReader.@Nullable Replay replay) {
    if (replay == null) {
      return null;
    }
    return new SystemView.Replay(
        replay.doneBytes(),
        replay.totalBytes(),
        replay.totalBytes() == 0
            ? null
            : Double.valueOf(Math.min(1, (double) replay.doneBytes() / replay.totalBytes())));
  }

  private static SystemView.SignalIngest ingest(
      SystemReader.Ingest in, @Nullable Double itemsPerSecond) {
    return new SystemView.SignalIngest(
        in.signal(),
        in.requests(),
        in.items(),
        in.bytes(),
        in.rejected(),
        in.future(),
        in.malformed(),
        in.overloaded(),
        in.duplicates(),
        itemsPerSecond);
  }

  /// Items per second by signal since a question asked at least ten seconds ago, or since the start
  /// when there was none.
  private synchronized Map<String, Double> rates(SystemReader.Stats stats, Instant now) {
    Map<String, Long> items = new HashMap<>();
    stats.ingest().forEach(in -> items.put(in.signal(), in.items()));
    Sample last = newer;
    if (last == null || Duration.between(last.at(), now).compareTo(RATE_OVER) >= 0) {
      older = last;
      newer = new Sample(now, items);
    }
    Sample base =
        Optional.ofNullable(older).orElseGet(() -> new Sample(stats.startedAt(), Map.of()));
    double seconds = Duration.between(base.at(), now).toNanos() / NANOS_PER_SECOND;
    Map<String, Double> rates = new HashMap<>();
    if (seconds >= 1) {
      items.forEach((signal, count) ->
          rates.put(signal, Math.max(0, count - base.items().getOrDefault(signal, 0L)) / seconds));
    }
    return rates;
  }

  private static SystemView.ProcessState process(@Nullable Long diskFreeBytes) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    double cpuSeconds =
        ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(cpu -> cpu.toNanos() / NANOS_PER_SECOND)
            .orElse(0.0);
    return new SystemView.ProcessState(
        heap.getUsed(),
        Math.max(0, heap.getMax()),
        cpuSeconds,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        diskFreeBytes);
  }
}
