package dev.headroom.slo;

import dev.headroom.base.TimeWindow;
import dev.headroom.slo.RuleEvaluation.Outcome;
import dev.headroom.stat.Binomial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Keeps what one objective counted and evaluates it. Not thread-safe.
final class ObjectiveTracker {
  /// Burn rates that are told whatever the rules.
  private static final List<Duration> SHOWN = List.of(Duration.ofHours(1), Duration.ofHours(6));

  private static final Duration MINUTES_KEPT_LEAST = Duration.ofDays(1);
  private static final Duration MINUTES_KEPT_MOST = Duration.ofDays(3);

  /// The running hour, and an evaluation that lags behind the newest minute.
  private static final int MARGIN_HOURS = 3;

  /// Months and years are up to a day longer than their mean.
  private static final int LONGER_HOURS = 25;

  /// Burn rates are quotients of sums: what is equal on paper must not fail by the last digit.
  private static final double EQUAL = 1e-9;

  private final Objective objective;
  private final Period period;
  private final List<BurnRule> rules;
  private final CorrectedMinutes corrected;
  private final MinuteCounts counts;
  private final Coverage coverage;
  private final Duration[] windows;
  private double heaviest = 1;

  ObjectiveTracker(
      Objective objective, Period period, List<BurnRule> rules, CorrectedMinutes corrected) {
    this.objective = objective;
    this.period = period;
    this.rules = rules;
    this.corrected = corrected;
    TreeSet<Duration> lengths = new TreeSet<>(SHOWN);
    for (BurnRule rule : rules) {
      lengths.add(rule.longWindow());
      lengths.add(rule.shortWindow());
    }
    this.windows = lengths.toArray(Duration[]::new);
    Duration longest = lengths.last();
    this.counts =
        new MinuteCounts(
            objective.budgeting(),
            corrected,
            phase(period),
            hours(clamp(longest)) + MARGIN_HOURS,
            hours(period.nominal().compareTo(longest) > 0 ? period.nominal() : longest)
                + LONGER_HOURS);
    this.coverage = new Coverage(counts, corrected);
  }

  private static Duration clamp(Duration longest) {
    return longest.compareTo(MINUTES_KEPT_LEAST) < 0
        ? MINUTES_KEPT_LEAST
        : longest.compareTo(MINUTES_KEPT_MOST) > 0 ? MINUTES_KEPT_MOST : longest;
  }

  private static int hours(Duration length) {
    return Math.toIntExact(length.plusMinutes(59).toHours());
  }

  private static int phase(Period period) {
    return switch (period) {
      case Period.Rolling _ -> 0;
      case Period.Calendar each ->
          (int) Math.floorMod(minute(each.start().atZone(each.zone()).toInstant()), 60L);
    };
  }

