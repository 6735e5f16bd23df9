package dev.headroom.analysis.chattydependency;

import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
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
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The calls that one operation makes to one callee.
final class Talk {
  private static final double MAJOR_SHARE = 0.25;
  private static final double CONFIDENCE = 0.85;
  private static final int MOST_ROWS = 20;

  /// As many as a prediction takes.
  private static final int MOST_EDITS = 16;

  private final ServiceOperation entry;
  private final NodeId callee;
  private final WeightedValues calls = new WeightedValues();
  private final WeightedValues sorts = new WeightedValues();
  private final Map<CallKey, Double> bySort = new HashMap<>();
  private final Map<CallKey, Double> nanosBySort = new HashMap<>();
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private double busy;
  private double inRequests;

  Talk(ServiceOperation entry, NodeId callee) {
    this.entry = entry;
    this.callee = callee;
  }

  void add(Visit visit, List<Call> made) {
    exemplars.offer(made.size(), visit, made);
    double w = visit.weight();
    if (w <= 0) {
      return;
    }
    Set<CallKey> kinds = new HashSet<>();
    long critical = 0;
    for (Call call : made) {
      kinds.add(call.key());
      critical += call.criticalNanos();
      bySort.merge(call.key(), w, Double::sum);
      nanosBySort.merge(call.key(), w * call.nanos(), Double::sum);
    }
    calls.add(made.size(), w);
    sorts.add(kinds.size(), w);
    busy += w * busy(made);
    inRequests += w * visit.entry().durationNanos();
    costs.add(visit, critical);
  }

  /// The time during which at least one of the calls is under way; they are sorted by start.
  private static long busy(List<Call> made) {
    long busy = 0;
    long until = Long.MIN_VALUE;
    for (Call call : made) {
      long from = Math.max(until, call.startNanos());
      busy += Math.max(0, call.endNanos() - from);
      until = Math.max(until, call.endNanos());
    }
    return busy;
  }

  private double mostOfOneSort() {
    double all = bySort.values().stream().mapToDouble(Double::doubleValue).sum();
    double most = bySort.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return most / all;
  }

  Optional<Finding> judge(Sampled sampled, TimeWindow window) {
    if (calls.size() < ChattyDependency.LEAST_REQUESTS
        || calls.quantile(0.5) < ChattyDependency.LEAST_CALLS
        || sorts.quantile(0.5) < ChattyDependency.LEAST_SORTS
        || mostOfOneSort() > ChattyDependency.MOST_OF_ONE_SORT
        || busy < ChattyDependency.LEAST_TIME_SHARE * inRequests) {
      return Optional.empty();
    }
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return Optional.of(
        new Finding(
            "chatty-dependency",
            new Subject(entry.service(), entry.operation(), callee.toString()),
            String.format(
                Locale.ROOT,
                "%s of %s makes %s calls of %s sorts to %s for one request, which take %s.",
                entry.operation(),
                entry.service(),
                number(calls.quantile(0.5)),
                number(sorts.quantile(0.5)),
                callee,
                duration(busy / calls.weight())),
            dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
            CONFIDENCE,
            impact,
            evidence(),
            List.of(
                new Remedy(
                    "Ask for what belongs together by one query or one call: a join, a view, or an"
                        + " operation made for this need."
                        + (edits().isEmpty()
                            ? " What that saves cannot be predicted: the calls cannot be told apart"
                                + " by their spans."
                            : " The prediction is the best case: all of it takes as long as the"
                                + " slowest of the calls today."),
                    Level.HIGH,
                    Level.MEDIUM,
                    edits())),
            rule(),
            "Most of the calls are needed only for some requests, or each takes so long by itself"
                + " that the way there and back does not matter.",
            sampled.coverage(window)));
  }

  /// One call, as long as the slowest sort takes, in place of all; empty where sorts share a name,
  /// so that a change would touch others.
  private List<Edit> edits() {
    List<CallKey> slowest =
        bySort.keySet().stream()
            .sorted(
                Comparator.comparingDouble((CallKey sort) -> -meanNanos(sort))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Set<Edit.Target> targets = new HashSet<>();
    slowest.forEach(sort -> targets.add(sort.target()));
    boolean apart = targets.size() == slowest.size() && slowest.stream().allMatch(this::named);
    if (!apart) {
      return List.of();
    }
    List<Edit> edits = new ArrayList<>();
    for (CallKey sort : slowest.subList(0, Math.min(MOST_EDITS, slowest.size()))) {
      edits.add(
          edits.isEmpty() ? new Edit.Batched(sort.target()) : new Edit.Removed(sort.target()));
    }
    return edits;
  }

  /// Whether the caller's span tells what is asked: by a statement, or by a name that the callee's
  /// operation has as well.
  private boolean named(CallKey sort) {
    return !sort.statement().isEmpty() || sort.caller().operation().value().equals(sort.asked());
  }

  private double meanNanos(CallKey sort) {
    return nanosBySort.getOrDefault(sort, 0.0) / bySort.getOrDefault(sort, 1.0);
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    String formula = "over " + calls.size() + " sampled requests that call it";
    evidence.add(figure("calls per request, median", calls.quantile(0.5), "{call}", formula));
    evidence.add(
        figure("calls per request, 95th percentile", calls.quantile(0.95), "{call}", formula));
    evidence.add(figure("sorts of calls per request, median", sorts.quantile(0.5), "1", formula));
    evidence.add(
        figure(
            "share of the request's time",
            busy / inRequests,
            "1",
            "time during which one of the calls is under way ÷ time of the requests"));
    List<List<String>> rows =
        bySort.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<CallKey, Double> sort) -> sort.getValue())
                    .reversed()
                    .thenComparing(Map.Entry::getKey))
            .limit(MOST_ROWS)
            .map(sort -> List.of(sort.getKey().brief(), number(sort.getValue() / calls.weight())))
            .toList();
    evidence.add(new Table("the sorts of calls", List.of("call", "per request"), rows));
    evidence.addAll(exemplars.refs("a request with many calls"));
    return evidence;
  }

  private static Figure figure(String title, double value, String unit, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, unit, formula);
  }

  private String rule() {
    return String.format(
        Locale.ROOT,
        "Over at least %d sampled requests (seen: %d) the median makes at least %s calls (seen: %s)"
            + " of at least %s sorts (seen: %s), none of which is more than %s of them (seen: %s),"
            + " and calls are under way for at least %s of the time (seen: %s).",
        ChattyDependency.LEAST_REQUESTS,
        calls.size(),
        number(ChattyDependency.LEAST_CALLS),
        number(calls.quantile(0.5)),
        number(ChattyDependency.LEAST_SORTS),
        number(sorts.quantile(0.5)),
        percent(ChattyDependency.MOST_OF_ONE_SORT),
        percent(mostOfOneSort()),
        percent(ChattyDependency.LEAST_TIME_SHARE),
        percent(busy / inRequests));
  }
}
