package dev.headroom.load.search;

import dev.headroom.load.run.Steps;
import dev.headroom.load.search.SearchAnswer.Ending;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Searches the highest rate at which an objective holds: from a low rate it doubles until the
/// target is overloaded, bisects between the highest rate that holds and the lowest that does not,
/// and then measures on both sides of the crossing in turn until the interval is narrow enough or
/// the budget is spent. How long a step must be follows from the queue ([QueueGuess]); what it says
/// is decided by [StepJudge], where the crossing is by [CeilingFit].
///
/// One search per instance; for one thread.
public final class CeilingSearch {
  /// The bracket is narrow enough when its ends are so many times apart.
  private static final double BRACKET = 1.06;

  /// How far from the crossing one measures on both sides of it.
  private static final double APART = 0.02;

  /// Of a rate whose slow share is so many times off, one more step would not change the side.
  private static final double UNSURE = 3;

  /// An estimate that lies beyond what was measured is followed in steps of this factor.
  private static final double FARTHEST = 1.1;

  private static final int EXTENSIONS = 3;
  private static final int FEWEST_AROUND = 4;
  private static final int MOST_BEYOND = 3;
  private static final double LOWEST_RATE = 0.05;
  private static final double IDLE = 0.3;
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(1);

  /// A step takes at most this share of the budget, so that there are some.
  private static final int STEPS_IN_BUDGET = 8;

  private final LatencyObjective objective;
  private final SearchSettings settings;
  private final Held held;

  /// The highest rate that does not break the objective.
  private double low;

  /// The lowest that does, or that cannot be measured.
  private double high = Double.POSITIVE_INFINITY;

  /// The lowest that overloads the target.
  private double overload = Double.POSITIVE_INFINITY;

  /// The lowest that the generator cannot measure.
  private double unmeasurable = Double.POSITIVE_INFINITY;

  private boolean outOfTime;

  /// @param progress is told of every step when it is over, on the thread that runs the search
  public CeilingSearch(
      Steps target,
      LatencyObjective objective,
      SearchSettings settings,
      Consumer<JudgedStep> progress) {
    this.objective = objective;
    this.settings = settings;
    this.held = new Held(target, objective, settings, progress);
  }

  /// Runs the search; it takes as long as the load that it offers.
  ///
  /// @throws InterruptedException when the thread was interrupted; the load has been stopped
  public SearchAnswer run() throws InterruptedException {
    if (!start()) {
      return nothing();
    }
    rise();
    if (high == Double.POSITIVE_INFINITY && !outOfTime) {
      settle(settings.maxRate());
    }
    bisect();
    if (high == Double.POSITIVE_INFINITY) {
      return unbroken();
    }
    return high >= unmeasurable && !outOfTime ? generatorLimit() : refine();
  }

  /// Finds a low rate that does not break the objective.
  private boolean start() throws InterruptedException {
    Duration warmUp = settings.firstWarmUp();
    for (double rate = settings.startRate(); rate >= LOWEST_RATE; rate /= 4) {
      JudgedStep step = held.hold(rate, warmUp, coarse(rate));
      if (step == null) {
        outOfTime = true;
        return false;
      }
      take(step, UNSURE);
      boolean slowItself = step.verdict() == Verdict.BREAKS && step.inFlight() < IDLE;
      if (low > 0 || slowItself || step.verdict() == Verdict.VOID) {
        return low > 0;
      }
      warmUp = SHORT_WARM_UP;
    }
    return false;
  }

  /// Doubles the rate until the target is overloaded, or somewhat beyond the first rate that breaks
  /// the objective; it begins where even a single server would be half idle.
  private void rise() throws InterruptedException {
    double service = held.queue().serviceSeconds();
    double halfIdle = service > 0 ? 0.5 / service : 0;
    double rate = Math.max(2 * low, Math.min(halfIdle, 32 * low));
    for (int beyond = 0; beyond < MOST_BEYOND; rate *= 2) {
      rate = Math.min(rate, settings.maxRate());
      JudgedStep step = held.hold(rate, SHORT_WARM_UP, coarse(rate));
      if (step == null) {
        outOfTime = true;
        return;
      }
      take(step, UNSURE);
      beyond += low < rate ? 1 : 0;
      if (overload <= rate || unmeasurable <= rate || rate >= settings.maxRate()) {
        return;
      }
    }
  }

  private void bisect() throws InterruptedException {
    while (!outOfTime && high < Double.POSITIVE_INFINITY && high / low > BRACKET) {
      double middle = Math.sqrt(low * high);
      settle(middle);
    }
  }

  /// Holds a rate until it is decided on which side it is, at most four times.
  private void settle(double rate) throws InterruptedException {
    for (int extension = 0; extension <= EXTENSIONS; extension++) {
      JudgedStep step = held.hold(rate, warmUp(rate), length(rate));
      if (step == null) {
        outOfTime = true;
        return;
      }
      double share = step.slowShare() / objective.allowed();
      boolean near = share > 1 / UNSURE && share < UNSURE;
      if (step.verdict() != Verdict.UNDECIDED || !near || extension == EXTENSIONS) {
        take(step, 1);
        return;
      }
    }
  }

  /// Moves the ends of the bracket.
  ///
  /// @param lean a rate that is undecided counts as broken when so many times as many requests are
  ///   slow as may be
  private void take(JudgedStep step, double lean) {
    double rate = step.ratePerSecond();
    switch (step.verdict()) {
      case HOLDS -> low = Math.max(low, rate);
      case BREAKS -> high = Math.min(high, rate);
      case OVERLOADED -> {
        high = Math.min(high, rate);
        overload = Math.min(overload, rate);
      }
      case UNDECIDED -> {
        if (step.slowShare() > objective.allowed() * lean) {
          high = Math.min(high, rate);
        } else {
          low = Math.max(low, rate);
        }
      }
      case VOID -> {
        high = Math.min(high, rate);
        unmeasurable = Math.min(unmeasurable, rate);
      }
    }
  }

