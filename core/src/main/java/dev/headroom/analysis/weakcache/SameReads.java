package dev.headroom.analysis.weakcache;

import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Suspects;
import dev.headroom.analysis.Visit;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Statements that read the same few things for many requests, where no cache is asked before.
/// Whether what they read may be stale cannot be seen: a thing to watch, not more.
final class SameReads {
  /// How many sampled reads there must be.
  static final int LEAST_READS = 100;

  /// The share of the reads that must ask for what another sampled one asks for.
  static final double LEAST_REPEATED = 0.8;

  /// The share of the dearest route's response time that the reads must take.
  static final double LEAST_TIME_SHARE = 0.1;

  private static final double CONFIDENCE = 0.4;

  private final CallKey key;
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private final Set<String> questions = new HashSet<>();
  private int reads;
  private int untold;

  private SameReads(CallKey key) {
    this.key = key;
  }

  static List<Finding> find(ModelView view, List<RouteSamples> routes) {
    Suspects<CallKey, SameReads> reads = new Suspects<>(SameReads::new);
    for (RouteSamples route : routes) {
      route.visits(visit -> gather(visit, reads));
    }
    return reads.judged(CallKey::entry, (seen, visits) -> seen.judge(visits, view.window()));
  }

  private static void gather(Visit visit, Suspects<CallKey, SameReads> reads) {
    if (visit.weight() <= 0) {
      return;
    }
    reads.visited(visit);
    for (Call call : visit.calls()) {
      if (call.key().callee().type() == NodeType.CACHE) {
        return;
      }
      if (call.key().callee().type() == NodeType.DATABASE) {
        reads.of(call.key()).add(visit, call);
      }
    }
  }

  private void add(Visit visit, Call call) {
    if (untold > 0 && reads == 0) {
      return;
    }
    String question = call.reads() ? call.question() : "";
    if (question.isEmpty()) {
      untold++;
      return;
    }
    reads++;
    questions.add(question);
    costs.add(visit, call.criticalNanos());
    exemplars.offer(call.criticalNanos(), visit, List.of(call));
  }

  private double repeated() {
    return 1 - (double) questions.size() / reads;
  }

  private Optional<Finding> judge(Sampled entry, TimeWindow window) {
    if (reads < LEAST_READS || untold > 0 || repeated() < LEAST_REPEATED) {
      return Optional.empty();
    }
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    if (dearest < LEAST_TIME_SHARE) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            WeakCache.ID,
            new Subject(key.entry().service(), key.entry().operation(), key.what()),
            key.entry().operation()
                + " of "
                + key.entry().service()
                + " reads the same few things for many requests, and no cache is asked: "
                + percent(repeated())
                + " of the reads ask for what another asked for; "
                + key.brief()
                + ".",
            Severity.WATCH,
            CONFIDENCE,
            impact,
            evidence(),
            List.of(
                new Remedy(
                    "Keep what is read for as long as it may be stale.",
                    Level.LOW,
                    Level.MEDIUM,
                    List.of(new Edit.Cached(key.target(), repeated())))),
            rule(dearest),
            "Every request must see the newest state of what is read.",
            entry.coverage(window)));
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Figure(
            "reads that ask for what another asked for",
            repeated(),
            Double.NaN,
            Double.NaN,
            "1",
            String.format(
                Locale.ROOT,
                "1 - %d different questions ÷ %d sampled reads",
                questions.size(),
                reads)));
    evidence.addAll(exemplars.refs("such a read"));
    return evidence;
  }

  private String rule(double dearest) {
    return String.format(
        Locale.ROOT,
        "At least %d sampled reads whose literals are all told (seen: %d), at least %s of which ask"
            + " for what another asks for (seen: %s), with no call to a cache before, taking at"
            + " least %s of a route's response time (seen: %s).",
        LEAST_READS,
        reads,
        percent(LEAST_REPEATED),
        percent(repeated()),
        percent(LEAST_TIME_SHARE),
        percent(dearest));
  }
}
