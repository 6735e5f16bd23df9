package dev.headroom.analysis.slowdependency;

import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.Lately;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Slowdown;
import dev.headroom.analysis.Visit;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Comparison;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.Table;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How routes wait for one callee, by sampled traces.
final class Waiting {
  private static final double MAJOR_SHARE = 0.25;

  /// Below this share of the lost time the callee itself did not become slow.
  private static final double BY_CALLEE = 0.5;

  private final @Nullable ServiceName caller;
  private final NodeId callee;
  private final Predicate<CallKey> covers;
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private final Set<CallKey> keys = new TreeSet<>();
  private long traces;

  Waiting(
      @Nullable ServiceName caller,
      NodeId callee,
      Predicate<CallKey> covers,
      List<RouteSamples> routes) {
    this.caller = caller;
    this.callee = callee;
    this.covers = covers;
    for (RouteSamples route : routes) {
      if (route.weight() > 0) {
        route.visits(this::add);
        traces += route.traces().stream().filter(trace -> trace.weight() > 0).count();
      }
    }
  }

  private void add(Visit visit) {
    List<Call> calls = new ArrayList<>();
    long critical = 0;
    for (Call call : visit.calls()) {
      if (call.key().callee().equals(callee) && covers.test(call.key())) {
        calls.add(call);
        critical += call.criticalNanos();
      }
    }
    if (!calls.isEmpty()) {
      costs.add(visit, critical);
      exemplars.offer(critical, visit, calls);
      calls.forEach(call -> keys.add(call.key()));
    }
  }

  /// What the calls cost, all of their time.
  Impact impact(TimeWindow window) {
    return costs.impact(window);
  }

  double dearestShare(TimeWindow window) {
    Impact impact = costs.impact(window);
    return impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
  }

  Set<CallKey> keys() {
    return keys;
  }

  Exemplars exemplars() {
    return exemplars;
  }

  long traces() {
    return traces;
  }

  /// The finding about a callee that became slower, when routes wait for it.
  Optional<Finding> slower(Suspect suspect, Lately lately) {
    double share = dearestShare(lately.now());
    if (share < SlowDependency.LEAST_ROUTE_SHARE) {
      return Optional.empty();
    }
    Slowdown slowdown = suspect.busiest();
    double spared = 1 - 1 / slowdown.factor();
    Impact whole = impact(lately.now());
    Impact lost =
        new Impact(
            whole.routes().stream()
                .map(on ->
                    new Impact.OnRoute(
                        on.service(),
                        on.operation(),
                        on.nanosPerRequest() * spared,
                        on.share() * spared))
                .toList(),
            slowdown.now().count() / Math.max(1, lately.now().length().toSeconds()));
    return Optional.of(
        new Finding(
            SlowDependency.ID,
            subject(suspect),
            claim(suspect, slowdown, share),
            share * spared >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
            slowdown.history() ? 0.9 : 0.75,
            lost,
            evidence(suspect, slowdown, share),
            List.of(remedy(suspect, slowdown)),
            rule(suspect, slowdown, share),
            "It is asked for more or for other things than before, so that it is no slower for the"
                + " same work; or its callers were slow to read the answer.",
            new Coverage(lately.now(), Math.round(slowdown.now().count()), "calls", 1)));
  }

  /// Whether the callee itself became slow, not the way to it; taken for granted when it tells
  /// nothing.
  private static boolean itself(Suspect suspect) {
    double seen = suspect.seenByCallee();
    return Double.isNaN(seen) || seen >= BY_CALLEE;
  }

  private Subject subject(Suspect suspect) {
    ServiceOperation operation = suspect.operation();
    if (operation != null && itself(suspect)) {
      return Subject.of(operation.service(), operation.operation());
    }
    Edge first = suspect.slow().keySet().iterator().next();
    ServiceName of = caller == null ? first.service() : caller;
    return new Subject(
        of, null, operation == null ? callee.toString() : callee + " " + operation.operation());
  }

