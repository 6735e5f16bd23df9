package dev.headroom.analysis.nplusone;

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
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What was seen of calls of one sort within requests of one operation, where they were repeated.
final class Repeats {
  private static final double MAJOR_SHARE = 0.25;

  private final CallKey key;
  private final WeightedValues allCounts = new WeightedValues();
  private final WeightedValues counts = new WeightedValues();
  private final WeightedValues nanosPerCall = new WeightedValues();
  private final WeightedValues rowsPerCall = new WeightedValues();
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private double weight;
  private long requests;
  private double steps;
  private double sequential;
  private double inCalls;
  private double inRequests;
  private double told;
  private double different;
  private double listed;
  private double paged;

  Repeats(CallKey key) {
    this.key = key;
  }

  /// Adds a request in which the calls were made.
  void add(Visit visit, List<Call> calls) {
    if (visit.weight() > 0) {
      allCounts.add(calls.size(), visit.weight());
    }
    if (calls.size() < NPlusOne.LEAST_REPEATS) {
      return;
    }
    exemplars.offer(calls.size(), visit, calls);
    double w = visit.weight();
    if (w <= 0) {
      return;
    }
    requests++;
    weight += w;
    counts.add(calls.size(), w);
    inRequests += w * visit.entry().durationNanos();
    long longest = 0;
    long critical = 0;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      longest = Math.max(longest, call.criticalNanos());
      critical += call.criticalNanos();
      inCalls += w * call.nanos();
      nanosPerCall.add(call.nanos(), w);
      if (call.span().rows() >= 0) {
        rowsPerCall.add(call.span().rows(), w);
      }
      if (i > 0) {
        steps += w;
        sequential += call.startNanos() >= calls.get(i - 1).endNanos() ? w : 0;
      }
    }
    costs.add(visit, critical - longest);
    question(calls, w);
    source(visit, calls, w);
  }

  /// Whether the calls asked for different things.
  private void question(List<Call> calls, double w) {
    Set<String> asked = new HashSet<>();
    boolean page = false;
    for (Call call : calls) {
      String question = call.question();
      if (question.isEmpty()) {
        return;
      }
      asked.add(question);
      page |= Paging.of(question);
    }
    told += w;
    different += asked.size() >= 0.9 * calls.size() ? w : 0;
    paged += page ? w : 0;
  }

  /// Whether the call right before the first one brought about as many rows as there are calls.
  private void source(Visit visit, List<Call> calls, double w) {
    int first = visit.calls().indexOf(calls.getFirst());
    if (first > 0) {
      long rows = visit.calls().get(first - 1).span().rows();
      listed += rows == calls.size() ? w : 0;
    }
  }

  /// The finding, when the rule holds.
  ///
  /// @param entry all requests of the operation
  Optional<Finding> judge(Sampled entry, TimeWindow window) {
    double share = weight / entry.weight();
    if (requests < NPlusOne.LEAST_REQUESTS
        || share < NPlusOne.LEAST_SHARE
        || sequential < NPlusOne.LEAST_SEQUENTIAL * steps
        || !takesTime()
        || batched()) {
      return Optional.empty();
    }
    double confidence = confidence();
    return confidence <= 0
        ? Optional.empty()
        : Optional.of(finding(entry, share, confidence, window));
  }

  private boolean takesTime() {
    return inCalls >= NPlusOne.LEAST_TIME_SHARE * inRequests
        || inCalls >= NPlusOne.LEAST_NANOS * weight;
  }

  private boolean batched() {
    boolean manyRows = rowsPerCall.size() > 0 && rowsPerCall.quantile(0.5) >= NPlusOne.BATCH_ROWS;
    return manyRows || (told > 0 && paged > 0.5 * told) || Paging.inStatement(key.statement());
  }

  private boolean varies() {
    double spread = allCounts.quantile(0.95) - allCounts.quantile(0.05);
    return spread >= Math.max(2, 0.2 * allCounts.quantile(0.5));
  }

  /// 0 when the data cannot tell.
  private double confidence() {
    if (told >= 0.5 * weight) {
      // Asking the same thing again is no N+1.
      return different >= 0.8 * told ? 0.95 : 0;
    }
    double confidence;
    if (listed >= 0.8 * weight) {
      confidence = 0.95;
    } else if (varies()) {
      confidence = 0.8;
    } else {
      confidence = counts.quantile(0.5) >= NPlusOne.CONSTANT_REPEATS ? 0.5 : 0;
    }
    boolean list = key.statement().toUpperCase(Locale.ROOT).contains(" IN (");
    return list && rowsPerCall.size() == 0 ? Math.min(confidence, 0.5) : confidence;
  }

  private Finding finding(Sampled entry, double share, double confidence, TimeWindow window) {
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return new Finding(
        "n-plus-one",
        new Subject(key.entry().service(), key.entry().operation(), key.what()),
        claim(impact),
        dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
        confidence,
        impact,
        evidence(share),
        List.of(remedy()),
        rule(share),
        refutation(),
        entry.coverage(window));
  }

  private String claim(Impact impact) {
    String where = key.entry().operation() + " of " + key.entry().service();
    String cost =
        impact.routes().isEmpty()
            ? ""
            : ", which costs "
                + impact.routes().getFirst().operation()
                + " "
                + duration(impact.routes().getFirst().nanosPerRequest())
                + " per request";
    return where
        + " makes "
        + (key.isStore() ? "the same query " : "the same call over the network ")
        + number(counts.quantile(0.5))
        + " times one after the other (95 % of requests: up to "
        + number(counts.quantile(0.95))
        + ")"
        + cost
        + ": "
        + key.brief()
        + ".";
  }

  private List<Evidence> evidence(double share) {
    String what = key.isStore() ? "{query}" : "{call}";
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        figure(
            "calls per repeating request, median",
            counts.quantile(0.5),
            what,
            "weighted median over "
                + requests
                + " sampled requests with at least "
                + NPlusOne.LEAST_REPEATS
                + " calls"));
    evidence.add(
        figure(
            "calls per repeating request, 95th percentile",
            counts.quantile(0.95),
            what,
            "weighted 95th percentile over the same requests"));
    evidence.add(
        figure("requests that repeat", share, "1", "repeating requests ÷ all requests sampled"));
    evidence.add(
        figure(
            "one call, median",
            nanosPerCall.quantile(0.5) / 1e9,
            "s",
            "weighted median over " + nanosPerCall.size() + " calls"));
    evidence.addAll(exemplars.refs("a request with many repeats"));
    return evidence;
  }

  private static Figure figure(String title, double value, String unit, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, unit, formula);
  }

  private Remedy remedy() {
    List<Edit> edits = List.of(new Edit.Batched(key.target()));
    if (!key.isStore()) {
      return new Remedy(
          "Ask "
              + key.callee()
              + " once for the whole list, by an operation that takes many keys, instead of once"
              + " per item.",
          Level.HIGH,
          Level.MEDIUM,
          edits);
    }
    boolean write = !key.statement().toUpperCase(Locale.ROOT).startsWith("SELECT");
    return new Remedy(
        write
            ? "Send the repeated statements as one batch, or as one statement with many rows."
            : "Read all rows by one statement, with a join or a list of keys, instead of one by"
                + " one.",
        Level.MEDIUM,
        Level.LOW,
        edits);
  }

  private String rule(double share) {
    return String.format(
        Locale.ROOT,
        "Calls of one sort made at least %d times within a request (seen: median %s) in at least %s"
            + " of its requests (seen: %s) and at least %d sampled ones (seen: %d), at least %s of"
            + " them after the one before had ended (seen: %s), taking at least %s of these"
            + " requests' time or %s each (seen: %s, %s); %s.",
        NPlusOne.LEAST_REPEATS,
        number(counts.quantile(0.5)),
        percent(NPlusOne.LEAST_SHARE),
        percent(share),
        NPlusOne.LEAST_REQUESTS,
        requests,
        percent(NPlusOne.LEAST_SEQUENTIAL),
        percent(steps > 0 ? sequential / steps : Double.NaN),
        percent(NPlusOne.LEAST_TIME_SHARE),
        duration(NPlusOne.LEAST_NANOS),
        percent(inCalls / inRequests),
        duration(inCalls / weight),
        items());
  }

  /// How it was told that the calls are for different items.
  private String items() {
    if (told >= 0.5 * weight) {
      return "the calls asked for different things in "
          + percent(different / told)
          + " of the requests where that is told";
    }
    String spread =
        number(allCounts.quantile(0.05))
            + " to "
            + number(allCounts.quantile(0.95))
            + " calls per request that makes any";
    String rows =
        listed > 0 ? "; a query before brought as many rows in " + percent(listed / weight) : "";
    return "what the calls asked for is masked, their number is " + spread + rows;
  }

  private String refutation() {
    return told >= 0.5 * weight
        ? "The code calls once per item for a reason that one call for all items cannot serve."
        : "The masked values are the same in all calls of a request (then it reads in duplicate),"
            + " or the calls read page after page.";
  }
}
