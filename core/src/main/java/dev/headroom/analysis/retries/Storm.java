package dev.headroom.analysis.retries;

import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Since;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.Series;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.RollupKey.Edge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Words and numbers for one edge that retries.
final class Storm {
  private static final double MAJOR = 1.3;
  private static final double CERTAIN_REPEATED = 100;

  /// Pauses below this are none.
  private static final double AT_ONCE_NANOS = 50e6;

  private final Attempted attempted;
  private final Layers layers;
  private final RetriedCalls calls;
  private final double product;

  Storm(Attempted attempted, Layers layers, RetriedCalls calls) {
    this.attempted = attempted;
    this.layers = layers;
    this.calls = calls;
    product = layers.product(attempted);
  }

  Finding finding(TimeWindow window) {
    Edge edge = attempted.edge();
    Impact seen = calls.costs.impact(window);
    Since since = new Since();
    since.seen(Instant.ofEpochSecond(attempted.firstSlice()));
    Impact impact = new Impact(seen.routes(), attempted.repeated() / since.seconds(window));
    boolean major = Math.max(product, attempted.worst()) >= MAJOR;
    return new Finding(
        "retry-storm",
        new Subject(
            edge.service(),
            edge.operation(),
            (edge.callee() + " " + edge.calleeOperation()).strip()),
        claim(edge),
        major ? Severity.MAJOR : Severity.MINOR,
        attempted.repeated() >= CERTAIN_REPEATED ? 0.95 : 0.85,
        impact,
        evidence(),
        List.of(remedy()),
        rule(),
        "The repeated calls are not attempts of the same call, but calls for other items after one"
            + " that failed.",
        new Coverage(since.within(window), Math.round(attempted.attempts()), "calls", 1));
  }

  private String claim(Edge edge) {
    StringBuilder claim = new StringBuilder();
    claim
        .append(edge.operation())
        .append(" of ")
        .append(edge.service())
        .append(" calls ")
        .append((edge.callee() + " " + edge.calleeOperation()).strip())
        .append(' ')
        .append(number(attempted.amplification()))
        .append(" times for every call that is needed");
    if (attempted.worst() > attempted.amplification()) {
      claim.append(" (").append(number(attempted.worst())).append(" times at worst)");
    }
    claim
        .append(", as ")
        .append(percent(attempted.failed() / attempted.attempts()))
        .append(" of the attempts fail");
    if (!layers.retryingAbove(attempted).isEmpty()) {
      claim
          .append("; with the retries of the layers above that makes ")
          .append(number(product))
          .append(" calls for one");
    }
    return claim.append('.').toString();
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        figure(
            "attempts per first attempt",
            attempted.amplification(),
            String.format(
                Locale.ROOT,
                "%s attempts ÷ (%s attempts - %s repeated)",
                number(attempted.attempts()),
                number(attempted.attempts()),
                number(attempted.repeated()))));
    for (Attempted above : layers.retryingAbove(attempted)) {
      evidence.add(
          figure(
              "attempts per first attempt, " + above.edge().service() + " above",
              above.amplification(),
              "the same for the calls of " + above.edge().operation()));
    }
    evidence.add(
        figure(
            "calls for one that is needed",
            product,
            "product of the attempts per first attempt along the way to the callee, by traffic"));
    evidence.add(
        figure(
            "attempts that fail",
            attempted.failed() / attempted.attempts(),
            "failed attempts ÷ all attempts"));
    evidence.add(
        figure(
            "first attempts that end well",
            (attempted.attempts() - attempted.failed()) / Math.max(1, attempted.first()),
            "attempts that did not fail ÷ first attempts"));
    if (calls.pauses.size() > 0) {
      evidence.add(
          new Figure(
              "pause before the next attempt, median",
              calls.pauses.quantile(0.5) / 1e9,
              Double.NaN,
              Double.NaN,
              "s",
              "weighted median over " + calls.pauses.size() + " repeated attempts in traces"));
    }
    evidence.add(series("attempts per first attempt", attempted.amplifications()));
    evidence.add(series("share of attempts that fail", attempted.failedShares()));
    evidence.addAll(calls.exemplars.refs("a request that tried again"));
    return evidence;
  }

  private static Figure figure(String title, double value, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, "1", formula);
  }

  private Series series(String title, List<@Nullable Double> values) {
    return new Series(title, "1", attempted.firstSlice(), attempted.stepSeconds(), values);
  }

  private Remedy remedy() {
    boolean atOnce = calls.pauses.size() > 0 && calls.pauses.quantile(0.5) < AT_ONCE_NANOS;
    boolean layered = !layers.retryingAbove(attempted).isEmpty();
    String advice =
        (layered
                ? "Retry in one layer only"
                : "Allow retries a budget of at most one in ten requests")
            + (atOnce ? ", wait longer before each attempt, by a random time" : ", with jitter")
            + ", and stop trying while the callee refuses for being overloaded.";
    List<Edit> edits = new ArrayList<>();
    for (CallKey sort : calls.sorts) {
      edits.add(new Edit.Retries(sort.target(), kept()));
    }
    return new Remedy(
        edits.isEmpty()
            ? advice
            : advice
                + " The prediction leaves one repeated attempt to ten calls; requests that a retry"
                + " would have saved fail then, and are answered sooner.",
        Level.LOW,
        Level.MEDIUM,
        edits);
  }

  /// The share of the repeated attempts that a budget of one in ten leaves.
  private double kept() {
    double again = attempted.amplification() - 1;
    return again > 0 ? Math.min(1, (RetryStorm.LEAST - 1) / again) : 1;
  }

  private String rule() {
    return String.format(
        Locale.ROOT,
        "At least %s attempts per first attempt over the window (seen: %s) with at least %s"
            + " repeated ones (seen: %s), or at least %s in a slice of %d s with at least %s"
            + " repeated ones (seen: %s at worst, where %s of the attempts failed). A repeated"
            + " attempt is one marked as resent, or one to the same callee below the same parent"
            + " that begins after another has failed.",
        number(RetryStorm.LEAST),
        number(attempted.amplification()),
        number(RetryStorm.LEAST_REPEATED),
        number(attempted.repeated()),
        number(RetryStorm.LEAST_AT_WORST),
        attempted.stepSeconds(),
        number(RetryStorm.LEAST_REPEATED_AT_WORST),
        number(attempted.worst()),
        percent(attempted.worstFailedShare()));
  }
}
