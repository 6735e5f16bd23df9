package dev.headroom.capacity;

import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The limits of databases, caches and others outside, which are seen through the calls of all
/// services.
///
/// What is known of most is how long calls took at which rate ([RemoteQueue]). A database whose
/// server sends metrics of its processors, under a service name that is one of the words of the
/// node's name, with or without `-db`, has them as a resource as services have theirs.
///
/// @param demands where a limit can be told
/// @param unknown why it cannot, elsewhere
record Remotes(Map<NodeId, List<Demand>> demands, Map<NodeId, String> unknown) {
  /// The most that are looked at, those that most time is spent with.
  static final int NODES_MAX = 50;

  /// The share of calls that must ask the same for their demand to be that of a call.
  private static final double ALIKE = 0.95;

  private static final double NANOS = 1e9;

  /// Calls to one node.
  private static final class Asked {
    private final Map<ServiceOperation, double[]> perSecond = new TreeMap<>();
    private final double[] underWay;

    Asked(Slices slices) {
      underWay = new double[slices.count()];
    }

    RollupReader.Tally tally(Slices slices, Edge edge) {
      double[] rate =
          perSecond.computeIfAbsent(
              Visits.asked(edge.callee(), edge.calleeOperation()), _ -> new double[slices.count()]);
      return (start, _, count, _, nanos) -> {
        int at = slices.index(start);
        if (at >= 0 && at < slices.count()) {
          rate[at] += count / slices.step();
          underWay[at] += nanos / NANOS / slices.step();
        }
      };
    }

    List<OperationLoad> loads() {
      List<OperationLoad> loads = new ArrayList<>();
      perSecond.forEach(
          (name, rate) -> loads.add(new OperationLoad(name, rate, new double[rate.length])));
      loads.sort(
          Comparator.comparingDouble(OperationLoad::total)
              .reversed()
              .thenComparing(OperationLoad::name));
      return loads;
    }

    double[] all() {
      double[] all = new double[underWay.length];
      perSecond
          .values()
          .forEach(rate -> {
            for (int i = 0; i < all.length; i++) {
              all[i] += rate[i];
            }
          });
      return all;
    }

    /// Whether nearly all calls ask the same.
    boolean alike() {
      double sum = 0;
      double most = 0;
      for (double[] rate : perSecond.values()) {
        double own = 0;
        for (double one : rate) {
          own += one;
        }
        sum += own;
        most = Math.max(most, own);
      }
      return most >= ALIKE * sum;
    }
  }

  /// @param resources all that are measured
  static Remotes read(RollupReader reader, Loads loads, List<Busy> resources) {
    Slices slices = loads.slices();
    Set<NodeId> nodes = busiest(loads);
    Map<NodeId, Asked> asked = new HashMap<>();
    if (!nodes.isEmpty()) {
      reader.tally(
          new RollupReader.Query(
              RollupKind.EDGE,
              slices.window(),
              key -> key instanceof Edge edge && nodes.contains(edge.callee()) && !edge.consumes(),
              slices.step(),
              false),
          key -> {
            Edge edge = (Edge) key;
            return asked.computeIfAbsent(edge.callee(), _ -> new Asked(slices)).tally(slices, edge);
          });
    }
    Map<NodeId, List<Demand>> demands = new HashMap<>();
    Map<NodeId, String> unknown = new HashMap<>();
    asked.forEach((node, calls) -> {
      List<Demand> known = new ArrayList<>();
      Busy processors = processors(node, loads, resources);
      Demand measured = processors == null ? null : DemandFit.of(slices, processors, calls.loads());
      if (measured != null) {
        known.add(measured);
      }
      double[] rate = calls.all();
      RemoteQueue.Told told = RemoteQueue.of(slices.step(), rate, calls.underWay);
      if (told.known()) {
        known.add(demand(node, calls, rate, told));
      }
      if (known.isEmpty()) {
        unknown.put(node, told.why());
      } else {
        demands.put(node, known);
      }
    });
    return new Remotes(demands, unknown);
  }

  /// Those of the server behind a node, when just one sender of metrics can be it; else null. Who
  /// takes requests itself is a service, not a database's server.
  private static @Nullable Busy processors(NodeId node, Loads loads, List<Busy> resources) {
    if (node.type() == NodeType.EXTERNAL) {
      return null;
    }
    Set<String> names = new HashSet<>();
    for (String word : node.name().split("[ @:/]")) {
      names.addAll(List.of(word, word + "-db", word + "-database"));
    }
    List<Busy> matching =
        resources.stream()
            .filter(busy ->
                busy.resource().kind() == ResourceId.Kind.CPU
                    && busy.services().size() == 1
                    && names.contains(busy.services().getFirst().value())
                    && !loads.byService().containsKey(busy.services().getFirst()))
            .toList();
    if (matching.size() != 1) {
      return null;
    }
    Busy server = matching.getFirst();
    return new Busy(
        new ResourceId(ResourceId.Kind.DATABASE, node, "processors"),
        List.of(),
        server.servers(),
        server.busy(),
        server.background(),
        false,
        server.waitingShare(),
        server.measuredBy() + " of " + server.services().getFirst());
  }

  private static Set<NodeId> busiest(Loads loads) {
    Map<NodeId, Double> seconds = new HashMap<>();
    loads
        .calls()
        .forEach((caller, calls) -> {
          OperationLoad load = loads.operations().get(caller);
          for (Loads.Call call : calls) {
            if (load != null && outside(call.callee().type())) {
              seconds.merge(
                  call.callee(), load.total() * call.perRequest() * call.seconds(), Double::sum);
            }
          }
        });
    return seconds.entrySet().stream()
        .sorted(
            Map.Entry.<NodeId, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(NodeId::toString))))
        .limit(NODES_MAX)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean outside(NodeType type) {
    return switch (type) {
      case DATABASE, CACHE, EXTERNAL -> true;
      case SERVICE, QUEUE -> false;
    };
  }

  private static Demand demand(NodeId node, Asked calls, double[] rate, RemoteQueue.Told told) {
    double seconds = told.servers() / told.perSecond();
    double[] busy = new double[rate.length];
    int slices = 0;
    for (int i = 0; i < busy.length; i++) {
      busy[i] = Math.min(told.servers(), rate[i] * seconds);
      slices += rate[i] > 0 ? 1 : 0;
    }
    double[] work = new double[rate.length];
    for (int i = 0; i < work.length; i++) {
      work[i] = rate[i] * seconds;
    }
    double each = calls.alike() ? seconds : Double.NaN;
    Map<ServiceOperation, Double> perOperation = new HashMap<>();
    calls.perSecond.keySet().forEach(operation -> perOperation.put(operation, each));
    ResourceId.Kind kind =
        node.type() == NodeType.EXTERNAL ? ResourceId.Kind.DOWNSTREAM : ResourceId.Kind.DATABASE;
    return new Demand(
        new Busy(
            new ResourceId(kind, node, ""),
            List.of(),
            told.servers(),
            busy,
            false,
            false,
            1,
            told.why()),
        work,
        told.servers(),
        new Interval(told.interval().low() * seconds, told.interval().high() * seconds),
        1,
        0,
        perOperation,
        slices,
        false,
        false,
        null);
  }
}