  private String claim(Suspect suspect, Slowdown slowdown, double share) {
    ServiceOperation operation = suspect.operation();
    String who = operation == null ? callee.toString() : callee + " " + operation.operation();
    return (itself(suspect) ? "" : "The way to ")
        + who
        + (caller == null ? "" : ", called by " + caller + ",")
        + " takes "
        + number(slowdown.factor())
        + " times as long as usual ("
        + slowdown.statistic()
        + " "
        + duration(slowdown.nowNanos())
        + ", usually "
        + duration(slowdown.usualNanos())
        + "), and up to "
        + percent(share)
        + " of a route's time is spent waiting for it.";
  }

  private List<Evidence> evidence(Suspect suspect, Slowdown slowdown, double share) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Comparison(
            slowdown.statistic() + " of the calls, as the caller sees them",
            "s",
            slowdown.history() ? "history" : "earlier",
            slowdown.usualNanos() / 1e9,
            "lately",
            slowdown.nowNanos() / 1e9,
            Double.NaN));
    evidence.add(
        figure(
            "share of the dearest route's critical path",
            share,
            "time within these calls ÷ response time, over " + traces + " sampled traces"));
    double seen = suspect.seenByCallee();
    if (!Double.isNaN(seen)) {
      evidence.add(
          figure(
              "share of the lost time that the callee saw itself",
              seen,
              "rise of the callee's durations ÷ rise of the caller's; the rest is network, or"
                  + " waiting before the callee begins"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Edge, Slowdown> one : suspect.slow().entrySet()) {
      rows.add(
          List.of(
              one.getKey().service() + " " + one.getKey().operation(),
              one.getKey().calleeOperation(),
              duration(one.getValue().usualMedian()),
              duration(one.getValue().median()),
              number(one.getValue().now().count())));
    }
    evidence.add(
        new Table(
            "calls that became slow",
            List.of("for", "asking", "median usually", "median lately", "calls lately"),
            rows));
    evidence.addAll(exemplars.refs("a request that waits for it"));
    return evidence;
  }

  private static Figure figure(String title, double value, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, "1", formula);
  }

  private Remedy remedy(Suspect suspect, Slowdown slowdown) {
    ServiceOperation operation = suspect.operation();
    List<Edit> edits = new ArrayList<>();
    if (operation != null && itself(suspect)) {
      edits.add(
          new Edit.Faster(
              Edit.Target.of(operation.service(), operation.operation()), slowdown.factor()));
    } else if (operation == null) {
      keys.forEach(key -> edits.add(new Edit.Faster(key.target(), slowdown.factor())));
    }
    String advice =
        operation == null
            ? "Find out with its owner what changed; until then a shorter timeout, a cache or"
                + " answering without it keeps requests from waiting."
            : itself(suspect)
                ? "Find out what changed in it or what it is short of; a timeout in its callers"
                    + " keeps them from waiting along."
                : "Look at what lies between: the network, and connections or workers that are"
                    + " waited for before the callee begins.";
    return new Remedy(advice, Level.MEDIUM, Level.LOW, edits);
  }

  private String rule(Suspect suspect, Slowdown slowdown, double share) {
    return String.format(
        Locale.ROOT,
        "Over at least %d calls lately (seen: %s) the median is at least %s times and %s above, or"
            + " the 90th percentile at least %s times and %s above, that of %s of %d stretches"
            + " before (seen: %s %s against %s), for at least %s of the calls to it, and at least"
            + " %s of a route's critical path lies in them (seen: %s)%s.",
        Lately.LEAST_COUNT,
        number(slowdown.now().count()),
        number(Lately.LEAST_MEDIAN_FACTOR),
        duration(Lately.LEAST_MEDIAN_NANOS),
        number(Lately.LEAST_TAIL_FACTOR),
        duration(Lately.LEAST_TAIL_NANOS),
        slowdown.history() ? percent(Lately.USUAL) : "half",
        slowdown.slices(),
        slowdown.statistic(),
        duration(slowdown.nowNanos()),
        duration(slowdown.usualNanos()),
        percent(SlowDependency.LEAST_CALLS_SHARE),
        percent(SlowDependency.LEAST_ROUTE_SHARE),
        percent(share),
        suspect.isService() ? "; its own callees account for less than half of it" : "");
  }
}
