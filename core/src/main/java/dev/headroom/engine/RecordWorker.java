package dev.headroom.engine;

import dev.headroom.otlp.MetricConventions;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupTable;
import dev.headroom.rollup.log.LogFold;
import dev.headroom.rollup.metric.MetricFold;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Folds metric points and log records, all on one thread: series have a past, and records a
/// sequence.
final class RecordWorker extends Worker<RecordWorker.Records> {
  static final String METRICS = "metrics";
  static final String LOGS = "logs";
  static final String REQUESTS = "requests";

  private final RollupTable table = new RollupTable();
  private final MetricFold metrics;
  private final LogFold logs;
  private final RecentRequests requests = new RecentRequests();
  private List<LogRow> rows = new ArrayList<>();
  private long duplicatePoints;
  private long duplicateRecords;
  private volatile Stats stats = new Stats(0, 0, 0);

  /// What one request held.
  sealed interface Records {}

  record Points(List<MetricPoint> points, byte[] request) implements Records {}

  record Logs(List<LogRecord> records, byte[] request) implements Records {}

  /// @param duplicatePoints that came again
  /// @param outOfOrderPoints cumulative ones older than the last of their series
  /// @param duplicateRecords in log requests that came again
  record Stats(long duplicatePoints, long outOfOrderPoints, long duplicateRecords) {}

  RecordWorker(
      MetricFold metrics,
      LogFold logs,
      Map<String, byte[]> saved,
      long capacity,
      Consumer<Throwable> broken) {
    super("records", capacity, broken);
    this.metrics = metrics;
    this.logs = logs;
    byte[] series = saved.get(METRICS);
    if (series != null) {
      metrics.restore(series);
    }
    byte[] templates = saved.get(LOGS);
    if (templates != null) {
      logs.restore(templates);
    }
    byte[] recent = saved.get(REQUESTS);
    if (recent != null) {
      requests.restore(recent);
    }
  }

  /// {@inheritDoc} Records and points have no identity, so a redelivered request is known by its
  /// content; without times two requests may be alike by right.
  @Override
  void work(Records records) {
    switch (records) {
      case Points(List<MetricPoint> points, byte[] request) -> {
        boolean timed = points.stream().allMatch(point -> point.timeNanos() > 0);
        if (!timed || requests.fresh(request)) {
          MetricConventions.normalize(points)
              .forEach(point -> metrics.fold(point.point(), point.factor(), table));
        } else {
          duplicatePoints += points.size();
        }
      }
      case Logs(List<LogRecord> received, byte[] request) -> {
        boolean timed = received.stream().allMatch(log -> log.timeNanos() > 0);
        if (!timed || requests.fresh(request)) {
          received.forEach(log -> logs.fold(log, table, rows::add));
        } else {
          duplicateRecords += received.size();
        }
      }
    }
  }

  @Override
  Barrier.Part pass(Barrier barrier) {
    stats =
        new Stats(metrics.duplicates() + duplicatePoints, metrics.outOfOrder(), duplicateRecords);
    List<LogRow> handedOver = rows;
    rows = new ArrayList<>();
    return new Barrier.Part(
        table.drain(),
        List.of(),
        handedOver,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        barrier.saving()
            ? List.of(
                new Barrier.State(METRICS, 0, metrics.save()),
                new Barrier.State(LOGS, 0, logs.save()),
                new Barrier.State(REQUESTS, 0, requests.save()))
            : List.of());
  }

  /// As of the last barrier.
  Stats stats() {
    return stats;
  }
}
