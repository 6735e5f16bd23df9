package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.Demand.Visit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often a request of one route comes by the operations of every service, followed along calls
/// that are waited for. Loops are followed a limited number of times.
///
/// @param byService the route's own operation included
record Visits(Map<ServiceName, List<Visit>> byService) {
  private static final int DEEPEST = 16;
  private static final double LEAST = 1e-4;

  static Visits of(Loads loads, ServiceOperation route) {
    Map<ServiceOperation, Double> all = new HashMap<>();
    Map<ServiceOperation, Double> wave = new HashMap<>(Map.of(route, 1.0));
    for (int depth = 0; depth < DEEPEST && !wave.isEmpty(); depth++) {
      Map<ServiceOperation, Double> next = new HashMap<>();
      wave.forEach((name, visits) -> {
        all.merge(name, visits, Double::sum);
        for (Loads.Call call : loads.calls().getOrDefault(name, List.of())) {
          double further = visits * call.perRequest();
          if (call.callee().type() == NodeType.SERVICE && further >= LEAST) {
            next.merge(callee(call), further, Double::sum);
          }
        }
      });
      wave = next;
    }
    Map<ServiceName, List<Visit>> byService = new TreeMap<>();
    all.forEach((name, visits) ->
        byService
            .computeIfAbsent(name.service(), _ -> new ArrayList<>())
            .add(new Visit(name.operation(), visits)));
    return new Visits(byService);
  }

  private static ServiceOperation callee(Loads.Call call) {
    return new ServiceOperation(
        new ServiceName(call.callee().name()), new OperationName(call.operation()));
  }

  static boolean asksDatabase(Loads loads, ServiceOperation name) {
    return loads.calls().getOrDefault(name, List.of()).stream()
        .anyMatch(call ->
            call.callee().type() == NodeType.DATABASE || call.callee().type() == NodeType.CACHE);
  }
}
