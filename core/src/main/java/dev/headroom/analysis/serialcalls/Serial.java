package dev.headroom.analysis.serialcalls;

import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Visit;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.Table;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What was seen of one group of calls.
final class Serial {
  private static final double MAJOR_SHARE = 0.25;

  /// The share of requests in which the questions must have been known beforehand.
  private static final double LEAST_KNOWN = 0.95;

  private final Group group;
  private final KnownQuestions questions = new KnownQuestions();
  private final RouteCosts costs = new RouteCosts();
  private final WeightedValues gains = new WeightedValues();
  private final Map<CallKey, WeightedValues> nanos = new HashMap<>();
  private final Exemplars exemplars = new Exemplars();
  private int candidates;
  private double together;
  private double inRequests;

  Serial(Group group) {
    this.group = group;
  }

  void candidate() {
    candidates++;
  }

  int candidates() {
    return candidates;
  }

  /// Looks at a visit of the group's operation, whether or not it made the calls in a row.
  void add(Visit visit) {
    List<Call> calls = made(visit);
    if (calls.size() < group.keys().size()) {
      return;
    }
    double w = visit.weight();
    together += w;
    if (!serial(calls)) {
      return;
    }
    long sum = 0;
    long longest = 0;
    for (Call call : calls) {
      sum += call.criticalNanos();
      longest = Math.max(longest, call.criticalNanos());
    }
    exemplars.offer(sum - longest, visit, calls);
    if (w <= 0) {
      return;
    }
    questions.add(visit, calls);
    costs.add(visit, sum - longest);
    gains.add(sum - longest, w);
    inRequests += w * visit.entry().durationNanos();
    for (Call call : calls) {
      nanos.computeIfAbsent(call.key(), _ -> new WeightedValues()).add(call.nanos(), w);
    }
  }

  /// The group's calls below the one parent that made them all; fewer when none did.
  private List<Call> made(Visit visit) {
    Map<Integer, List<Call>> below = new HashMap<>();
    for (Call call : visit.calls()) {
      if (group.keys().contains(call.key())) {
        below.computeIfAbsent(call.span().parent(), _ -> new ArrayList<>()).add(call);
      }
    }
    return below.values().stream()
        .filter(calls ->
            calls.size() == group.keys().size()
                && calls.stream().map(Call::key).distinct().count() == calls.size())
        .findFirst()
        .orElse(List.of());
  }

  private static boolean serial(List<Call> calls) {
    for (int i = 1; i < calls.size(); i++) {
      if (calls.get(i).startNanos() < calls.get(i - 1).endNanos()) {
        return false;
      }
    }
    return true;
  }

  /// What would be saved per request that makes the calls in a row, on average.
  double gain() {
    return gains.mean();
  }

  double confidence() {
    return group.reason() == Group.Reason.EITHER_ORDER ? 0.85 : 0.6;
  }

  boolean holds() {
    return gains.size() >= SerialCalls.LEAST_REQUESTS
        && gains.weight() >= SerialCalls.LEAST_SERIAL * together
        && gains.mean() >= SerialCalls.LEAST_GAIN_NANOS
        && gains.sum() >= SerialCalls.LEAST_GAIN_SHARE * inRequests
        && (group.reason() == Group.Reason.EITHER_ORDER || questions.share() >= LEAST_KNOWN);
  }

  Finding finding(Sampled sampled, TimeWindow window) {
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    boolean either = group.reason() == Group.Reason.EITHER_ORDER;
    String calls = group.keys().stream().map(CallKey::what).collect(Collectors.joining(" + "));
    return new Finding(
        "serial-calls",
        new Subject(group.entry().service(), group.entry().operation(), calls),
        claim(),
        dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
        confidence(),
        impact,
        evidence(),
        List.of(remedy()),
        rule(),
        either
            ? "The calls share something that lets only one of them work at a time, such as a"
                + " connection or a lock."
            : "A call is made only when the one before allows it (a check, a missing item), or"
                + " needs something of it that is not in its address.",
        sampled.coverage(window));
  }

  private String claim() {
    return group.entry().operation()
        + " of "
        + group.entry().service()
        + " makes "
        + group.keys().size()
        + " calls one after the other that "
        + (group.reason() == Group.Reason.EITHER_ORDER
            ? "need nothing of each other"
            : "seem to need nothing of each other")
        + "; side by side they would save "
        + duration(gains.mean())
        + " per request: "
        + group.keys().stream().map(CallKey::brief).collect(Collectors.joining(", "))
        + ".";
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Figure(
            "saved per request",
            gains.mean() / 1e9,
            Double.NaN,
            Double.NaN,
            "s",
            "sum of the calls' times on the route's critical path less the longest, mean over "
                + gains.size()
                + " sampled requests"));
    List<List<String>> rows = new ArrayList<>();
    for (CallKey key : group.keys()) {
      WeightedValues times = nanos.getOrDefault(key, new WeightedValues());
      rows.add(List.of(key.brief(), duration(times.quantile(0.5))));
    }
    evidence.add(new Table("the calls", List.of("call", "median time"), rows));
    evidence.addAll(exemplars.refs("a request that makes the calls in a row"));
    return evidence;
  }

  private Remedy remedy() {
    List<Edit> edits = new ArrayList<>();
    group.keys().forEach(key -> edits.add(new Edit.Parallel(key.target())));
    return new Remedy(
        "Start the calls together and wait for all of them, instead of one after the other.",
        Level.LOW,
        group.reason() == Group.Reason.EITHER_ORDER ? Level.LOW : Level.MEDIUM,
        edits);
  }

  private String rule() {
    String independent =
        group.reason() == Group.Reason.EITHER_ORDER
            ? "over many traces they came in either order or side by side"
            : String.format(
                Locale.ROOT,
                "at least %d of them, which only read, follow each other within %s, and all they"
                    + " ask for is constant or stands in the request in at least %s of the requests"
                    + " (seen: %s)",
                SerialCalls.LEAST_READS,
                duration(SerialCalls.AT_ONCE_NANOS),
                percent(LEAST_KNOWN),
                percent(questions.share()));
    return String.format(
        Locale.ROOT,
        "Calls below one parent in a row in at least %s of the requests that make them (seen: %s)"
            + " and at least %d sampled ones (seen: %d), that would save at least %s of these"
            + " requests' time and %s each (seen: %s, %s); %s.",
        percent(SerialCalls.LEAST_SERIAL),
        percent(gains.weight() / together),
        SerialCalls.LEAST_REQUESTS,
        gains.size(),
        percent(SerialCalls.LEAST_GAIN_SHARE),
        duration(SerialCalls.LEAST_GAIN_NANOS),
        percent(gains.sum() / inRequests),
        duration(gains.mean()),
        independent);
  }
}
