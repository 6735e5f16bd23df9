package dev.headroom.benchmarks;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TraceId;
import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.rollup.AssemblyPolicy;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanShard;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import dev.headroom.store.Commit;
import dev.headroom.store.TelemetryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Fills a store with a day of a [LayeredShop]: dense minutes of every kind of rollup, and kept
/// traces spread evenly.
///
/// A few minutes of different load are folded as a server does it; every minute of the day takes
/// one of them for each service, by the hour and by chance. Metrics follow the load. Every fifth
/// service has a new version since noon.
final class LayeredDay {
  static final int MINUTES = 1_440;

  private static final int LOADS = 8;
  private static final int INSTANCES = 3;
  private static final int MINUTES_AT_ONCE = 10;
  private static final String POOL = "db.client.connection.pool.name=main";

  private final TelemetryStore store;
  private final KeyTable keys;
  private final LayeredShop shop;
  private final long start;
  private final Random random = new Random(2);
  private final SpanTables tables = SpanTables.create();
  private final SpanDecoder decoder = new SpanDecoder(tables, SegmentKeys.DEFAULT);

  /// By service, then by load.
  private final Map<ServiceName, List<Map<Integer, Rollup>>> minutes = new HashMap<>();

  private final Map<Integer, Integer> afterNoon = new HashMap<>();
  private long position;
  private int committed;

  /// @param end of the day
  LayeredDay(TelemetryStore store, KeyTable keys, LayeredShop shop, Instant end) {
    this.store = store;
    this.keys = keys;
    this.shop = shop;
    this.start = end.getEpochSecond() - MINUTES * 60L;
  }

