package dev.headroom.benchmarks;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.CeilingModel;
import dev.headroom.capacity.Ceilings;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupRow;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Fills a store with a day of minutes of services, routes, calls and metrics, and measures how
/// long all ceilings take.
///
/// `CeilingCost DIRECTORY [operations] [instances]`; the directory keeps the data, so a second run
/// only measures. Ten operations a service; each calls two others and a database. CPU time is that
/// of the whole process.
public final class CeilingCost {
  private static final Instant NOW = Instant.parse("2026-03-31T10:37:00Z");
  private static final int PER_SERVICE = 10;
  private static final int ROUNDS = 5;

  private final DuckDbStore store;
  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Random random = new Random(1);
  private final int operations;
  private final int instances;

  private CeilingCost(DuckDbStore store, int operations, int instances) {
    this.store = store;
    this.operations = operations;
    this.instances = instances;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int operations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int instances = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
    try (DuckDbStore store =
        DuckDbStore.open(
            directory, DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind())) {
      CeilingCost cost = new CeilingCost(store, operations, instances);
      if (store.recover().keys().isEmpty()) {
        cost.fill();
      }
      cost.measure();
    }
  }

  private void fill() {
    long from = NOW.minus(Duration.ofHours(25)).getEpochSecond() / 3_600 * 3_600;
    int committed = 0;
    long position = 0;
    for (long hour = from; hour < NOW.getEpochSecond(); hour += 3_600) {
      List<RollupRow> rows = new ArrayList<>();
      for (long minute = hour; minute < hour + 3_600; minute += 60) {
        double load = 0.65 + 0.35 * Math.sin(2 * Math.PI * minute / 86_400);
        for (int service = 0; service < operations / PER_SERVICE; service++) {
          minute(rows, service, minute, load);
        }
      }
      position += 10;
      store.commit(
          new Commit(
              position,
              position,
              committed + 1,
              keys.newSince(committed),
              rows,
              List.of(),
              List.of(),
              Map.of()));
      committed = keys.size();
      store.maintain(Instant.ofEpochSecond(hour + 3_000));
    }
    store.maintain(NOW);
  }

  private static ServiceName name(int service) {
    return new ServiceName("service-%d".formatted(service));
  }

  private static OperationName operation(int number) {
    return new OperationName("GET /resource/%d".formatted(number));
  }

  private void minute(List<RollupRow> rows, int service, long minute, double load) {
    double busy = 0;
    for (int o = 0; o < PER_SERVICE; o++) {
      double count = Math.rint(load * 600 * (1 + 0.1 * random.nextGaussian()));
      double seconds = 0.002 * (1 + o);
      busy += count * seconds;
      counted(
          rows,
          new RollupKey.Operation(name(service), operation(o), SpanKind.SERVER, "1", ""),
          minute,
          count,
          seconds);
      if (service % 5 == 0) {
        counted(
            rows,
            new RollupKey.Route(name(service), operation(o), SpanKind.SERVER),
            minute,
            count,
            seconds);
      }
      for (int callee = 1; callee <= 2 && service + callee < operations / PER_SERVICE; callee++) {
        counted(
            rows,
            new RollupKey.Edge(
                name(service),
                operation(o),
                NodeId.service(name(service + callee)),
                operation(o).value()),
            minute,
            count,
            seconds);
      }
      counted(
          rows,
          new RollupKey.Edge(
              name(service),
              operation(o),
              new NodeId(NodeType.DATABASE, "postgresql " + service),
              "SELECT"),
          minute,
          count,
          seconds / 2);
    }
    for (int instance = 0; instance < instances; instance++) {
      read(
          rows,
          service,
          instance,
          "jvm.cpu.time",
          MetricType.COUNTER,
          "",
          minute,
          busy / instances);
      read(rows, service, instance, "jvm.cpu.count", MetricType.UP_DOWN_COUNTER, "", minute, 4);
      String pool = "db.client.connection.pool.name=main";
      String of = "db.client.connection.";
      read(rows, service, instance, of + "use_time", MetricType.HISTOGRAM, pool, minute, busy / 4);
      read(rows, service, instance, of + "max", MetricType.UP_DOWN_COUNTER, pool, minute, 10);
      read(rows, service, instance, of + "pending_requests", MetricType.GAUGE, pool, minute, 0);
    }
  }

  private void counted(
      List<RollupRow> rows, RollupKey key, long minute, double count, double seconds) {
    Rollup rollup = new Rollup();
    rollup.addDuration((long) (seconds * 1e9), (float) count, false);
    rows.add(new RollupRow(keys.number(key), minute, rollup));
  }

  private void read(
      List<RollupRow> rows,
      int service,
      int instance,
      String metric,
      MetricType type,
      String attributes,
      long minute,
      double value) {
    Rollup rollup = new Rollup();
    rollup.addReading(value, minute * 1_000_000_000L);
    RollupKey key =
        new RollupKey.Metric(name(service), "instance-" + instance, metric, "", type, attributes);
    rows.add(new RollupRow(keys.number(key), minute, rollup));
  }

  private void measure() {
    CeilingModel model = new CeilingModel(store.rollups(), List::of);
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int round = 0; round < ROUNDS; round++) {
      long cpu = process.getProcessCpuTime();
      long start = System.nanoTime();
      Ceilings ceilings = model.at(NOW);
      long bound =
          ceilings.all().values().stream().filter(ceiling -> ceiling.binding() != null).count();
      System.out.printf(
          "%d ceilings of %d operations in %.2f s, %.2f s of CPU%n",
          bound,
          ceilings.all().size(),
          (System.nanoTime() - start) / 1e9,
          (process.getProcessCpuTime() - cpu) / 1e9);
    }
  }
}
