package dev.headroom.analysis.slowdependency;

import dev.headroom.analysis.Lately;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.Slowdown;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All calls lately and before, to tell what part a callee has in what its caller lost.
final class EdgeTotals {
  private final Map<Edge, Rollup> now;
  private final Map<Edge, Rollup> history;
  private final Map<Edge, Rollup> earlier;

  private EdgeTotals(Map<Edge, Rollup> now, Map<Edge, Rollup> history, Map<Edge, Rollup> earlier) {
    this.now = now;
    this.history = history;
    this.earlier = earlier;
  }

  static EdgeTotals read(ModelView view, Lately lately) {
    return new EdgeTotals(
        read(view, lately.now()), read(view, lately.history()), read(view, lately.earlier()));
  }

  private static Map<Edge, Rollup> read(ModelView view, TimeWindow window) {
    Map<Edge, Rollup> totals = new HashMap<>();
    List<RollupReader.Series> edges =
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.EDGE,
                    window,
                    key -> key instanceof Edge edge && SlowDependency.waitedFor(edge),
                    0,
                    false));
    for (RollupReader.Series series : edges) {
      if (series.key() instanceof Edge edge) {
        totals.put(edge, series.total());
      }
    }
    return totals;
  }

  /// All calls to the suspect lately.
  double callsNow(Suspect suspect) {
    return calls(now, suspect);
  }

  private static double calls(Map<Edge, Rollup> edges, Suspect suspect) {
    double calls = 0;
    for (Map.Entry<Edge, Rollup> edge : edges.entrySet()) {
      calls += suspect.concerns(edge.getKey()) ? edge.getValue().count() : 0;
    }
    return calls;
  }

  /// Whether the callees of a suspected service account for what it lost.
  boolean symptom(Suspect suspect) {
    ServiceOperation operation = suspect.operation();
    if (operation == null) {
      return false;
    }
    Slowdown slowdown = suspect.busiest();
    Map<Edge, Rollup> past = slowdown.history() ? history : earlier;
    double lost = slowdown.now().mean() - slowdown.before().mean();
    double below =
        perRequest(now, operation, callsNow(suspect))
            - perRequest(past, operation, calls(past, suspect));
    return lost > 0 && below >= SlowDependency.SYMPTOM * lost;
  }

  /// The time that an operation's calls take per request of it.
  private static double perRequest(
      Map<Edge, Rollup> edges, ServiceOperation operation, double requests) {
    double nanos = 0;
    for (Map.Entry<Edge, Rollup> edge : edges.entrySet()) {
      boolean of =
          edge.getKey().service().equals(operation.service())
              && edge.getKey().operation().equals(operation.operation());
      nanos += of ? edge.getValue().sum() : 0;
    }
    return requests > 0 ? nanos / requests : 0;
  }
}
