package dev.headroom.analysis;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import dev.headroom.store.Slices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A model that a test fills minute by minute with known figures.
///
/// Minutes count from the start of the history; the window follows the history.
public final class MadeModel implements ModelView {
  public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final double NANOS = 1e9;

  private final int historyMinutes;
  private final int windowMinutes;
  private final Map<RollupKey, TreeMap<Long, Rollup>> rollups = new LinkedHashMap<>();
  private final Map<ServiceOperation, List<TraceSample>> traces = new HashMap<>();
  private final List<ChangeEvent> changes = new ArrayList<>();

  public MadeModel(int historyMinutes, int windowMinutes) {
    this.historyMinutes = historyMinutes;
    this.windowMinutes = windowMinutes;
  }

  /// How many minutes there are in all.
  public int minutes() {
    return historyMinutes + windowMinutes;
  }

  public static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  public Rollup rollup(RollupKey key, int minute) {
    return rollups
        .computeIfAbsent(key, _ -> new TreeMap<>())
        .computeIfAbsent(at(minute).getEpochSecond(), _ -> new Rollup());
  }

  /// One reading of a gauge or an up-down counter.
  public MadeModel gauge(
      String service, String instance, String metric, String attributes, int minute, double value) {
    rollup(
            new RollupKey.Metric(
                new ServiceName(service), instance, metric, "1", MetricType.GAUGE, attributes),
            minute)
        .addReading(value, at(minute).getEpochSecond() * 1_000_000_000L + 30_000_000_000L);
    return this;
  }

  /// What a histogram measured: so many times, with this mean.
  public MadeModel histogram(
      String service,
      String instance,
      String metric,
      String attributes,
      int minute,
      double count,
      double mean) {
    rollup(
            new RollupKey.Metric(
                new ServiceName(service), instance, metric, "s", MetricType.HISTOGRAM, attributes),
            minute)
        .addDistribution(
            count,
            count * mean,
            Double.NaN,
            Double.NaN,
            at(minute).getEpochSecond() * 1_000_000_000L,
            null);
    return this;
  }

  /// Requests of an entry operation with one response time, on one instance.
  public MadeModel requests(
      String service,
      String operation,
      String version,
      String instance,
      int minute,
      int count,
      double seconds,
      int errors) {
    RollupKey where =
        new RollupKey.Operation(
            new ServiceName(service),
            new OperationName(operation),
            SpanKind.SERVER,
            version,
            "prod");
    RollupKey on = new RollupKey.Instance(new ServiceName(service), instance, version, "prod", "");
    long nanos = Math.round(seconds * NANOS);
    for (RollupKey key : List.of(where, on)) {
      Rollup rollup = rollup(key, minute);
      add(rollup, nanos, count, errors);
    }
    return this;
  }

  /// Calls that an entry operation made.
  public MadeModel calls(
      String service,
      String operation,
      NodeId callee,
      String calleeOperation,
      int minute,
      int count,
      double seconds,
      int errors) {
    Rollup rollup =
        rollup(
            new RollupKey.Edge(
                new ServiceName(service), new OperationName(operation), callee, calleeOperation),
            minute);
    long nanos = Math.round(seconds * NANOS);
    add(rollup, nanos, count, errors);
    return this;
  }

  private static void add(Rollup rollup, long nanos, int count, int errors) {
    for (int i = 0; i < count; i++) {
      rollup.addDuration(nanos, 1, i < errors);
    }
  }

  /// A route of which all own time is spent in one operation.
  public MadeModel route(
      String service,
      String operation,
      String onService,
      String onOperation,
      int minute,
      int count,
      double seconds,
      double exclusiveSeconds) {
    rollup(
            new RollupKey.Route(
                new ServiceName(service), new OperationName(operation), SpanKind.SERVER),
            minute)
        .addDuration(Math.round(seconds * NANOS), count, false);
    rollup(
            new RollupKey.Path(
                new ServiceName(service),
                new OperationName(operation),
                new ServiceName(onService),
                new OperationName(onOperation)),
            minute)
        .addExclusive(Math.round(exclusiveSeconds * NANOS), count);
    return this;
  }

  public MadeModel template(
      String service, String template, int severity, String version, int minute, int count) {
    rollup(new RollupKey.Template(new ServiceName(service), template, severity, version), minute)
        .addOccurrences(count);
    return this;
  }

  public MadeModel change(ChangeEvent change) {
    changes.add(change);
    return this;
  }

  public MadeModel trace(TraceSample sample) {
    traces.computeIfAbsent(sample.route(), _ -> new ArrayList<>()).add(sample);
    return this;
  }

  @Override
  public TimeWindow window() {
    return new TimeWindow(at(historyMinutes), at(minutes()));
  }

  @Override
  public TimeWindow history() {
    return new TimeWindow(START, at(historyMinutes));
  }

  @Override
  public RollupReader rollups() {
    return query -> {
      List<RollupReader.Series> found = new ArrayList<>();
      rollups.forEach((key, minutes) -> {
        Map<Long, Rollup> inside = minutes.subMap(Slices.fromMinute(query), Slices.toMinute(query));
        if (key.kind() == query.kind() && !inside.isEmpty() && query.filter().test(key)) {
          Slices slices = new Slices(query);
          inside.forEach((minute, value) -> slices.at(minute).merge(value));
          found.add(new RollupReader.Series(key, slices.points()));
        }
      });
      return found;
    };
  }

  @Override
  public List<RollupKey.Route> routes() {
    return rollups.keySet().stream()
        .filter(RollupKey.Route.class::isInstance)
        .map(RollupKey.Route.class::cast)
        .toList();
  }

  @Override
  public List<TraceSample> traces(ServiceOperation route) {
    return traces.getOrDefault(route, List.of());
  }

  @Override
  public SiblingOrder order(ServiceOperation route) {
    return SiblingOrder.of(List.of());
  }

  @Override
  public List<ChangeEvent> changes(TimeWindow window) {
    return changes.stream().filter(change -> window.contains(change.at())).toList();
  }

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }
}
