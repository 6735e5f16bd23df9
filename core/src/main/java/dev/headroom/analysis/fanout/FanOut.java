package dev.headroom.analysis.fanout;

import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Visit;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Comparison;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The calls of one sort that requests of one operation make side by side.
final class FanOut {
  private static final double MAJOR_SHARE = 0.4;
  private static final double CONFIDENCE = 0.8;

  /// Which part of the calls counts as slow.
  private static final double SLOW = 0.01;

  /// Which part of the calls is asked a second time.
  private static final double HEDGED = 0.05;

  private final CallKey key;
  private final WeightedValues counts = new WeightedValues();
  private final WeightedValues single = new WeightedValues();
  private final WeightedValues whole = new WeightedValues();
  private final WeightedValues longest = new WeightedValues();
  private final List<Seen> seen = new ArrayList<>();
  private final Exemplars exemplars = new Exemplars();
  private double inCalls;

  private record Seen(Visit visit, long critical, long longest) {}

  FanOut(CallKey key) {
    this.key = key;
  }

  void add(Visit visit, List<Call> calls) {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    long slowest = 0;
    long critical = 0;
    long sum = 0;
    for (Call call : calls) {
      from = Math.min(from, call.startNanos());
      to = Math.max(to, call.endNanos());
      slowest = Math.max(slowest, call.nanos());
      critical += call.criticalNanos();
      sum += call.nanos();
    }
    double w = visit.weight();
    exemplars.offer(slowest, visit, calls);
    if (w <= 0) {
      return;
    }
    counts.add(calls.size(), w);
    whole.add(to - from, w);
    longest.add(slowest, w);
    inCalls += w * sum;
    calls.forEach(call -> single.add(call.nanos(), w));
    seen.add(new Seen(visit, critical, slowest));
  }

  private double abreast() {
    return inCalls / whole.sum();
  }

  private double stretch() {
    return longest.quantile(0.5) / single.quantile(0.5);
  }

  Optional<Finding> judge(Sampled sampled, TimeWindow window) {
    if (counts.size() < FanOutTail.LEAST_REQUESTS
        || counts.quantile(0.5) < FanOutTail.LEAST_CALLS
        || abreast() < FanOutTail.LEAST_ABREAST
        || stretch() < FanOutTail.LEAST_STRETCH) {
      return Optional.empty();
    }
    RouteCosts costs = new RouteCosts();
    double waited = 0;
    double time = 0;
    for (Seen one : seen) {
      double beyond = Math.min(one.critical(), Math.max(0, one.longest() - single.quantile(0.5)));
      costs.add(one.visit(), beyond);
      waited += one.visit().weight() * beyond;
      time += one.visit().weight() * one.visit().entry().durationNanos();
    }
    return waited < FanOutTail.LEAST_TIME_SHARE * time
        ? Optional.empty()
        : Optional.of(finding(sampled, window, costs.impact(window), waited / time));
  }

  private Finding finding(Sampled sampled, TimeWindow window, Impact impact, double share) {
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return new Finding(
        "fan-out-tail",
        new Subject(key.entry().service(), key.entry().operation(), key.what()),
        String.format(
            Locale.ROOT,
            "%s of %s waits for the slowest of %s calls side by side, %s times as long as one call"
                + " takes (medians %s and %s): %s.",
            key.entry().operation(),
            key.entry().service(),
            number(counts.quantile(0.5)),
            number(stretch()),
            duration(longest.quantile(0.5)),
            duration(single.quantile(0.5)),
            key.brief()),
        dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
        CONFIDENCE,
        impact,
        evidence(),
        List.of(
            new Remedy(
                "Send a second request where the first is slower than "
                    + percent(1 - HEDGED)
                    + " of them (hedging, "
                    + percent(HEDGED)
                    + " more calls), and take the answer that comes first; and look at why single"
                    + " calls are slow. The prediction takes the second to be as fast as the median"
                    + " call.",
                Level.MEDIUM,
                Level.MEDIUM,
                capped(single.quantile(1 - HEDGED) + single.quantile(0.5))),
            new Remedy(
                "Answer with what is there after "
                    + duration(single.quantile(1 - HEDGED))
                    + ", or ask fewer at once.",
                Level.MEDIUM,
                Level.HIGH,
                capped(single.quantile(1 - HEDGED)))),
        rule(share),
        "The same calls are slow in every request, such as those to one overfull part; then that"
            + " part is the trouble, not the number of calls.",
        sampled.coverage(window));
  }

  /// The callee's own spans are meant where they are seen: callers often name all calls alike.
  private List<Edit> capped(double nanos) {
    Edit.Target target =
        key.callee().type() == NodeType.SERVICE
            ? Edit.Target.of(new ServiceName(key.callee().name()), new OperationName(key.asked()))
            : key.target();
    return List.of(new Edit.Capped(target, Math.max(1, Math.round(nanos))));
  }

  private List<Evidence> evidence() {
    double n = counts.quantile(0.5);
    double slow = single.quantile(1 - SLOW);
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        figure(
            "calls side by side, median",
            n,
            "{call}",
            "weighted median over " + counts.size() + " sampled requests"));
    evidence.add(
        figure(
            "under way at a time",
            abreast(),
            "{call}",
            "durations of the calls, summed ÷ time from the first start to the last end"));
    evidence.add(
        new Comparison(
            "median of one call and of the slowest of each request",
            "s",
            "one call",
            single.quantile(0.5) / 1e9,
            "the slowest",
            longest.quantile(0.5) / 1e9,
            Double.NaN));
    evidence.add(
        new Comparison(
            "99th percentile of one call and of the slowest of each request",
            "s",
            "one call",
            slow / 1e9,
            "the slowest",
            longest.quantile(1 - SLOW) / 1e9,
            Double.NaN));
    evidence.add(
        figure(
            "requests expected to meet a slow call",
            1 - Math.pow(1 - SLOW, n),
            "1",
            "1 - (1 - 0.01)^" + number(n) + ", if calls are slow independently of each other"));
    evidence.add(
        figure(
            "requests that met one",
            longest.shareAbove(slow),
            "1",
            "requests with a call slower than 99 % of all calls ÷ requests"));
    evidence.addAll(exemplars.refs("a request that waits for one slow call"));
    return evidence;
  }

  private static Figure figure(String title, double value, String unit, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, unit, formula);
  }

  private String rule(double share) {
    return String.format(
        Locale.ROOT,
        "Over at least %d sampled requests (seen: %d) the median makes at least %s calls of one"
            + " sort (seen: %s), at least %s at a time (seen: %s), the slowest takes at least %s"
            + " times as long as the median call (seen: %s), and waiting beyond a median call takes"
            + " at least %s of the request's time (seen: %s).",
        FanOutTail.LEAST_REQUESTS,
        counts.size(),
        number(FanOutTail.LEAST_CALLS),
        number(counts.quantile(0.5)),
        number(FanOutTail.LEAST_ABREAST),
        number(abreast()),
        number(FanOutTail.LEAST_STRETCH),
        number(stretch()),
        percent(FanOutTail.LEAST_TIME_SHARE),
        percent(share));
  }
}
