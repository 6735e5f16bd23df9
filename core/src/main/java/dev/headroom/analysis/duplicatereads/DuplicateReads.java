package dev.headroom.analysis.duplicatereads;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Suspects;
import dev.headroom.analysis.Visit;
import dev.headroom.finding.Finding;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Duplicate reads: the very same thing read again within one request, by one service or by
/// several.
///
/// Only what can be seen counts: the literals of a statement or the address of a call must be told
/// and equal. A read after a write to the same callee, one made at the same time as the first, and
/// an attempt made again after a failure are no duplicates.
public final class DuplicateReads implements Analysis {
  /// The share of an operation's requests that must read something again.
  static final double LEAST_SHARE = 0.05;

  /// How many sampled requests must.
  static final int LEAST_REQUESTS = 10;

  /// The share of these requests' time that the reads made again take, or else [#LEAST_NANOS].
  static final double LEAST_TIME_SHARE = 0.02;

  /// The time that the reads made again take per such request, or else [#LEAST_TIME_SHARE].
  static final double LEAST_NANOS = 5e6;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "duplicate-reads",
          "Duplicate reads",
          "Finds statements and calls that ask for the very same thing again within one request.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Suspects<Read, Again> again = new Suspects<>(Again::new);
    for (RouteSamples route : RouteSamples.all(view)) {
      route.byTrace(visits -> {
        visits.forEach(again::visited);
        visits.forEach(visit -> within(visit, again));
        across(visits, again);
      });
    }
    return again.judged(Read::where, (seen, visits) -> seen.judge(visits, view.window()));
  }

  /// What one service reads again for one request.
  private static void within(Visit visit, Suspects<Read, Again> again) {
    if (!repeats(visit.calls())) {
      return;
    }
    Map<String, List<Call>> asked = new LinkedHashMap<>();
    List<List<Call>> closed = new ArrayList<>();
    for (Call call : visit.calls()) {
      if (!reads(call)) {
        // What was read before it may have changed.
        String callee = prefix(call.key().callee());
        asked.forEach((question, same) -> {
          if (question.startsWith(callee)) {
            closed.add(same);
          }
        });
        asked.keySet().removeIf(question -> question.startsWith(callee));
      } else if (!call.failedBefore()) {
        String question = call.question();
        if (!question.isEmpty()) {
          note(asked, prefix(call.key().callee()) + question, call);
        }
      }
    }
    closed.addAll(asked.values());
    Map<Read, List<List<Call>>> repeats = new LinkedHashMap<>();
    for (List<Call> same : closed) {
      if (same.size() > 1) {
        repeats
            .computeIfAbsent(Read.within(same.getFirst().key()), _ -> new ArrayList<>())
            .add(same);
      }
    }
    repeats.forEach((read, same) -> again.of(read).add(visit, same));
  }

  /// Whether any two calls are of one sort: most requests are done with after that question.
  private static boolean repeats(List<Call> calls) {
    Set<CallKey> seen = new HashSet<>();
    return calls.size() > 1 && calls.stream().anyMatch(call -> !seen.add(call.key()));
  }

  /// Adds a call to those with the same question, when the first of them had been answered: the
  /// same asked at the same time is a hedge, or goes to different parts of the callee.
  private static void note(Map<String, List<Call>> asked, String question, Call call) {
    List<Call> same = asked.computeIfAbsent(question, _ -> new ArrayList<>());
    if (same.isEmpty() || call.startNanos() >= same.getFirst().endNanos()) {
      same.add(call);
    }
  }

  private static String prefix(NodeId callee) {
    return callee + "\0";
  }

  private static boolean reads(Call call) {
    // Telling a message is no write to what is read.
    return call.key().callee().type() == NodeType.QUEUE || call.reads();
  }

  /// What several services ask of the same callee on one trace.
  private static void across(List<Visit> visits, Suspects<Read, Again> again) {
    if (visits.size() < 3) {
      return;
    }
    Map<String, List<Call>> asked = new LinkedHashMap<>();
    for (Visit visit : visits) {
      for (Call call : visit.calls()) {
        boolean service = call.key().callee().type() == NodeType.SERVICE;
        String question = service && !call.failedBefore() && call.reads() ? call.question() : "";
        if (!question.isEmpty()) {
          note(asked, prefix(call.key().callee()) + question, call);
        }
      }
    }
    Visit root = visits.getFirst();
    Map<Read, List<List<Call>>> repeats = new LinkedHashMap<>();
    for (List<Call> same : asked.values()) {
      Set<Object> services = new HashSet<>();
      same.forEach(call -> services.add(call.key().caller().service()));
      if (services.size() > 1) {
        repeats
            .computeIfAbsent(
                Read.across(root.where(), same.getFirst().key()), _ -> new ArrayList<>())
            .add(same);
      }
    }
    repeats.forEach((read, same) -> again.of(read).add(root, same));
  }
}
