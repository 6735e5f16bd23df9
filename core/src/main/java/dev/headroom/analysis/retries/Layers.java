package dev.headroom.analysis.retries;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How retries of several layers multiply on their way to a callee.
final class Layers {
  private static final int DEEPEST = 16;

  private final Map<ServiceOperation, List<Attempted>> callers = new HashMap<>();

  Layers(Collection<Attempted> edges) {
    for (Attempted one : edges) {
      if (one.edge().callee().type() == NodeType.SERVICE
          && !one.edge().calleeOperation().isBlank()) {
        ServiceOperation callee =
            new ServiceOperation(
                new ServiceName(one.edge().callee().name()),
                new OperationName(one.edge().calleeOperation()));
        callers.computeIfAbsent(callee, _ -> new ArrayList<>()).add(one);
      }
    }
  }

  /// How many attempts the callee gets for one that it would get if nobody retried.
  double product(Attempted edge) {
    return edge.amplification() * above(caller(edge), new HashSet<>());
  }

  private static ServiceOperation caller(Attempted edge) {
    return new ServiceOperation(edge.edge().service(), edge.edge().operation());
  }

  /// By how much retries multiply the requests of an operation.
  private double above(ServiceOperation operation, Set<ServiceOperation> seen) {
    if (seen.size() >= DEEPEST || !seen.add(operation)) {
      return 1;
    }
    double attempts = 0;
    double needed = 0;
    for (Attempted edge : callers.getOrDefault(operation, List.of())) {
      attempts += edge.attempts();
      needed += edge.attempts() / (edge.amplification() * above(caller(edge), seen));
    }
    seen.remove(operation);
    return needed > 0 ? attempts / needed : 1;
  }

  /// The edges above that retry as well, the nearest first.
  List<Attempted> retryingAbove(Attempted edge) {
    List<Attempted> found = new ArrayList<>();
    Set<ServiceOperation> seen = new HashSet<>();
    ServiceOperation at = caller(edge);
    while (seen.add(at)) {
      Attempted busiest =
          callers.getOrDefault(at, List.of()).stream()
              .max((a, b) -> Double.compare(a.repeated(), b.repeated()))
              .orElse(null);
      if (busiest == null) {
        break;
      }
      if (busiest.storms()) {
        found.add(busiest);
      }
      at = caller(busiest);
    }
    return found;
  }
}
