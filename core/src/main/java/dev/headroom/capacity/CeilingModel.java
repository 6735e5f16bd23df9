package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.slo.Slo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Works out the ceilings of all entry operations from rollups alone. Thread-safe and without
/// state.
///
/// It looks at the last 24 hours in slices of five minutes, in slices of a minute when there is
/// telemetry for six hours or less. See `docs/limits.md` for every formula, default and refusal.
public final class CeilingModel {
  private static final long DAY = 86_400;
  private static final long HOUR = 3_600;
  private static final long FINE_SECONDS = 6 * HOUR;
  private static final long FINE_STEP = 60;
  private static final long STEP = 300;

  private final RollupReader reader;
  private final Supplier<List<Slo>> slos;

  /// @param slos the objectives in force
  public CeilingModel(RollupReader reader, Supplier<List<Slo>> slos) {
    this.reader = reader;
    this.slos = slos;
  }

  /// The ceilings from what was complete by then.
  ///
  /// @param until the last second of telemetry that is complete
  public Ceilings at(Instant until) {
    Slices slices = slices(until.getEpochSecond());
    Loads loads = new LoadReader(reader).read(slices);
    List<Busy> resources = new ResourceReader(reader).read(slices);
    Map<NodeId, List<Demand>> demands = demands(slices, loads, resources);
    Remotes remotes = Remotes.read(reader, loads, resources);
    demands.putAll(remotes.demands());
    Map<ServiceName, Scalability> scalability = new HashMap<>();
    loads
        .byService()
        .forEach((service, operations) ->
            scalability.put(
                service,
                Scalability.of(
                    slices,
                    service,
                    sum(slices, operations, OperationLoad::perSecond),
                    sum(slices, operations, OperationLoad::inFlight))));
    RouteCeilings routes =
        new RouteCeilings(
            loads,
            demands,
            TrafficHistory.read(reader, until),
            new ObjectiveBounds(reader, slices, slos.get()),
            new Doubts(
                loads,
                resources.stream()
                    .flatMap(resource -> resource.services().stream())
                    .collect(Collectors.toSet()),
                demands,
                remotes.unknown(),
                scalability,
                SpanCheck.read(reader, slices)));
    Map<ServiceOperation, Ceiling> all = new HashMap<>();
    loads.operations().keySet().forEach(name -> all.put(name, routes.of(name)));
    return new Ceilings(slices.window(), slices.step(), all, scalability);
  }

  private Slices slices(long until) {
    TimeWindow day =
        new TimeWindow(Instant.ofEpochSecond(until - DAY), Instant.ofEpochSecond(until));
    long first =
        reader.read(new Query(RollupKind.ROUTE, day, _ -> true, HOUR, false)).stream()
            .mapToLong(series -> series.points().getFirst().start())
            .min()
            .orElse(until - HOUR);
    if (until - first <= FINE_SECONDS) {
      return ending(until, Math.min(first, until - HOUR), FINE_STEP);
    }
    return ending(until, until - DAY, STEP);
  }

  private static Slices ending(long until, long from, long step) {
    long end = Math.floorDiv(until, step) * step;
    long start = Math.floorDiv(from, step) * step;
    return new Slices(start, step, (int) Math.max(1, (end - start) / step));
  }

  private Map<NodeId, List<Demand>> demands(Slices slices, Loads loads, List<Busy> resources) {
    Map<NodeId, List<Demand>> demands = new HashMap<>();
    Map<ServiceName, Busy> processors = new HashMap<>();
    for (Busy resource : resources) {
      if (resource.resource().kind() == ResourceId.Kind.CPU) {
        resource.services().forEach(service -> processors.put(service, resource));
      }
      List<OperationLoad> users = users(loads, resource);
      Demand demand = users.isEmpty() ? null : DemandFit.of(slices, resource, users);
      add(demands, demand);
    }
    for (Busy lock : locks(slices, loads, processors)) {
      add(demands, DemandFit.of(slices, lock, users(loads, lock)));
    }
    return demands;
  }

  private static void add(Map<NodeId, List<Demand>> demands, @Nullable Demand demand) {
    if (demand != null) {
      for (ServiceName service : demand.resource().services()) {
        demands.computeIfAbsent(NodeId.service(service), _ -> new ArrayList<>()).add(demand);
      }
    }
  }

  private static List<OperationLoad> users(Loads loads, Busy resource) {
    List<OperationLoad> all =
        resource.services().stream()
            .flatMap(service -> loads.byService().getOrDefault(service, List.of()).stream())
            .sorted(
                Comparator.comparingDouble(OperationLoad::total)
                    .reversed()
                    .thenComparing(OperationLoad::name))
            .toList();
    if (!resource.databaseOnly()) {
      return all;
    }
    List<OperationLoad> asking =
        all.stream().filter(load -> Visits.asksDatabase(loads, load.name())).toList();
    return asking.isEmpty() ? all : asking;
  }

  private List<Busy> locks(Slices slices, Loads loads, Map<ServiceName, Busy> processors) {
    Set<ServiceName> candidates = new HashSet<>();
    loads
        .byService()
        .forEach((service, operations) -> {
          double inFlight = mean(sum(slices, operations, OperationLoad::inFlight));
          double calls = 0;
          for (OperationLoad load : operations) {
            for (Loads.Call call : loads.calls().getOrDefault(load.name(), List.of())) {
              calls += call.perRequest() * call.seconds() * mean(load.perSecond());
            }
          }
          if (SerialResource.possible(inFlight, calls)) {
            candidates.add(service);
          }
        });
    List<Busy> found = new ArrayList<>();
    if (candidates.isEmpty()) {
      return found;
    }
    new LoadReader(reader)
        .callsUnderWay(slices, candidates)
        .forEach((service, calls) -> {
          List<OperationLoad> operations = loads.byService().getOrDefault(service, List.of());
          @Nullable Busy lock =
              SerialResource.find(
                  slices,
                  service,
                  sum(slices, operations, OperationLoad::perSecond),
                  sum(slices, operations, OperationLoad::inFlight),
                  calls,
                  processors.get(service));
          if (lock != null) {
            found.add(lock);
          }
        });
    return found;
  }

  private interface Part {
    double[] of(OperationLoad load);
  }

  private static double[] sum(Slices slices, List<OperationLoad> loads, Part part) {
    double[] sum = new double[slices.count()];
    for (OperationLoad load : loads) {
      double[] own = part.of(load);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += own[i];
      }
    }
    return sum;
  }

  /// Over the slices with any.
  private static double mean(double[] values) {
    double sum = 0;
    int count = 0;
    for (double value : values) {
      sum += value;
      count += value > 0 ? 1 : 0;
    }
    return count == 0 ? 0 : sum / count;
  }
}
