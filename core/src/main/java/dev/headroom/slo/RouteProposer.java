package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.rollup.SliSpec;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Proposes objectives for one route.
final class RouteProposer {
  private static final double[] TARGETS = {0.9999, 0.9995, 0.999, 0.995, 0.99, 0.95, 0.9};

  /// The share of the budget that history may have spent.
  private static final double SPENT_MOST = 0.7;

  private static final int PERIOD_DAYS = 30;
  private static final double[] HUMAN = {1, 1.5, 2, 2.5, 3, 4, 5, 7.5};
  private static final int THRESHOLD_STEPS = 4;
  private static final double DISTINCT_THRESHOLDS = 2;
  private static final double STEADY_SHARE = 0.99;
  private static final double CONSUMER_TARGET = 0.99;

  private final RouteHistory route;

  RouteProposer(RouteHistory route) {
    this.route = route;
  }

  /// Most important first.
  List<SloProposal> propose() {
    List<SloProposal> proposals = new ArrayList<>();
    SloProposal availability = availability();
    if (availability != null) {
      proposals.add(availability);
    }
    if (route.kind() == RouteHistory.Kind.MESSAGE) {
      consumer(proposals);
    } else {
      latency(proposals);
    }
    return proposals;
  }

  /// Events of which some are bad, in the worst 30 days.
  private record Worst(double bad, double total) {
    double share() {
      return bad / total;
    }
  }

  private Worst worst(
      ToDoubleFunction<RouteHistory.Day> bad, ToDoubleFunction<RouteHistory.Day> total) {
    Worst worst = new Worst(0, 0);
    int last = Math.max(0, route.days().size() - PERIOD_DAYS);
    for (int first = 0; first <= last; first++) {
      List<RouteHistory.Day> days =
          route.days().subList(first, Math.min(route.days().size(), first + PERIOD_DAYS));
      Worst these =
          new Worst(days.stream().mapToDouble(bad).sum(), days.stream().mapToDouble(total).sum());
      if (these.total > 0 && (worst.total == 0 || these.share() > worst.share())) {
        worst = these;
      }
    }
    return worst;
  }

  private boolean keeps(double target, Worst worst) {
    double allowance = 1 - target;
    return worst.total > 0
        && worst.share() <= SPENT_MOST * allowance
        && Interval.ofCount(worst.bad).high() / worst.total <= allowance
        && failureCost(target) <= RuleEvaluation.FAILURE_COST_MOST;
  }

  private double failureCost(double target) {
    return 1 / (route.eventsOfMonth() * (1 - target));
  }

  private @Nullable SloProposal availability() {
    Worst worst = worst(RouteHistory.Day::failed, RouteHistory.Day::events);
    for (double target : TARGETS) {
      if (keeps(target, worst)) {
        return proposal(
            "availability",
            new Indicator.Counted(SliSpec.availability(route.service(), route.operation())),
            target,
            "In the worst "
                + daysText()
                + " "
                + PlainText.count(worst.bad)
                + " of "
                + PlainText.count(worst.total)
                + " failed ("
                + PlainText.percent(worst.share())
                + "). "
                + budgetText(target, worst));
      }
    }
    return null;
  }

  private String daysText() {
    int days = Math.min(PERIOD_DAYS, route.days().size());
    return days == 1 ? "day" : days + " days";
  }

  private String budgetText(double target, Worst worst) {
    return PlainText.exactPercent(target)
        + " is the highest target of which that spends at most "
        + PlainText.percent(SPENT_MOST)
        + ": "
        + PlainText.percent(worst.share() / (1 - target))
        + " of the budget. One failure costs "
        + PlainText.percent(failureCost(target))
        + ".";
  }

  private void latency(List<SloProposal> proposals) {
    long tail = threshold(0.99);
    long most = threshold(0.95);
    if (tail > 0) {
      proposals.add(latency("latency-p99", tail, 0.99));
    }
    if (most > 0 && (tail == 0 || tail >= DISTINCT_THRESHOLDS * most)) {
      proposals.add(latency("latency-p95", most, 0.95));
    }
  }

  private SloProposal latency(String name, long nanos, double target) {
    Worst worst = slower(nanos);
    return proposal(
        name,
        new Indicator.Counted(SliSpec.latency(route.service(), route.operation(), nanos)),
        target,
        "The p"
            + Math.round(target * 100)
            + " is "
            + millis(route.durations().quantile(target))
            + "; rounded up, with slack, "
            + millis(nanos)
            + ". In the worst "
            + daysText()
            + " "
            + PlainText.percent(worst.share())
            + " took longer, which spends "
            + PlainText.percent(worst.share() / (1 - target))
            + " of the budget of "
            + PlainText.exactPercent(target)
            + ".");
  }

  private Worst slower(long nanos) {
    return worst(
        each ->
            each.durations().count() == 0
                ? 0
                : each.durations().count() * (1 - each.durations().shareAtOrBelow(nanos)),
        each -> each.durations().count());
  }

  /// The threshold for a target in nanoseconds; 0 when history keeps none.
  private long threshold(double target) {
    double nanos = route.durations().quantile(target);
    for (int step = 0; step < THRESHOLD_STEPS && nanos > 0; step++) {
      long rounded = human(nanos);
      if (keeps(target, slower(rounded))) {
        return rounded;
      }
      nanos = rounded * 1.001;
    }
    return 0;
  }

  /// The next round number of milliseconds, in nanoseconds; at least 1 ms.
  static long human(double nanos) {
    double millis = Math.max(1, nanos / 1e6);
    double unit = Math.pow(10, Math.floor(Math.log10(millis)));
    for (double each : HUMAN) {
      if (each * unit >= millis * (1 - 1e-9)) {
        return Math.round(each * unit * 1e6);
      }
    }
    return Math.round(10 * unit * 1e6);
  }

  private static String millis(double nanos) {
    return nanos < 1e9
        ? PlainText.number(nanos / 1e6) + " ms"
        : PlainText.number(nanos / 1e9) + " s";
  }

  private void consumer(List<SloProposal> proposals) {
    double active = route.activeShare();
    if (active == 0) {
      return;
    }
    double gap = 1 / active;
    Duration most = Duration.ofMinutes((long) Math.max(5, Math.ceil(10 * gap / 5) * 5));
    proposals.add(
        proposal(
            "freshness",
            new Indicator.Freshness(route.service(), route.operation(), most),
            CONSUMER_TARGET,
            "Messages come every "
                + PlainText.number(gap)
                + " min on average; ten times that, at least 5 min, without a success is stale. How"
                + " long they wait in the queue is not told by spans, so latency is left out."));
    if (active >= STEADY_SHARE) {
      double mean = route.events() / route.knownMinutes();
      double least = Math.max(1, Math.floor(mean / 10));
      proposals.add(
          proposal(
              "throughput",
              new Indicator.Throughput(route.service(), route.operation(), least),
              CONSUMER_TARGET,
              PlainText.percent(active)
                  + " of the minutes had messages, "
                  + PlainText.number(mean)
                  + " on average; a tenth of that is a standstill."));
    }
  }

  private SloProposal proposal(String name, Indicator indicator, double target, String reason) {
    return new SloProposal(
        route.service(),
        route.operation(),
        new Objective(name, indicator, target, new Budgeting.Occurrences(), 1),
        List.of(reason));
  }
}
