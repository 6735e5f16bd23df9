package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.Demand.Visit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How often a request of one route comes by the operations of every service, and asks databases
/// and others outside, followed along calls that are waited for. Loops are followed a limited
/// number of times.
///
/// @param byNode the route's own operation included
record Visits(Map<NodeId, List<Visit>> byNode) {
  private static final int DEEPEST = 16;
  private static final double LEAST = 1e-4;

  static Visits of(Loads loads, ServiceOperation route) {
    Map<NodeId, Map<ServiceOperation, Double>> all =
        new TreeMap<>(Comparator.comparing(NodeId::toString));
    Map<ServiceOperation, Double> wave = new HashMap<>(Map.of(route, 1.0));
    for (int depth = 0; depth < DEEPEST && !wave.isEmpty(); depth++) {
      Map<ServiceOperation, Double> next = new HashMap<>();
      wave.forEach((name, visits) -> {
        add(all, NodeId.service(name.service()), name, visits);
        for (Loads.Call call : loads.calls().getOrDefault(name, List.of())) {
          double further = visits * call.perRequest();
          if (call.callee().type() != NodeType.SERVICE) {
            add(all, call.callee(), asked(call.callee(), call.operation()), further);
          } else if (further >= LEAST) {
            next.merge(asked(call.callee(), call.operation()), further, Double::sum);
          }
        }
      });
      wave = next;
    }
    Map<NodeId, List<Visit>> byNode = new TreeMap<>(Comparator.comparing(NodeId::toString));
    all.forEach((node, operations) -> {
      List<Visit> visits = new ArrayList<>();
      operations.forEach((name, perRequest) -> visits.add(new Visit(name, perRequest)));
      byNode.put(node, visits);
    });
    return new Visits(byNode);
  }

  private static void add(
      Map<NodeId, Map<ServiceOperation, Double>> all,
      NodeId node,
      ServiceOperation name,
      double visits) {
    all.computeIfAbsent(node, _ -> new TreeMap<>()).merge(name, visits, Double::sum);
  }

  /// What is asked of a node, named as if the node were a service.
  static ServiceOperation asked(NodeId node, String operation) {
    return new ServiceOperation(
        new ServiceName(node.toString()),
        operation.isBlank() ? OperationName.OTHER : new OperationName(operation));
  }

  /// All of them.
  List<Visit> all() {
    return byNode.values().stream().flatMap(List::stream).toList();
  }

  /// The names of the services on the way.
  Set<String> services() {
    Set<String> names = new TreeSet<>();
    byNode.keySet().stream()
        .filter(node -> node.type() == NodeType.SERVICE)
        .forEach(node -> names.add(node.name()));
    return names;
  }

  static boolean asksDatabase(Loads loads, ServiceOperation name) {
    return loads.calls().getOrDefault(name, List.of()).stream()
        .anyMatch(call ->
            call.callee().type() == NodeType.DATABASE || call.callee().type() == NodeType.CACHE);
  }
}
