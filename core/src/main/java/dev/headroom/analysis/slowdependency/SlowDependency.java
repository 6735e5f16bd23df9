package dev.headroom.analysis.slowdependency;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Lately;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Slowdown;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Slow dependencies: callees that take longer lately than they used to ([Lately]) and that a good
/// part of a route's critical path waits for.
///
/// Who calls a slow callee is slow as well: a service whose own callees account for most of what it
/// lost is a symptom and not told. Of databases and caches only those are told of which more than
/// one operation became slow; a single slow statement is not the database's fault. What a callee
/// itself saw tells whether it is slow, or the way to it. A host outside that is slow already when
/// first seen is only worth watching.
public final class SlowDependency implements Analysis {
  static final String ID = "slow-dependency";

  /// The share of a route's critical path that must lie in calls to the callee, lately.
  static final double LEAST_ROUTE_SHARE = 0.2;

  /// The share of the calls to the callee that must have become slow.
  static final double LEAST_CALLS_SHARE = 0.5;

  /// How many operations of a database or a cache must have become slow.
  static final int LEAST_OPERATIONS = 2;

  /// The share of what a service lost that its callees must account for to be the cause.
  static final double SYMPTOM = 0.5;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          ID,
          "Slow dependency",
          "Finds callees that became slower than they used to be and that requests wait for.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    List<RouteSamples> routes = RouteSamples.all(view);
    List<Finding> findings = new ArrayList<>();
    Lately lately = Lately.of(view);
    List<Suspect> slow = lately == null ? List.of() : slower(view, lately);
    if (lately != null && !slow.isEmpty()) {
      List<RouteSamples> recent = routes.stream().map(route -> route.within(lately.now())).toList();
      for (Suspect suspect : slow) {
        new Waiting(suspect.caller(), suspect.callee(), suspect::covers, recent)
            .slower(suspect, lately)
            .ifPresent(findings::add);
      }
    }
    findings.addAll(SlowFromTheStart.find(view, routes, slow));
    return findings;
  }

  private static List<Suspect> slower(ModelView view, Lately lately) {
    Map<RollupKey, Slowdown> slower =
        lately.slower(view, RollupKind.EDGE, key -> key instanceof Edge edge && waitedFor(edge));
    if (slower.isEmpty()) {
      return List.of();
    }
    EdgeTotals totals = EdgeTotals.read(view, lately);
    Map<String, Suspect> suspects = new TreeMap<>();
    slower.forEach((key, slowdown) -> {
      if (key instanceof Edge edge) {
        suspects.computeIfAbsent(Suspect.name(edge), _ -> new Suspect(edge)).add(edge, slowdown);
      }
    });
    return suspects.values().stream()
        .filter(suspect -> suspect.broad(totals) && !totals.symptom(suspect))
        .toList();
  }

  static boolean waitedFor(Edge edge) {
    return edge.callee().type() != NodeType.QUEUE;
  }
}
