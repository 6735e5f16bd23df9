package dev.headroom.analysis.weakcache;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.finding.Finding;
import java.util.ArrayList;
import java.util.List;

/// Weak caches: those whose lookups seldom find anything, by their own metrics ([CacheCounters]) or
/// by what traces show ([CacheLookups]); and statements that read the same few things again and
/// again for different requests without any cache ([SameReads]).
public final class WeakCache implements Analysis {
  static final String ID = "weak-cache";

  /// The hit rate below which a cache is weak; its 95 % interval must lie below.
  static final double WEAK = 0.5;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          ID,
          "Weak cache",
          "Finds caches with a low hit rate, by metrics and traces, and reads worth caching.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    List<RouteSamples> routes = RouteSamples.all(view);
    List<Finding> findings = new ArrayList<>(CacheCounters.find(view, routes));
    findings.addAll(CacheLookups.find(view, routes));
    findings.addAll(SameReads.find(view, routes));
    return findings;
  }
}
