package dev.headroom.analysis.diagnosis;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Separates cause from symptom along the call graph: how much of a node's trouble its callees
/// explain, and how much of its requests its callers.
final class Blame {
  private static final double LOAD_LEAST = Math.log(1.25);
  private static final double CALLS_MAX = 10;

  private final CallGraph graph;
  private final Map<String, NodeShifts> nodes;

  Blame(CallGraph graph, Map<String, NodeShifts> nodes) {
    this.graph = graph;
    this.nodes = nodes;
  }

  /// @param share of the trouble that comes from callees, 0 to 1
  /// @param callee the one that explains most
  record Explained(double share, String callee) {}

  /// The change of callees, times calls per request, over the change of the node. A failing node
  /// may also have waited for a slow callee, a slow one may have repeated calls to a failing one.
  Explained byCallees(String node, Signal signal) {
    Shift own = NodeShifts.of(nodes, node).sli(signal);
    if (own == null || own.worse() <= 0) {
      return new Explained(0, "");
    }
    double sum = 0;
    double most = 0;
    double crossed = 0;
    String callee = "";
    for (Map.Entry<String, Double> edge : graph.callees(node).entrySet()) {
      NodeShifts below = NodeShifts.of(nodes, edge.getKey());
      double part = part(own, below.sli(signal), edge.getValue());
      double other =
          signal == Signal.LATENCY
              ? 0.5 * below.strength(Signal.ERRORS)
              : 0.7 * below.strength(Signal.LATENCY);
      sum += part;
      crossed = Math.max(crossed, other);
      if (Math.max(part, other) > most) {
        most = Math.max(part, other);
        callee = edge.getKey();
      }
    }
    return new Explained(Math.max(Numbers.clamp(sum), crossed), callee);
  }

  private static double part(Shift own, @Nullable Shift below, double callsPerRequest) {
    if (below == null || below.z() < 2) {
      return 0;
    }
    String statistic = own.series().statistic();
    double calls = Double.isNaN(callsPerRequest) ? 1 : Math.min(CALLS_MAX, callsPerRequest);
    // A tail of the caller is made by the requests that do call, however few they are.
    boolean mean = statistic.equals("average") || statistic.equals("mean");
    return Math.max(0, below.worse()) * (mean ? calls : Math.max(1, calls)) / own.worse();
  }

  /// How much more (or less) was asked of the node than of its callers, 0 to 1; negative for less.
  double load(String node) {
    Shift own = NodeShifts.of(nodes, node).get(Signal.REQUESTS);
    if (own == null || Math.abs(logRatio(own)) < LOAD_LEAST) {
      return 0;
    }
    double rise = logRatio(own);
    double inherited = 0;
    Set<String> callers = graph.callers(node);
    for (String caller : graph.isEmpty() ? nodes.keySet() : callers) {
      Shift above = NodeShifts.of(nodes, caller).get(Signal.REQUESTS);
      if (above != null && !caller.equals(node) && logRatio(above) * rise > 0) {
        inherited = Math.max(inherited, logRatio(above) / rise);
      }
    }
    double alone = graph.isEmpty() ? Math.min(1, 1 / Math.max(1, inherited)) : 1 - inherited;
    return Math.signum(rise) * own.strengthEitherWay() * Numbers.clamp(alone);
  }

  /// How much a resource moved beyond what the requests explain, 0 to 1.
  double resource(String node, Shift shift) {
    double strength = shift.strengthEitherWay() * (shift.z() < 0 ? 0.5 : 1);
    Shift requests = NodeShifts.of(nodes, node).get(Signal.REQUESTS);
    if (requests == null || strength == 0) {
      return strength;
    }
    double moved = logRatio(shift);
    double asked = logRatio(requests);
    boolean together = moved * asked > 0;
    return together ? strength * Numbers.clamp((moved - asked) / moved) : strength;
  }

  /// ln(after / before), with a floor for nothing.
  static double logRatio(Shift shift) {
    double before = Math.abs(shift.before());
    double after = Math.abs(shift.after());
    double floor = Math.max(Math.max(before, after) / 20, Double.MIN_NORMAL);
    return Math.log((after + floor) / (before + floor));
  }
}
