package dev.headroom.engine;

import dev.headroom.engine.Quarantine.Item;
import dev.headroom.otlp.MetricConventions;
import dev.headroom.otlp.MetricGenerations;
import dev.headroom.rollup.FaultStreak;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.PointFold;
import dev.headroom.rollup.RecordFold;
import dev.headroom.rollup.RollupTable;
import dev.headroom.rollup.log.LogFold;
import dev.headroom.rollup.metric.MetricFold;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.SignalType;
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
  static final String GENERATIONS = "generations";
  static final String EXEMPLARS = "exemplars";

  private final RollupTable table = new RollupTable();
  private final MetricGenerations generations = new MetricGenerations();
  private final MetricFold metrics;
  private final LogFold logs;
  private final PointFold pointFold;
  private final RecordFold recordFold;
  private final FaultStreak pointFaults = new FaultStreak(METRICS);
  private final FaultStreak recordFaults = new FaultStreak(LOGS);
  private final Quarantine quarantine;
  private final int number;
  private final RecentRequests requests = new RecentRequests();
  private List<LogRow> rows = new ArrayList<>();
  private long duplicatePoints;
  private long duplicateRecords;
  private volatile Stats stats = new Stats(0, 0, 0);

  /// What one request held.
  sealed interface Records {}

  /// @param position of the request in the journal
  record Points(List<MetricPoint> points, long position, byte[] request) implements Records {}

  /// @param position of the request in the journal
  record Logs(List<LogRecord> records, long position, byte[] request) implements Records {}

  /// @param duplicatePoints that came again
  /// @param outOfOrderPoints cumulative ones older than the last of their series
  /// @param duplicateRecords in log requests that came again
  record Stats(long duplicatePoints, long outOfOrderPoints, long duplicateRecords) {}

  /// @param number of this worker among all that save a quarantine
  RecordWorker(
      int number,
      MetricFold metrics,
      LogFold logs,
      Folds how,
      Quarantine quarantine,
      Map<String, byte[]> saved,
      long capacity,
      Consumer<Throwable> broken) {
    super("records", capacity, broken);
    this.number = number;
    this.metrics = metrics;
    this.logs = logs;
    this.quarantine = quarantine;
    pointFold = how.point(METRICS, metrics);
    recordFold = how.record(LOGS, logs);
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
    byte[] exemplars = saved.get(EXEMPLARS);
    if (exemplars != null) {
      metrics.restoreExemplars(exemplars);
    }
    byte[] emitters = saved.get(GENERATIONS);
    if (emitters != null) {
      generations.restore(emitters);
    }
  }

  /// {@inheritDoc} Records and points have no identity, so a redelivered request is known by its
  /// content; without times two requests may be alike by right.
  @Override
  void work(Records records) {
    switch (records) {
      case Points points -> fold(points);
      case Logs received -> fold(received);
    }
  }

  private void fold(Points received) {
    boolean timed = received.points().stream().allMatch(point -> point.timeNanos() > 0);
    if (timed && !requests.fresh(received.request())) {
      duplicatePoints += received.points().size();
      return;
    }
    List<MetricConventions.Normalized> points;
    try {
      points = generations.normalize(received.points());
    } catch (RuntimeException e) {
      int all = received.points().size();
      Item item = new Item(SignalType.METRICS, received.position(), 0, all, "request");
      quarantine.add("conventions", item, e, received::request);
      return;
    }
    for (int i = 0; i < points.size(); i++) {
      MetricPoint point = points.get(i).point();
      try {
        pointFold.fold(point, points.get(i).factor(), table);
        pointFaults.success();
      } catch (RuntimeException e) {
        Item item = new Item(SignalType.METRICS, received.position(), i, 1, point.metric());
        quarantine.add(METRICS, item, e, received::request);
        pointFaults.failure(e);
      }
    }
  }

  private void fold(Logs received) {
    boolean timed = received.records().stream().allMatch(log -> log.timeNanos() > 0);
    if (timed && !requests.fresh(received.request())) {
      duplicateRecords += received.records().size();
      return;
    }
    for (int i = 0; i < received.records().size(); i++) {
      try {
        recordFold.fold(received.records().get(i), table, rows::add);
        recordFaults.success();
      } catch (RuntimeException e) {
        Item item = new Item(SignalType.LOGS, received.position(), i, 1, "record " + i);
        quarantine.add(LOGS, item, e, received::request);
        recordFaults.failure(e);
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
                new Barrier.State(EXEMPLARS, 0, metrics.saveExemplars()),
                new Barrier.State(LOGS, 0, logs.save()),
                new Barrier.State(REQUESTS, 0, requests.save()),
                new Barrier.State(GENERATIONS, 0, generations.save()),
                new Barrier.State(Quarantine.STATE, number, quarantine.save()))
            : List.of());
  }

  EngineStats.Quarantine quarantined() {
    return quarantine.summary();
  }

  /// As of the last barrier.
  Stats stats() {
    return stats;
  }
}
