package dev.headroom.analysis.chattydependency;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Call;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Suspects;
import dev.headroom.analysis.Visit;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Chatty dependencies: many calls of different sorts to one callee for one request, where each
/// pays for a way there and back. Many calls of one sort are N+1; attempts made again do not count.
public final class ChattyDependency implements Analysis {
  /// How many calls the median request must make.
  static final double LEAST_CALLS = 10;

  /// Of how many sorts.
  static final double LEAST_SORTS = 5;

  /// The share of the calls that the most frequent sort may have.
  static final double MOST_OF_ONE_SORT = 0.6;

  /// How many sampled requests must make such calls.
  static final int LEAST_REQUESTS = 20;

  /// The share of these requests' time during which one of the calls is under way.
  static final double LEAST_TIME_SHARE = 0.1;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "chatty-dependency",
          "Chatty dependency",
          "Finds operations that make many different calls to one callee for one request.");

  /// Who talks to whom.
  private record Pair(ServiceOperation entry, NodeId callee) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int byEntry = entry.compareTo(other.entry);
      return byEntry != 0 ? byEntry : callee.toString().compareTo(other.callee.toString());
    }
  }

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Suspects<Pair, Talk> talks = new Suspects<>(pair -> new Talk(pair.entry(), pair.callee()));
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> gather(visit, talks));
    }
    return talks.judged(Pair::entry, (talk, visits) -> talk.judge(visits, view.window()));
  }

  private static void gather(Visit visit, Suspects<Pair, Talk> talks) {
    talks.visited(visit);
    Map<NodeId, List<Call>> byCallee = new LinkedHashMap<>();
    for (Call call : visit.calls()) {
      if (!call.failedBefore() && call.key().callee().type() != NodeType.QUEUE) {
        byCallee.computeIfAbsent(call.key().callee(), _ -> new ArrayList<>()).add(call);
      }
    }
    byCallee.forEach(
        (callee, calls) -> talks.of(new Pair(visit.where(), callee)).add(visit, calls));
  }
}
