package dev.headroom.testkit.fleet;

import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupTable;
import dev.headroom.rollup.metric.MetricFold;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the metrics of processes once a minute, as the OpenTelemetry Java agent sends them. Not
/// thread-safe.
final class MetricFeed {
  private static final Scope SCOPE =
      new Scope("io.opentelemetry.runtime-telemetry", "2.33.0", Attributes.EMPTY);
  private static final double MB = 1024 * 1024;
  private static final int OTHER_THREADS = 24;

  private final RollupTable table = new RollupTable();
  private final MetricFold fold;
  private final FleetRollups rollups;
  private final Map<Replica, Double> cpuSeconds = new HashMap<>();
  private final Map<Replica, Long> readAt = new HashMap<>();

  MetricFeed(KeyTable keys, FleetRollups rollups) {
    fold = new MetricFold(keys, 100_000);
    this.rollups = rollups;
  }

  /// One process's metrics at the moment.
  void read(Replica replica, long now) {
    Reading reading = new Reading(replica, now);
    cpu(reading);
    memory(reading);
    threads(reading);
    replica.pools().forEach((name, pool) -> pool(reading, name, pool));
  }

  private void cpu(Reading reading) {
    Replica replica = reading.replica;
    double cores = replica.cpu().servers();
    double gc = replica.heap().pauses().sumSeconds() * Math.min(2, cores);
    double seconds = replica.cpu().busyNanos() / 1e9 + gc;
    double before = cpuSeconds.getOrDefault(replica, 0.0);
    long since = readAt.getOrDefault(replica, replica.bornNanos());
    double elapsed = Math.max(1e-9, (reading.now - since) / 1e9);
    cpuSeconds.put(replica, seconds);
    readAt.put(replica, reading.now);
    double share = Math.clamp((seconds - before) / elapsed / cores, 0, 1);
    reading.gauge("jvm.cpu.recent_utilization", "1", share);
    reading.add("jvm.cpu.time", "s", sum(seconds, true));
    reading.add("jvm.cpu.count", "{cpu}", sum(cores, false));
  }

  private void memory(Reading reading) {
    Heap heap = reading.replica.heap();
    String[] eden = {"jvm.memory.type", "heap", "jvm.memory.pool.name", "G1 Eden Space"};
    String[] old = {"jvm.memory.type", "heap", "jvm.memory.pool.name", "G1 Old Gen"};
    reading.add("jvm.memory.used", "By", sum(heap.youngMb() * MB, false), eden);
    reading.add("jvm.memory.used", "By", sum(heap.liveAfterMb() * MB, false), old);
    reading.add("jvm.memory.limit", "By", sum(heap.limitMb() * MB, false), old);
    reading.add("jvm.memory.used_after_last_gc", "By", sum(0, false), eden);
    reading.add("jvm.memory.used_after_last_gc", "By", sum(heap.liveAfterMb() * MB, false), old);
    if (heap.pauses().count() > 0) {
      reading.add(
          "jvm.gc.duration",
          "s",
          heap.pauses().data(),
          "jvm.gc.name",
          "G1 Young Generation",
          "jvm.gc.action",
          "end of minor GC");
    }
  }

  private void threads(Reading reading) {
    Replica replica = reading.replica;
    int blocked = replica.locks().values().stream().mapToInt(Station::pending).sum();
    int parked = replica.pools().values().stream().mapToInt(Station::pending).sum();
    int working = Math.max(0, replica.workers().inUse() - blocked - parked);
    int idle = Math.min(10, replica.workers().servers()) + OTHER_THREADS;
    thread(reading, "runnable", working + 6);
    thread(reading, "blocked", blocked);
    thread(reading, "timed_waiting", parked + idle / 3);
    thread(reading, "waiting", idle - idle / 3);
    String[] name = {"tomcat.thread.pool.name", "http-nio-8080"};
    Station workers = replica.workers();
    reading.add("tomcat.thread.busy.count", "{thread}", sum(workers.inUse(), false), name);
    reading.add("tomcat.thread.limit", "{thread}", sum(workers.servers(), false), name);
  }

  private static void thread(Reading reading, String state, int count) {
    reading.add(
        "jvm.thread.count",
        "{thread}",
        sum(count, false),
        "jvm.thread.daemon",
        "true",
        "jvm.thread.state",
        state);
  }

  private static void pool(Reading reading, String database, Station pool) {
    String name = "db.client.connection.pool.name";
    String prefix = "db.client.connection.";
    String state = prefix + "state";
    String of = "HikariPool-" + database;
    int used = pool.inUse();
    reading.add(prefix + "count", "{connection}", sum(used, false), name, of, state, "used");
    reading.add(
        prefix + "count",
        "{connection}",
        sum(pool.servers() - used, false),
        name,
        of,
        state,
        "idle");
    reading.add(prefix + "max", "{connection}", sum(pool.servers(), false), name, of);
    reading.add(prefix + "pending_requests", "{request}", sum(pool.pending(), false), name, of);
    reading.add(prefix + "timeouts", "{timeout}", sum(0, true), name, of);
    reading.add(
        prefix + "create_time",
        "s",
        reading.replica.created().getOrDefault(database, new Distribution()).data(),
        name,
        of);
    reading.add(prefix + "use_time", "s", pool.holds().data(), name, of);
    reading.add(prefix + "wait_time", "s", pool.waits().data(), name, of);
  }

  private static Data sum(double value, boolean monotonic) {
    return new Data.Sum(value, monotonic, Temporality.CUMULATIVE);
  }

  /// Points of one process at one moment.
  private final class Reading {
    private final Replica replica;
    private final long now;

    Reading(Replica replica, long now) {
      this.replica = replica;
      this.now = now;
    }

    void gauge(String metric, String unit, double value) {
      add(metric, unit, new Data.Gauge(value));
    }

    void add(String metric, String unit, Data data, String... attributes) {
      Map<String, Value> told = new LinkedHashMap<>();
      for (int i = 0; i < attributes.length; i += 2) {
        told.put(attributes[i], new Value.Text(attributes[i + 1]));
      }
      MetricPoint point =
          new MetricPoint(
              metric,
              "",
              unit,
              replica.bornNanos(),
              now,
              false,
              data,
              new Attributes(told),
              List.of(),
              replica.resource(),
              SCOPE);
      fold.fold(point, 1, table);
    }
  }

  /// Stores what has been counted.
  void drain() {
    rollups.add(table.drain());
  }
}
