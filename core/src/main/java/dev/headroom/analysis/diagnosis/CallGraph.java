package dev.headroom.analysis.diagnosis;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Who calls whom. Immutable; may be empty, when nothing is known of calls.
public final class CallGraph {
  /// The graph of which nothing is known.
  public static final CallGraph NONE = new Builder().build();

  private final Map<String, Map<String, Double>> callees;
  private final Map<String, Map<String, Double>> callers;

  private CallGraph(
      Map<String, Map<String, Double>> callees, Map<String, Map<String, Double>> callers) {
    this.callees = callees;
    this.callers = callers;
  }

  /// Gathers edges.
  public static final class Builder {
    private final Map<String, Map<String, Double>> callees = new TreeMap<>();

    /// @param callsPerRequest how often the callee is called per request of the caller; NaN when
    ///   unknown
    public Builder edge(String caller, String callee, double callsPerRequest) {
      if (!caller.equals(callee)) {
        callees
            .computeIfAbsent(caller, _ -> new TreeMap<>())
            .merge(callee, callsPerRequest, (old, now) -> Double.isNaN(now) ? old : now);
      }
      return this;
    }

    public CallGraph build() {
      Map<String, Map<String, Double>> callers = new TreeMap<>();
      callees.forEach((caller, edges) ->
          edges.forEach((callee, calls) ->
              callers.computeIfAbsent(callee, _ -> new TreeMap<>()).put(caller, calls)));
      return new CallGraph(new TreeMap<>(callees), callers);
    }
  }

  public boolean isEmpty() {
    return callees.isEmpty();
  }

  public boolean knows(String node) {
    return callees.containsKey(node) || callers.containsKey(node);
  }

  /// The nodes it calls, with calls per request (NaN when unknown).
  public Map<String, Double> callees(String node) {
    return Collections.unmodifiableMap(callees.getOrDefault(node, Map.of()));
  }

  /// The nodes that call it.
  public Set<String> callers(String node) {
    return callers.getOrDefault(node, Map.of()).keySet();
  }

  /// How many calls lead from the node to each one below it; 0 for itself.
  public Map<String, Integer> below(String node) {
    return reach(node, callees);
  }

  /// How many calls lead from each node above to this one; 0 for itself.
  public Map<String, Integer> above(String node) {
    return reach(node, callers);
  }

  private static Map<String, Integer> reach(String from, Map<String, Map<String, Double>> edges) {
    Map<String, Integer> distance = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    distance.put(from, 0);
    open.add(from);
    while (!open.isEmpty()) {
      String at = open.remove();
      int next = distance.getOrDefault(at, 0) + 1;
      for (String to : edges.getOrDefault(at, Map.of()).keySet()) {
        if (distance.putIfAbsent(to, next) == null) {
          open.add(to);
        }
      }
    }
    return distance;
  }
}
