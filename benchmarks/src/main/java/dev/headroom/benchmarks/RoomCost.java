package dev.headroom.benchmarks;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.engine.analysis.Analyses;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Measures what each analysis costs over a day of minutes that are in memory already: services of
/// 20 operations and 5 instances each, every fifth with a new version at noon, and no traces.
///
/// `RoomCost [operations] [rounds]`; CPU time is that of the one thread that analyses.
public final class RoomCost implements ModelView {
  private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int PER_SERVICE = 20;
  private static final int INSTANCES = 5;
  private static final int MINUTES = 1_440;
  private static final int VARIANTS = 48;

  private final Map<RollupKey, List<RollupReader.Point>> series = new LinkedHashMap<>();
  private final Random random = new Random(1);

  private RoomCost(int operations) {
    for (int service = 0; service < operations / PER_SERVICE; service++) {
      fill(new ServiceName("service-" + service), service % 5 == 0);
    }
  }

  public static void main(String[] arguments) {
    int operations = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    RoomCost cost = new RoomCost(operations);
    System.out.printf("%d series%n", cost.series.size());
    for (int round = 0; round < rounds; round++) {
      double all = 0;
      StringBuilder text = new StringBuilder();
      for (Analysis analysis : Analyses.all()) {
        long from = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int found = analysis.analyze(cost).size();
        double seconds =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - from) / 1e9;
        all += seconds;
        text.append(String.format("  %s %.3f s (%d)%n", analysis.spec().id(), seconds, found));
      }
      System.out.printf("round %d: %.2f s of CPU%n%s", round + 1, all, text);
    }
  }

  private void fill(ServiceName service, boolean deploys) {
    for (int i = 0; i < PER_SERVICE; i++) {
      OperationName operation = new OperationName("GET /things/" + i);
      NodeId callee = NodeId.service(new ServiceName("service-" + random.nextInt(50)));
      versions(service, operation, deploys);
      add(new RollupKey.Edge(service, operation, callee, operation.value()), 0, MINUTES, 20);
      add(new RollupKey.Route(service, operation, SpanKind.SERVER), 0, MINUTES, 20);
      add(new RollupKey.Path(service, operation, service, operation), 0, MINUTES, 20);
    }
    for (int i = 0; i < INSTANCES; i++) {
      String instance = service + "-" + i;
      add(new RollupKey.Instance(service, instance, "1", "prod", ""), 0, MINUTES, 80);
      metrics(service, instance);
    }
  }

  private void versions(ServiceName service, OperationName operation, boolean deploys) {
    int until = deploys ? MINUTES / 2 : MINUTES;
    add(new RollupKey.Operation(service, operation, SpanKind.SERVER, "1", "prod"), 0, until, 20);
    if (deploys) {
      add(
          new RollupKey.Operation(service, operation, SpanKind.SERVER, "2", "prod"),
          until,
          MINUTES,
          20);
      add(new RollupKey.Instance(service, service + "-new", "2", "prod", ""), until, MINUTES, 80);
    }
  }

  private void metrics(ServiceName service, String instance) {
    String pool = "db.client.connection.pool.name=main";
    String heap = "jvm.memory.pool.name=G1 Old Gen,jvm.memory.type=heap";
    Map<String, String> gauges =
        Map.of(
            "jvm.cpu.recent_utilization", "",
            "jvm.cpu.count", "",
            "jvm.memory.used", heap,
            "jvm.memory.used_after_last_gc", heap,
            "jvm.memory.limit", heap,
            "jvm.thread.count", "jvm.thread.state=blocked",
            "db.client.connection.max", pool,
            "db.client.connection.count", pool + ",db.client.connection.state=used",
            "db.client.connection.wait_time", pool,
            "db.client.connection.use_time", pool);
    gauges.forEach((metric, attributes) ->
        add(
            new RollupKey.Metric(service, instance, metric, "1", MetricType.GAUGE, attributes),
            0,
            MINUTES,
            1));
  }

  private void add(RollupKey key, int from, int to, int requests) {
    List<Rollup> variants = new ArrayList<>();
    for (int i = 0; i < VARIANTS; i++) {
      Rollup rollup = new Rollup();
      int count = requests == 1 ? 1 : requests / 2 + random.nextInt(requests);
      for (int k = 0; k < count; k++) {
        if (key instanceof RollupKey.Metric) {
          rollup.addReading(0.3 + 0.2 * random.nextDouble(), 0);
        } else {
          long nanos = (long) (2e7 * Math.exp(0.4 * random.nextGaussian()));
          rollup.addDuration(nanos, 1, random.nextInt(500) == 0);
        }
      }
      variants.add(rollup);
    }
    List<RollupReader.Point> points = new ArrayList<>();
    long start = window().from().getEpochSecond();
    for (int minute = from; minute < to; minute++) {
      points.add(
          new RollupReader.Point(start + minute * 60L, variants.get(random.nextInt(VARIANTS))));
    }
    series.put(key, points);
  }

  @Override
  public TimeWindow window() {
    return TimeWindow.endingAt(END, DAY);
  }

  @Override
  public TimeWindow history() {
    return window().previous();
  }

  @Override
  public RollupReader rollups() {
    return query -> {
      List<RollupReader.Series> found = new ArrayList<>();
      series.forEach((key, points) -> {
        if (key.kind() == query.kind() && query.filter().test(key)) {
          found.add(new RollupReader.Series(key, points(query, points)));
        }
      });
      return found;
    };
  }

  private static List<RollupReader.Point> points(
      RollupReader.Query query, List<RollupReader.Point> minutes) {
    long from = Slices.fromMinute(query);
    long to = Slices.toMinute(query);
    Slices slices = new Slices(query);
    for (RollupReader.Point point : minutes) {
      if (point.start() >= from && point.start() < to) {
        Rollup slice = slices.at(point.start());
        if (query.sketches()) {
          slice.merge(point.value());
        } else {
          slice.mergeFigures(point.value().figures());
        }
      }
    }
    return slices.points();
  }

  @Override
  public List<RollupKey.Route> routes() {
    return series.keySet().stream()
        .filter(RollupKey.Route.class::isInstance)
        .map(RollupKey.Route.class::cast)
        .toList();
  }

  @Override
  public List<TraceSample> traces(ServiceOperation route) {
    return List.of();
  }

  @Override
  public SiblingOrder order(ServiceOperation route) {
    return SiblingOrder.of(List.of());
  }

  @Override
  public List<ChangeEvent> changes(TimeWindow window) {
    return List.of();
  }

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }
}
