package dev.headroom.analysis.retries;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Visit;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What sampled traces show of the repeated attempts along one edge.
final class RetriedCalls {
  final RouteCosts costs = new RouteCosts();
  final Exemplars exemplars = new Exemplars();

  /// The time between the end of a failed attempt and the next.
  final WeightedValues pauses = new WeightedValues();

  /// Attempts per request that makes the call at all.
  final WeightedValues attempts = new WeightedValues();

  /// What the attempts are of.
  final Set<CallKey> sorts = new TreeSet<>();

  static void gather(Visit visit, Map<Edge, RetriedCalls> wanted) {
    Map<Edge, List<Call>> calls = new HashMap<>();
    for (Call call : visit.calls()) {
      Edge edge = edge(call.key());
      if (wanted.containsKey(edge)) {
        calls.computeIfAbsent(edge, _ -> new ArrayList<>()).add(call);
      }
    }
    calls.forEach((edge, made) -> {
      RetriedCalls of = wanted.get(edge);
      if (of != null) {
        of.add(visit, made);
      }
    });
  }

  private static Edge edge(CallKey key) {
    return new Edge(key.entry().service(), key.entry().operation(), key.callee(), key.asked());
  }

  private void add(Visit visit, List<Call> calls) {
    long cost = 0;
    int again = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).failedBefore()) {
        again++;
        cost += calls.get(i).criticalNanos();
        if (visit.weight() > 0) {
          pauses.add(calls.get(i).startNanos() - calls.get(i - 1).endNanos(), visit.weight());
        }
      }
    }
    if (visit.weight() > 0) {
      attempts.add(calls.size(), visit.weight());
    }
    if (again > 0) {
      sorts.add(calls.getFirst().key());
      exemplars.offer(again, visit, calls);
      costs.add(visit, cost);
    }
  }
}
