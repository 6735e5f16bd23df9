package dev.headroom.analysis.nplusone;

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
import java.util.regex.Pattern;

/// N+1: the same query, or the same call over the network, made one by one for the items of a list.
///
/// Looks at each entry operation of a service and the calls of one sort made for it. Attempts made
/// again after a failure do not count; calls that overlap are a fan-out; calls that bring many rows
/// each are batches or pages; calls that ask for the same thing are duplicates. Each of these is
/// another analysis's, or nobody's, business. Where literals are masked, repeats whose number
/// differs from request to request speak for one query per item.
public final class NPlusOne implements Analysis {
  /// From how many calls in a row a request counts as repeating.
  static final int LEAST_REPEATS = 5;

  /// The share of the operation's requests that must repeat.
  static final double LEAST_SHARE = 0.05;

  /// How many sampled requests must repeat.
  static final int LEAST_REQUESTS = 10;

  /// The share of the repeated calls that must begin after the one before has ended.
  static final double LEAST_SEQUENTIAL = 0.8;

  /// The share of the repeating requests' time that the calls must take up, or else [#LEAST_NANOS].
  static final double LEAST_TIME_SHARE = 0.05;

  /// The time that the calls must take up per repeating request, or else [#LEAST_TIME_SHARE].
  static final double LEAST_NANOS = 10e6;

  /// From how many rows per call on it is a batch or a page.
  static final double BATCH_ROWS = 10;

  /// From how many calls on a number that never changes is believed, at little confidence.
  static final int CONSTANT_REPEATS = 10;

  /// Statements that belong to the connection or the transaction.
  private static final Pattern HOUSEKEEPING =
      Pattern.compile(
          "\\s*(?:(?:begin|start|commit|rollback|set|savepoint|release|reset)\\b.{0,80}|select\\s+[?1])\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "n-plus-one",
          "N+1 queries",
          "Finds the same query or call made one by one for every item of a list, in traces.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Suspects<CallKey, Repeats> repeats = new Suspects<>(Repeats::new);
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> gather(visit, repeats));
    }
    return repeats.judged(CallKey::entry, (seen, visits) -> seen.judge(visits, view.window()));
  }

  private static void gather(Visit visit, Suspects<CallKey, Repeats> repeats) {
    repeats.visited(visit);
    if (visit.calls().isEmpty()) {
      return;
    }
    Map<CallKey, List<Call>> sorts = new LinkedHashMap<>();
    for (Call call : visit.calls()) {
      if (!call.failedBefore() && countable(call.key())) {
        sorts.computeIfAbsent(call.key(), _ -> new ArrayList<>()).add(call);
      }
    }
    sorts.forEach((key, calls) -> repeats.of(key).add(visit, calls));
  }

  private static boolean countable(CallKey key) {
    return key.callee().type() != NodeType.QUEUE
        && (key.callee().type() != NodeType.DATABASE
            || !HOUSEKEEPING.matcher(key.statement()).matches());
  }
}
