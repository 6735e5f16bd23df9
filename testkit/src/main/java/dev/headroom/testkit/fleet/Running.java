package dev.headroom.testkit.fleet;

import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceId.Kind;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A service with the replicas that it has now and had before. Not thread-safe.
final class Running {
  /// Between the replacement of two replicas in a rollout.
  private static final long ROLL_NANOS = 45_000_000_000L;

  private final Calendar calendar;
  private final FleetPlan plan;
  private final ServiceSpec spec;
  private final ResourceId cpu;
  private final ResourceId workers;
  private final Map<String, ResourceId> pools = new LinkedHashMap<>();
  private final Map<String, ResourceId> locks = new LinkedHashMap<>();
  private final List<Replica> replicas = new ArrayList<>();
  private int next;
  private int born;

  Running(Calendar calendar, FleetPlan plan, ServiceSpec spec) {
    this.calendar = calendar;
    this.plan = plan;
    this.spec = spec;
    NodeId node = new NodeId(NodeType.SERVICE, spec.name);
    cpu = new ResourceId(Kind.CPU, node, "");
    workers = new ResourceId(Kind.THREADS, node, "");
    spec.pools
        .keySet()
        .forEach(pool -> pools.put(pool, new ResourceId(Kind.CONNECTION_POOL, node, pool)));
    for (int i = 0; i < spec.replicas; i++) {
      replicas.add(fresh(i, "1.0.0"));
    }
    for (FleetPlan.Deploy deploy : plan.deploys) {
      if (deploy.service().equals(spec.name)) {
        roll(deploy);
      }
    }
  }

  private Replica fresh(int place, String version) {
    String instance = spec.name + "-" + Integer.toHexString(0x7d9f + 31 * born++) + "-" + place;
    return new Replica(
        calendar,
        spec,
        version,
        instance,
        () -> plan.slowness(spec.name, place, version, calendar.now()));
  }

  private void roll(FleetPlan.Deploy deploy) {
    for (int i = 0; i < spec.replicas; i++) {
      int place = i;
      calendar.at(
          deploy.atNanos() + i * ROLL_NANOS,
          () -> replicas.set(place, fresh(place, deploy.version())));
    }
  }

  /// Who is to answer the next request.
  Replica pick() {
    next = (next + 1) % replicas.size();
    return replicas.get(next);
  }

  List<Replica> replicas() {
    return replicas;
  }

  ServiceSpec spec() {
    return spec;
  }

  ServiceSpec.Endpoint endpoint(String name) {
    ServiceSpec.Endpoint endpoint = spec.endpoints.get(name);
    if (endpoint == null) {
      throw new IllegalStateException(spec.name + " has no endpoint " + name);
    }
    return endpoint;
  }

  ResourceId cpu() {
    return cpu;
  }

  ResourceId workers() {
    return workers;
  }

  ResourceId pool(String database) {
    ResourceId pool = pools.get(database);
    if (pool == null) {
      throw new IllegalStateException(spec.name + " has no pool for " + database);
    }
    return pool;
  }

  ResourceId lock(String name) {
    return locks.computeIfAbsent(name, _ -> new ResourceId(Kind.LOCK, cpu.node(), name));
  }

  /// Tells how much there is of everything.
  void register(Ledger ledger) {
    ledger.resource(cpu, (double) spec.cores * spec.replicas);
    ledger.resource(workers, (double) spec.workers * spec.replicas);
    pools.forEach((database, id) ->
        ledger.resource(id, (double) spec.pools.getOrDefault(database, 0) * spec.replicas));
    spec.locks.forEach(name -> ledger.resource(lock(name), spec.replicas));
  }
}