  void fill(int traces) {
    for (int load = 0; load < LOADS; load++) {
      fold(load);
      for (int service = 0; service < shop.services(); service++) {
        metrics(new ServiceName(LayeredShop.service(service)), load);
      }
    }
    List<RollupRow> rows = new ArrayList<>();
    List<StoredTrace> kept = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      add(minute, rows);
      for (int i = minute * traces / MINUTES; i < (minute + 1) * traces / MINUTES; i++) {
        kept.add(trace(i, start + minute * 60L));
      }
      if (minute % MINUTES_AT_ONCE == MINUTES_AT_ONCE - 1) {
        commit(rows, kept);
        rows.clear();
        kept.clear();
        store.maintain(Instant.ofEpochSecond(start + minute * 60L));
      }
    }
  }

  private void add(int minute, List<RollupRow> rows) {
    double day = 0.5 + 0.35 * Math.sin(2 * Math.PI * minute / MINUTES);
    minutes.forEach((_, loads) -> {
      int load = Math.clamp(Math.round(LOADS * (day + 0.1 * random.nextGaussian())), 0, LOADS - 1);
      loads
          .get(load)
          .forEach((key, rollup) -> {
            int now = minute < MINUTES / 2 ? key : afterNoon.getOrDefault(key, key);
            rows.add(new RollupRow(now, start + minute * 60L, rollup));
          });
    });
  }

  private void fold(int load) {
    SpanShard shard =
        new SpanShard(
            0,
            1,
            tables,
            keys,
            AssemblyPolicy.DEFAULT,
            SamplingPolicy.DEFAULT,
            1 << 19,
            _ -> new byte[0],
            new SliSpecs(List.of()),
            Folds.PLAIN,
            new NoFaults());
    long now = start * 1_000_000_000L;
    for (int route = 0; route < shop.routes(); route++) {
      List<SampleSpan> spans = new ArrayList<>();
      for (int i = 0; i < 3 + 2 * load; i++) {
        spans.addAll(shop.trace(route, now));
      }
      SpanBatch batch = decoder.decode(SpanEncodings.otlp(spans)).batch();
      position += 1_000;
      batch.journaledAt(position);
      shard.accept(batch, now);
    }
    shard.flush(now);
    shard.drainRollups().forEach(row -> of(row.key(), load).merge(row.value()));
  }

  private Rollup of(int number, int load) {
    RollupKey key = keys.key(number);
    List<Map<Integer, Rollup>> loads =
        minutes.computeIfAbsent(key.service(), _ -> new ArrayList<>());
    while (loads.size() <= load) {
      loads.add(new HashMap<>());
    }
    if (key instanceof RollupKey.Operation of && deploys(of.service())) {
      afterNoon.computeIfAbsent(
          number,
          _ ->
              keys.number(
                  new RollupKey.Operation(
                      of.service(), of.operation(), of.spanKind(), "2", of.environment())));
    }
    return loads.get(load).computeIfAbsent(number, _ -> new Rollup());
  }

  private static boolean deploys(ServiceName service) {
    return service.value().endsWith("5") || service.value().endsWith("0");
  }

  private void metrics(ServiceName service, int load) {
    double busy = 0.1 + 0.08 * load;
    for (int i = 0; i < INSTANCES; i++) {
      String instance = service + "-" + i;
      int key = keys.number(new RollupKey.Instance(service, instance, "1", "prod", ""));
      if (deploys(service)) {
        afterNoon.put(key, keys.number(new RollupKey.Instance(service, instance, "2", "prod", "")));
      }
      for (int request = 0; request < 20 + 10 * load; request++) {
        of(key, load).addDuration((long) (2e7 * Math.exp(0.4 * random.nextGaussian())), 1, false);
      }
      String heap = "jvm.memory.pool.name=G1 Old Gen,jvm.memory.type=heap";
      read(service, instance, "jvm.cpu.recent_utilization", "", load, busy);
      read(service, instance, "jvm.cpu.count", "", load, 4);
      read(service, instance, "jvm.memory.used_after_last_gc", heap, load, 1e8 * (1 + busy));
      read(service, instance, "jvm.memory.limit", heap, load, 5e8);
      read(service, instance, "jvm.gc.duration", "jvm.gc.name=G1 Young", load, 0.02 * load);
      read(service, instance, "jvm.thread.count", "jvm.thread.state=blocked", load, load / 4.0);
      read(service, instance, "db.client.connection.max", POOL, load, 10);
      read(
          service,
          instance,
          "db.client.connection.count",
          POOL + ",db.client.connection.state=used",
          load,
          10 * busy);
      read(service, instance, "db.client.connection.wait_time", POOL, load, 0.01 * busy);
      read(service, instance, "db.client.connection.use_time", POOL, load, 0.02);
    }
    RollupKey failures = new RollupKey.Template(service, "cannot load thing <*>", 17, "1");
    of(keys.number(failures), load).addOccurrences(1 + load);
  }

  private void read(
      ServiceName service,
      String instance,
      String metric,
      String attributes,
      int load,
      double value) {
    RollupKey key =
        new RollupKey.Metric(service, instance, metric, "1", MetricType.GAUGE, attributes);
    double noise = 1 + 0.1 * random.nextDouble();
    of(keys.number(key), load).addReading(value * noise, start * 1_000_000_000L);
  }

  private StoredTrace trace(int number, long minute) {
    int route = number % shop.routes();
    List<SampleSpan> spans =
        shop.trace(route, (minute + 1 + random.nextInt(58)) * 1_000_000_000L + number);
    SampleSpan root = spans.getFirst();
    return new StoredTrace(
        new TraceId(root.traceHigh(), root.traceLow()),
        root.startNanos(),
        root.endNanos() - root.startNanos(),
        new ServiceName(root.service()),
        new OperationName(root.name()),
        root.failed(),
        spans.size(),
        1,
        30,
        StoredTrace.KeepReason.RESERVOIR,
        SpanEncodings.otlp(spans));
  }

  private void commit(List<RollupRow> rows, List<StoredTrace> kept) {
    position++;
    store.commit(
        new Commit(
            position,
            position,
            committed + 1,
            keys.newSince(committed),
            List.copyOf(rows),
            List.copyOf(kept),
            List.of(),
            Map.of()));
    committed = keys.size();
  }
}
