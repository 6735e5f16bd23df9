package dev.headroom.testkit.fleet;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.ResourceId;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SpanTables;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Runs a planned fleet in virtual time and stores what it sends. For one run.
final class Simulation {
  private static final long SECOND = 1_000_000_000L;
  private static final double CURVE_MAX = 4;

  private final FleetPlan plan;
  private final FleetClock clock;
  private final Random random;
  private final Calendar calendar;
  private final FleetRollups rollups;
  private final MemoryStore store;
  private final SpanFeed spans;
  private final MetricFeed metrics;
  private final LogFeed logs;
  private final Ledger ledger;
  private final Map<String, Running> services = new LinkedHashMap<>();
  private final Map<Replica, Long> answered = new LinkedHashMap<>();
  private final Walk walk;

  Simulation(FleetPlan plan, FleetClock clock, long seed, Random random) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    calendar = new Calendar(clock.startNanos());
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    SpanTables tables = SpanTables.create();
    rollups = new FleetRollups(keys, clock.startNanos(), clock.hours() * 60);
    store = new MemoryStore(keys, TraceInspector.blind(), Retention.DEFAULT);
    spans = new SpanFeed(keys, tables, rollups, store, plan.sampled, seed);
    metrics = new MetricFeed(keys, rollups);
    logs = new LogFeed(keys, rollups, new Random(seed ^ 0x10C5));
    ledger = new Ledger(plan.loads.size(), clock.windowNanos());
    plan.services.forEach((name, spec) -> services.put(name, new Running(calendar, plan, spec)));
    services.values().forEach(service -> service.register(ledger));
    walk = new Walk(calendar, tables, plan, clock, services, ledger, random, spans::finished);
  }

  FleetRun run(List<Truth.Planted> planted) {
    for (int route = 0; route < plan.loads.size(); route++) {
      arrive(route);
    }
    int offset = 0;
    for (Running service : services.values()) {
      long first = clock.startNanos() + (7 + 3L * offset++) * SECOND;
      calendar.at(first, () -> read(service));
    }
    for (long now = clock.startNanos(); now < clock.endNanos(); now += SECOND) {
      calendar.runUntil(now);
      spans.tick(now);
      if (now % FleetClock.MINUTE == 0) {
        spans.drain();
        metrics.drain();
        logs.drain();
      }
    }
    spans.close(clock.endNanos());
    metrics.drain();
    logs.drain();
    return new FleetRun(
        new FleetView(
            clock.window(), clock.history(), rollups, store.snapshot().traces(), changes()),
        new Truth(planted, demands(), resources()),
        spans.spans());
  }

  /// The next request of a route: a Poisson process whose rate follows the curve, by thinning.
  private void arrive(int route) {
    FleetPlan.Load load = plan.loads.get(route);
    double gap = -Math.log(1 - random.nextDouble()) / (load.perSecond() * CURVE_MAX);
    calendar.after(
        (long) (gap * SECOND),
        () -> {
          if (random.nextDouble() * CURVE_MAX < plan.curve.at(calendar.now())) {
            walk.enter(load.service(), load.endpoint(), route);
          }
          arrive(route);
        });
  }

  private void read(Running service) {
    long now = calendar.now();
    for (Replica replica : service.replicas()) {
      metrics.read(replica, now);
      long requests = replica.workers().holds().count();
      long before = answered.getOrDefault(replica, 0L);
      answered.put(replica, requests);
      logs.minute(replica, requests - before, now);
      for (FleetPlan.NewTemplate template : plan.templates) {
        if (template.service().equals(service.spec().name) && now >= template.fromNanos()) {
          logs.fresh(replica, template, now);
        }
      }
    }
    calendar.after(FleetClock.MINUTE, () -> read(service));
  }

  private List<ChangeEvent> changes() {
    List<ChangeEvent> changes = new ArrayList<>();
    for (FleetPlan.Deploy deploy : plan.deploys) {
      changes.add(
          new ChangeEvent(
              deploy.service() + " " + deploy.version(),
              FleetClock.instant(deploy.atNanos()),
              new ServiceName(deploy.service()),
              deploy.version(),
              "production",
              ChangeEvent.Kind.FIRST_SEEN,
              "",
              "",
              "telemetry"));
    }
    changes.sort(Comparator.comparing(ChangeEvent::at));
    return changes;
  }

  private Map<ServiceOperation, Map<ResourceId, Double>> demands() {
    Map<ServiceOperation, Map<ResourceId, Double>> demands = new LinkedHashMap<>();
    for (int route = 0; route < plan.loads.size(); route++) {
      FleetPlan.Load load = plan.loads.get(route);
      Map<ResourceId, Double> of = new LinkedHashMap<>();
      for (Map.Entry<ResourceId, double[]> busy : ledger.busySeconds().entrySet()) {
        double seconds = busy.getValue()[route];
        if (seconds > 0) {
          of.put(busy.getKey(), seconds / ledger.requests(route));
        }
      }
      String name =
          load.endpoint().startsWith("run ") ? load.endpoint().substring(4) : load.endpoint();
      demands.put(
          new ServiceOperation(new ServiceName(load.service()), new OperationName(name)),
          Map.copyOf(of));
    }
    return demands;
  }

  private Map<ResourceId, Truth.Resource> resources() {
    double seconds = (clock.endNanos() - clock.windowNanos()) / 1e9;
    Map<ResourceId, Truth.Resource> resources = new LinkedHashMap<>();
    ledger
        .servers()
        .forEach((id, servers) -> {
          double busy = 0;
          for (double one : ledger.busySeconds().getOrDefault(id, new double[0])) {
            busy += one;
          }
          resources.put(id, new Truth.Resource(servers, busy / (servers * seconds)));
        });
    return resources;
  }
}
