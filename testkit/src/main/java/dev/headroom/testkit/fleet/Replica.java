package dev.headroom.testkit.fleet;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.Value;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// One process of a service, from its start until it is replaced. Not thread-safe.
final class Replica {
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final long CREATE_NANOS = 12_000_000;

  private final Calendar calendar;
  private final ServiceSpec spec;
  private final String version;
  private final String instance;
  private final Attributes resource;
  private final long bornNanos;
  private final Station cpu;
  private final Station workers;
  private final Heap heap;
  private final DoubleSupplier slowness;
  private final Map<String, Station> pools = new LinkedHashMap<>();
  private final Map<String, Distribution> created = new LinkedHashMap<>();
  private final Map<String, Station> locks = new LinkedHashMap<>();
  private final IdentityHashMap<Object, SpanSort> sorts = new IdentityHashMap<>();

  /// @param slowness how many times longer its own work takes, now
  Replica(
      Calendar calendar,
      ServiceSpec spec,
      String version,
      String instance,
      DoubleSupplier slowness) {
    this.calendar = calendar;
    this.spec = spec;
    this.version = version;
    this.instance = instance;
    this.slowness = slowness;
    bornNanos = calendar.now();
    cpu = new Station(calendar, spec.cores, UNBOUNDED);
    workers = new Station(calendar, spec.workers, spec.queueMax);
    heap = new Heap(calendar, spec.heap);
    spec.pools.forEach(this::pool);
    resource = resource(spec.name, version, instance);
  }

  private void pool(String database, int size) {
    pools.put(database, new Station(calendar, size, UNBOUNDED));
    Distribution times = new Distribution();
    for (int i = 0; i < size; i++) {
      times.add(CREATE_NANOS + i * 500_000L);
    }
    created.put(database, times);
  }

  private static Attributes resource(String service, String version, String instance) {
    Map<String, Value> told = new LinkedHashMap<>();
    told.put("service.name", new Value.Text(service));
    told.put("service.version", new Value.Text(version));
    told.put("service.instance.id", new Value.Text(instance));
    told.put("host.name", new Value.Text(instance));
    told.put("deployment.environment.name", new Value.Text("production"));
    told.put("telemetry.sdk.language", new Value.Text("java"));
    return new Attributes(told);
  }

  /// Keeps a core busy; collections of garbage come on top.
  void compute(long nanos, Runnable done) {
    cpu.acquire(core -> burst(core, nanos, done));
  }

  private void burst(int core, long nanos, Runnable done) {
    long seen = heap.pausedNanos();
    calendar.after(
        nanos + heap.pauseLeft(),
        () -> {
          long more = heap.pausedNanos() - seen;
          if (more > 0) {
            burst(core, Math.min(more, heap.pauseLeft()), done);
          } else {
            cpu.release(core);
            done.run();
          }
        });
  }

  /// The sort of spans that a step or endpoint makes here.
  SpanSort sort(Object of, Supplier<SpanSort> fresh) {
    return sorts.computeIfAbsent(of, _ -> fresh.get());
  }

  Station pool(String database) {
    Station pool = pools.get(database);
    if (pool == null) {
      throw new IllegalStateException(spec.name + " has no pool for " + database);
    }
    return pool;
  }

  Station lock(String name) {
    return locks.computeIfAbsent(name, _ -> new Station(calendar, 1, UNBOUNDED));
  }

  double slowness() {
    return slowness.getAsDouble();
  }

  ServiceSpec spec() {
    return spec;
  }

  String version() {
    return version;
  }

  String instance() {
    return instance;
  }

  Attributes resource() {
    return resource;
  }

  long bornNanos() {
    return bornNanos;
  }

  Station cpu() {
    return cpu;
  }

  Station workers() {
    return workers;
  }

  Heap heap() {
    return heap;
  }

  Map<String, Station> pools() {
    return pools;
  }

  /// How long it took to open the connections of each pool.
  Map<String, Distribution> created() {
    return created;
  }

  Map<String, Station> locks() {
    return locks;
  }
}
