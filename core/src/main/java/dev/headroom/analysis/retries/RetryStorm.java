package dev.headroom.analysis.retries;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Retry storms: calls that are tried again so often that they add much to the callee's load.
///
/// The amplification of an edge is all its attempts over its first attempts. Layers that both retry
/// multiply: what the callee gets per request from outside is the product along the way. Edges of
/// queues are left out, as redelivery is their nature.
public final class RetryStorm implements Analysis {
  /// From which amplification over the whole window on it counts: one retry to ten first attempts,
  /// what a client's retry budget commonly allows (Google SRE, "Handling Overload").
  static final double LEAST = 1.1;

  /// From which amplification in the worst slice of the window on it counts, too.
  static final double LEAST_AT_WORST = 1.3;

  /// How many repeated attempts there must be in the window.
  static final double LEAST_REPEATED = 20;

  /// How many repeated attempts there must be in the worst slice.
  static final double LEAST_REPEATED_AT_WORST = 50;

  /// Into how many slices the window is cut at most, none shorter than [#LEAST_SLICE_SECONDS].
  static final int SLICES = 24;

  static final long LEAST_SLICE_SECONDS = 300;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "retry-storm",
          "Retry storm",
          "Finds calls whose repeated attempts multiply the load, across layers, by counting"
              + " them.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    long step = step(view.window().length().toSeconds());
    List<RollupReader.Series> edges =
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.EDGE,
                    view.window(),
                    key -> key instanceof Edge edge && counts(edge),
                    step,
                    false));
    Map<Edge, Attempted> attempted = new HashMap<>();
    for (RollupReader.Series series : edges) {
      if (series.key() instanceof Edge edge) {
        attempted.put(edge, new Attempted(edge, series, step));
      }
    }
    List<Attempted> storms =
        attempted.values().stream()
            .filter(Attempted::storms)
            .sorted(
                Comparator.comparing((Attempted one) -> one.edge().service())
                    .thenComparing(one -> one.edge().operation())
                    .thenComparing(one -> one.edge().callee().toString())
                    .thenComparing(one -> one.edge().calleeOperation()))
            .toList();
    return storms.isEmpty() ? List.of() : findings(view, attempted, storms);
  }

  private static boolean counts(Edge edge) {
    return edge.callee().type() != NodeType.QUEUE;
  }

  private static long step(long windowSeconds) {
    long step = Math.max(LEAST_SLICE_SECONDS, windowSeconds / SLICES);
    return Math.ceilDiv(step, 60) * 60;
  }

  private static List<Finding> findings(
      ModelView view, Map<Edge, Attempted> attempted, List<Attempted> storms) {
    Layers layers = new Layers(attempted.values());
    Map<Edge, RetriedCalls> calls = new HashMap<>();
    storms.forEach(storm -> calls.put(storm.edge(), new RetriedCalls()));
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> RetriedCalls.gather(visit, calls));
    }
    List<Finding> findings = new ArrayList<>();
    for (Attempted storm : storms) {
      RetriedCalls seen = calls.getOrDefault(storm.edge(), new RetriedCalls());
      findings.add(new Storm(storm, layers, seen).finding(view.window()));
    }
    return findings;
  }
}