  static long minute(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), 60);
  }

  Objective objective() {
    return objective;
  }

  void replace(SliSeries series, long from, long to) {
    heaviest = Math.max(heaviest, series.heaviest());
    counts.replace(series, from, to);
  }

  ObjectiveEvaluation evaluate(long now) {
    counts.advanceTo(now);
    PeriodCount count = new PeriodCount(now);
    BurnWindow[] burns = new BurnWindow[windows.length];
    for (int i = 0; i < windows.length; i++) {
      burns[i] = window(count, windows[i].toMinutes());
    }
    double allowed = objective.allowance() * count.expected;
    List<RuleEvaluation> evaluations = new ArrayList<>(rules.size());
    boolean burning = false;
    for (BurnRule rule : rules) {
      RuleEvaluation each = evaluate(rule, count, burns, 1 / allowed);
      evaluations.add(each);
      burning |= each.outcome() == Outcome.FIRES || each.outcome() == Outcome.HOLDS;
    }
    return new ObjectiveEvaluation(
        objective.name(), budget(count, allowed, burns, burning), evaluations);
  }

  /// What the period counted, and what it will have.
  private final class PeriodCount {
    final long now;
    final long start;
    final long end;
    final boolean rolling;
    final Tally tally = new Tally();
    final double expected;
    final double coveredShare;
    final boolean projected;

    PeriodCount(long now) {
      this.now = now;
      TimeWindow window = period.at(Instant.ofEpochSecond(now * 60));
      rolling = period instanceof Period.Rolling;
      start = counts.alignedStart(minute(window.from()));
      end = minute(window.to());
      long lookBack = Math.min(start, now - period.nominal().toMinutes());
      coverage.measure(lookBack, now);
      counts.sum(start, now, tally);
      coveredShare = coverage.share(start, now);
      long elapsed = now - start - corrected.within(start, now);
      long known = coverage.known(start, now);
      if (rolling) {
        expected = known == elapsed ? tally.total : tally.total / known * elapsed;
        projected = known != elapsed;
      } else {
        double soFar = known == 0 || known == elapsed ? tally.total : tally.total / known * elapsed;
        Tally before = new Tally();
        counts.sum(lookBack, now, before);
        long rest = end - now - corrected.within(now, end);
        expected = soFar + before.total / coverage.known(counts.alignedStart(lookBack), now) * rest;
        projected = true;
      }
    }

    /// Events of a minute, on average.
    double rate() {
      return expected / (end - start - corrected.within(start, end));
    }
  }

  private BurnWindow window(PeriodCount count, long minutes) {
    Tally tally = new Tally();
    long from = count.now - minutes;
    counts.sum(from, count.now, tally);
    double weighted = tally.bad / (objective.allowance() * minutes * count.rate());
    return new BurnWindow(
        Duration.ofMinutes(minutes),
        tally.total,
        tally.bad,
        tally.bad / tally.total / objective.allowance(),
        weighted,
        coverage.share(from, count.now));
  }

  private BurnWindow find(BurnWindow[] burns, Duration length) {
    for (int i = 0; i < windows.length; i++) {
      if (windows[i].equals(length)) {
        return burns[i];
      }
    }
    throw new IllegalStateException("no burn window of " + length);
  }

  private RuleEvaluation evaluate(
      BurnRule rule, PeriodCount count, BurnWindow[] burns, double failureCost) {
    BurnWindow longer = find(burns, rule.longWindow());
    BurnWindow shorter = find(burns, rule.shortWindow());
    // At a request in ten minutes most short windows are empty: the last one with events counts.
    for (long minutes = rule.shortWindow().toMinutes();
        shorter.total() == 0 && longer.total() > 0 && minutes < rule.longWindow().toMinutes(); ) {
      minutes = Math.min(minutes * 2, rule.longWindow().toMinutes());
      shorter = window(count, minutes);
    }
    BurnRule.Severity severity =
        failureCost > RuleEvaluation.FAILURE_COST_MOST ? BurnRule.Severity.TICKET : rule.severity();
    double chance = Double.NaN;
    Outcome outcome = Outcome.QUIET;
    if (!(longer.coverage() >= Budget.COVERAGE_LEAST)) {
      outcome = Outcome.UNKNOWN;
    } else if (reaches(longer.burn(), rule) && reaches(shorter.burn(), rule)) {
      chance = chance(rule, longer);
      outcome =
          reaches(longer.weighted(), rule) && chance < RuleEvaluation.CHANCE_MOST
              ? Outcome.FIRES
              : Outcome.HOLDS;
    }
    return new RuleEvaluation(rule, severity, longer, shorter, chance, outcome);
  }

  private static boolean reaches(double burn, BurnRule rule) {
    return burn >= rule.threshold() * (1 - EQUAL);
  }

  /// How likely so many bad events are at an error share that only just burns at the threshold.
  private double chance(BurnRule rule, BurnWindow window) {
    double share = rule.threshold() * objective.allowance();
    if (share >= 1 - EQUAL) {
      // Every event must be bad to get here, and no guard could ask for more.
      return 0;
    }
    double weight = counts.countsEvents() ? heaviest : 1;
    return Binomial.atLeast(window.bad() / weight, window.total() / weight, share);
  }

  private Budget budget(PeriodCount count, double allowed, BurnWindow[] burns, boolean burning) {
    double bad = count.tally.bad;
    double total = count.tally.total;
    boolean defined = total > 0;
    long horizon = count.rolling ? count.now + (count.end - count.start) : count.end;
    Exhaustion exhaustion =
        defined
            ? new BurnForecast(
                    counts,
                    count.now,
                    count.rate(),
                    allowed - bad,
                    count.rolling ? count.start : -1,
                    horizon)
                .from(
                    find(burns, SHOWN.getFirst()),
                    find(burns, SHOWN.getLast()),
                    counts.countsEvents() ? heaviest : 1)
            : Exhaustion.UNKNOWN;
    return new Budget(
        new TimeWindow(
            Instant.ofEpochSecond(count.start * 60), Instant.ofEpochSecond(count.end * 60)),
        objective.target(),
        !counts.countsEvents(),
        total,
        bad,
        (total - bad) / total,
        defined ? count.expected : Double.NaN,
        count.projected,
        defined ? allowed : Double.NaN,
        defined ? bad / allowed : Double.NaN,
        defined ? 1 / allowed : Double.NaN,
        List.of(burns),
        exhaustion,
        count.coveredShare,
        coverage.knownFrom() < count.now ? Instant.ofEpochSecond(coverage.knownFrom() * 60) : null,
        state(defined, count.coveredShare, allowed - bad, burning || exhaustion.latest() != null));
  }

  private static Budget.State state(
      boolean defined, double coveredShare, double left, boolean burning) {
    if (!defined) {
      return Budget.State.UNDEFINED;
    }
    if (!(coveredShare >= Budget.COVERAGE_LEAST)) {
      return Budget.State.FROZEN;
    }
    if (left <= 0) {
      return Budget.State.EXHAUSTED;
    }
    return burning ? Budget.State.BURNING : Budget.State.OK;
  }

  /// How the budget of the period was spent, hour by hour, ending with what is left now.
  List<BudgetPoint> history(long now) {
    counts.advanceTo(now);
    PeriodCount count = new PeriodCount(now);
    double allowed = objective.allowance() * count.expected;
    List<BudgetPoint> points = new ArrayList<>();
    double bad = 0;
    long at = count.start;
    while (at < now) {
      long next = Math.min(now, counts.startOf(counts.hourOf(at) + 1));
      Tally tally = new Tally();
      counts.sum(at, next, tally);
      bad += tally.bad;
      points.add(new BudgetPoint(Instant.ofEpochSecond(next * 60), 1 - bad / allowed));
      at = next;
    }
    return points;
  }
}
