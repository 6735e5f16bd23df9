package dev.headroom.analysis.fanout;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Suspects;
import dev.headroom.analysis.Visit;
import dev.headroom.finding.Finding;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tail amplification: many calls of one sort side by side, all of which a request waits for, so
/// that the rare slow call becomes the usual wait. When one call in a hundred is slow and a request
/// makes n, 1 - 0.99^n of the requests meet a slow one (Dean and Barroso, "The Tail at Scale",
/// 2013).
public final class FanOutTail implements Analysis {
  /// How many calls the median request must make side by side.
  static final double LEAST_CALLS = 8;

  /// How many of them must be under way at a time on average, so that they are side by side.
  static final double LEAST_ABREAST = 2;

  /// How many sampled requests must do so.
  static final int LEAST_REQUESTS = 20;

  /// How many times as long as the median call the median request waits for the last.
  static final double LEAST_STRETCH = 2.5;

  /// The share of the request's time that is waited for the last call, beyond a median call.
  static final double LEAST_TIME_SHARE = 0.2;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "fan-out-tail",
          "Tail of a fan-out",
          "Finds requests that wait for the slowest of many calls made side by side.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Suspects<CallKey, FanOut> fans = new Suspects<>(FanOut::new);
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> gather(visit, fans));
    }
    return fans.judged(CallKey::entry, (fan, visits) -> fan.judge(visits, view.window()));
  }

  private static void gather(Visit visit, Suspects<CallKey, FanOut> fans) {
    fans.visited(visit);
    if (visit.calls().size() < LEAST_CALLS) {
      return;
    }
    Map<CallKey, List<Call>> sorts = new LinkedHashMap<>();
    for (Call call : visit.calls()) {
      if (!call.failedBefore() && call.key().callee().type() != NodeType.QUEUE) {
        sorts.computeIfAbsent(call.key(), _ -> new ArrayList<>()).add(call);
      }
    }
    sorts.forEach((key, calls) -> {
      if (calls.size() > 1) {
        fans.of(key).add(visit, calls);
      }
    });
  }
}