  /// Measures a little below and a little above the crossing in turn.
  private SearchAnswer refine() throws InterruptedException {
    double near = Math.sqrt(low * high);
    CeilingFit fit = fit(near);
    for (int around = 0; !outOfTime; around++) {
      if (around >= FEWEST_AROUND && narrow(fit)) {
        return crossing(Ending.FOUND, fit);
      }
      near = fit == null ? near : Math.clamp(fit.rate(), near / FARTHEST, near * FARTHEST);
      double rate =
          around % 2 == 0
              ? Math.min(near * (1 - APART), held.queue().settledAt(longest()))
              : near * (1 + APART);
      // A rate that overloads tells nothing more.
      rate = Math.min(rate, Math.min(highest(), settings.maxRate()) * (1 - APART / 2));
      JudgedStep step = held.hold(rate, warmUp(rate), length(rate));
      if (step == null) {
        outOfTime = true;
      } else {
        overload = step.verdict() == Verdict.OVERLOADED ? Math.min(overload, rate) : overload;
        unmeasurable = step.verdict() == Verdict.VOID ? Math.min(unmeasurable, rate) : unmeasurable;
      }
      fit = fit(near);
    }
    return crossing(Ending.OUT_OF_TIME, fit);
  }

  private double highest() {
    return Math.min(overload, unmeasurable);
  }

  private boolean narrow(@Nullable CeilingFit fit) {
    return fit != null && fit.interval().high() <= fit.interval().low() * (1 + settings.width());
  }

  private @Nullable CeilingFit fit(double near) {
    double most = Math.min(highest(), settings.maxRate());
    return held.fit(settings.startRate() / 64, most, overload, near);
  }

  private Duration coarse(double rate) {
    double service = held.queue().serviceSeconds();
    Duration needed = QueueGuess.ofSeconds(Math.max(50 / rate, 20 * service));
    return atMost(needed.compareTo(settings.coarse()) < 0 ? settings.coarse() : needed);
  }

  private Duration warmUp(double rate) {
    Duration wanted = held.queue().warmUp(rate);
    Duration most = length(rate).dividedBy(2);
    return wanted.compareTo(most) > 0 ? most : wanted;
  }

  /// What is left of the budget, when that is still a step, goes to the last one.
  private Duration length(double rate) {
    Duration wanted =
        held.queue().beyond(rate)
            ? coarse(rate)
            : atMost(held.queue().length(rate, objective.allowed(), settings.shortest()));
    Duration left = settings.budget().minus(held.spent()).multipliedBy(2).dividedBy(3);
    boolean last = left.compareTo(wanted) < 0 && left.compareTo(settings.shortest()) >= 0;
    return last ? left : wanted;
  }

  private Duration atMost(Duration wanted) {
    Duration most = longest();
    return wanted.compareTo(most) > 0 ? most : wanted;
  }

  private Duration longest() {
    Duration most = settings.budget().dividedBy(STEPS_IN_BUDGET);
    return most.compareTo(settings.shortest()) < 0 ? settings.shortest() : most;
  }

  private SearchAnswer crossing(Ending ending, @Nullable CeilingFit fit) {
    if (fit == null) {
      return answer(
          ending,
          Math.sqrt(low * high),
          new Interval(low, high),
          "the budget of time is spent, and few steps were near the crossing");
    }
    if (unmeasurable <= overload && fit.interval().high() >= unmeasurable * (1 - APART / 2)) {
      return generatorLimit();
    }
    return answer(
        ending,
        fit.rate(),
        fit.interval(),
        ending == Ending.FOUND
            ? "the interval is as narrow as was asked for"
            : "the budget of time is spent");
  }

  /// The target may hold more than could be measured.
  private SearchAnswer generatorLimit() {
    return answer(
        Ending.GENERATOR_LIMIT,
        low,
        new Interval(low, Double.POSITIVE_INFINITY),
        "the generator cannot measure more: " + lastVoid());
  }

  private SearchAnswer unbroken() {
    return outOfTime
        ? answer(
            Ending.OUT_OF_TIME,
            low,
            new Interval(low, Double.POSITIVE_INFINITY),
            "the budget of time is spent before a rate broke the objective")
        : answer(
            Ending.HIGHEST_RATE_HOLDS,
            low,
            new Interval(low, Double.POSITIVE_INFINITY),
            "the objective holds at the highest rate that is allowed");
  }

  private SearchAnswer nothing() {
    if (outOfTime) {
      return answer(Ending.OUT_OF_TIME, null, null, "the budget of time is spent");
    }
    return unmeasurable < Double.POSITIVE_INFINITY
        ? answer(Ending.GENERATOR_LIMIT, null, null, "the generator was disturbed: " + lastVoid())
        : answer(Ending.LOWEST_RATE_BREAKS, null, null, "the objective breaks at the lowest rate");
  }

  private String lastVoid() {
    return held.steps().stream()
        .filter(step -> step.verdict() == Verdict.VOID)
        .reduce((_, later) -> later)
        .map(JudgedStep::reason)
        .orElse("");
  }

  private SearchAnswer answer(
      Ending ending, @Nullable Double rate, @Nullable Interval interval, String reason) {
    double capacity = held.queue().capacity();
    return new SearchAnswer(
        objective,
        ending,
        rate,
        interval,
        Double.isNaN(capacity) ? null : capacity,
        held.steps(),
        held.service(),
        reason,
        held.spent());
  }
}
