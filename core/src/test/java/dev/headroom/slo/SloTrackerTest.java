package dev.headroom.slo;

import static dev.headroom.slo.Slos.DAY;
import static dev.headroom.slo.Slos.INDICATOR;
import static dev.headroom.slo.Slos.MONTH;
import static dev.headroom.slo.Slos.START;
import static dev.headroom.slo.Slos.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.SliSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SloTrackerTest {
  private static final Budgeting EVENTS = new Budgeting.Occurrences();

  @Test
  void aFullPeriodIsCountedExactly() {
    SliSeries series = Slos.constant(30 * DAY, 100, 0);
    series.add(START + 12_345, 0, 216);
    Budget budget = Slos.evaluate(Slos.standard(0.999), series).budget();
    assertThat(budget.total()).isEqualTo(4_320_216);
    assertThat(budget.expectedTotal()).isEqualTo(4_320_216);
    assertThat(budget.projected()).isFalse();
    assertThat(budget.bad()).isEqualTo(216);
    assertThat(budget.allowed()).isCloseTo(4_320.216, within(1e-6));
    assertThat(budget.spent()).isCloseTo(216 / 4_320.216, within(1e-12));
    assertThat(budget.failureCost()).isCloseTo(1 / 4_320.216, within(1e-12));
    assertThat(budget.attained()).isCloseTo(1 - 216 / 4_320_216.0, within(1e-12));
    assertThat(budget.coverage()).isEqualTo(1);
    assertThat(budget.knownSince()).isEqualTo(at(START));
    assertThat(budget.state()).isEqualTo(Budget.State.OK);
  }

  @Test
  void aShortHistoryIsProjectedToThePeriodAndSaysSo() {
    Budget budget = Slos.evaluate(Slos.standard(0.999), Slos.constant(3 * DAY, 100, 0)).budget();
    assertThat(budget.expectedTotal()).isCloseTo(4_320_000, within(1e-3));
    assertThat(budget.projected()).isTrue();
    assertThat(budget.coverage()).isEqualTo(1);
  }

  @Test
  void noEventsAreUndefinedAndNotPerfect() {
    ObjectiveEvaluation evaluation = Slos.evaluate(Slos.standard(0.999), Slos.constant(DAY, 0, 0));
    Budget budget = evaluation.budget();
    assertThat(budget.state()).isEqualTo(Budget.State.UNDEFINED);
    assertThat(budget.remaining()).isNaN();
    assertThat(budget.attained()).isNaN();
    assertThat(budget.knownSince()).isNull();
    assertThat(budget.burns()).allSatisfy(each -> assertThat(each.burn()).isNaN());
    assertThat(evaluation.rules())
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(RuleEvaluation.Outcome.UNKNOWN));
  }

  /// Sums by window and period against a plain loop over all minutes.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyStretchOfAnyBudgetingAgreesWithAPlainLoop(long seed) {
    Random random = new Random(seed);
    SliSeries series = new SliSeries(START, (int) (31 * DAY));
    for (int i = 0; i < series.minutes(); i++) {
      int total = random.nextInt(4) == 0 ? 0 : random.nextInt(40);
      series.add(START + i, total - Math.min(total, random.nextInt(4)), total);
    }
    List<Budgeting> all =
        List.of(
            EVENTS,
            new Budgeting.Timeslices(0.9, Duration.ofMinutes(5)),
            new Budgeting.RatioTimeslices(Duration.ofMinutes(10)));
    for (Budgeting budgeting : all) {
      Slo slo = Slos.slo(0.99, MONTH, budgeting, BurnRules.standard(MONTH, 0.99).rules());
      SloTracker tracker = Slos.tracker(slo, series);
      for (int i = 0; i < 10; i++) {
        long now = START + 31 * DAY - random.nextInt(100);
        Budget budget = tracker.evaluate(at(now)).objectives().getFirst().budget();
        long from = Math.floorDiv(now - 30 * DAY, 60L) * 60;
        assertTally(seed, budget.total(), budget.bad(), plain(series, budgeting, from, now));
        for (BurnWindow each : budget.burns()) {
          long start = now - each.length().toMinutes();
          // Beyond three days, whole hours are summed.
          assertTally(seed, each.total(), each.bad(), plain(series, budgeting, start, now));
        }
      }
    }
  }

  private static void assertTally(long seed, double total, double bad, Tally expected) {
    assertThat(total).as("seed %d, total", seed).isCloseTo(expected.total, within(1e-6));
    assertThat(bad).as("seed %d, bad", seed).isCloseTo(expected.bad, within(1e-3));
  }

  private static Tally plain(SliSeries series, Budgeting budgeting, long from, long to) {
    int slice =
        switch (budgeting) {
          case Budgeting.Occurrences() -> 1;
          case Budgeting.Timeslices each -> (int) each.slice().toMinutes();
          case Budgeting.RatioTimeslices each -> (int) each.slice().toMinutes();
        };
    Tally tally = new Tally();
    for (long at = Math.floorDiv(from, (long) slice) * slice; at < to; at += slice) {
      double total = 0;
      double good = 0;
      for (long minute = at; minute < Math.min(to, at + slice); minute++) {
        total += series.total((int) (minute - START));
        good += series.good((int) (minute - START));
      }
      if (total > 0) {
        switch (budgeting) {
          case Budgeting.Occurrences() -> tally.add(total, total - good);
          case Budgeting.Timeslices each -> tally.add(1, good / total < each.target() ? 1 : 0);
          case Budgeting.RatioTimeslices _ -> tally.add(1, (total - good) / total);
        }
      }
    }
    return tally;
  }

  @Test
  void lateDataReplacesAndIsNotCountedTwice() {
    SloTracker tracker = Slos.tracker(Slos.standard(0.999), Slos.constant(30 * DAY, 10, 0));
    for (int i = 0; i < 3; i++) {
      SliSeries late = new SliSeries(START + 30 * DAY - 5, 5);
      for (int minute = 0; minute < 5; minute++) {
        late.add(START + 30 * DAY - 5 + minute, 9, 12);
      }
      tracker.replace(Map.of(INDICATOR, late));
    }
    Budget budget = tracker.evaluate(at(START + 30 * DAY)).objectives().getFirst().budget();
    assertThat(budget.total()).isEqualTo(30 * DAY * 10 + 10);
    assertThat(budget.bad()).isEqualTo(15);
    assertThat(budget.burns().getFirst().total()).isEqualTo(60);
  }

  @Test
  void stepByStepIsTheSameAsAllAtOnce() {
    Random random = new Random(7);
    SliSeries series = new SliSeries(START, (int) (9 * DAY));
    Slos.addRandom(series, 0, 9 * DAY, 3, 0.02, random);
    Slo slo = Slos.standard(0.99);
    SloTracker stepped = new SloTracker(slo, List.of());
    for (long minute = START; minute < START + 9 * DAY; minute++) {
      stepped.replace(Map.of(INDICATOR, series), Math.max(START, minute - 4), minute + 1);
    }
    Instant now = at(START + 9 * DAY);
    assertThat(stepped.evaluate(now)).isEqualTo(Slos.tracker(slo, series).evaluate(now));
  }

  @Test
  void aCalendarPeriodStartsAnewAndExpectsTheTrafficOfTheLast() {
    Period month =
        new Period.Calendar(
            LocalDateTime.parse("2026-01-01T00:00:00"),
            1,
            ChronoUnit.MONTHS,
            ZoneId.of("Asia/Kolkata"));
    Slo slo = Slos.slo(0.999, month, EVENTS, List.of());
    SliSeries series = Slos.constant(32 * DAY, 100, 0);
    long april = Instant.parse("2026-03-31T18:30:00Z").getEpochSecond() / 60;
    series.add(april - 1, 0, 500);
    series.add(april, 0, 50);
    Budget budget = Slos.evaluate(slo, series).budget();
    assertThat(budget.period())
        .isEqualTo(
            new TimeWindow(
                Instant.parse("2026-03-31T18:30:00Z"), Instant.parse("2026-04-30T18:30:00Z")));
    assertThat(budget.bad()).isEqualTo(50);
    assertThat(budget.expectedTotal()).isCloseTo(4_320_000, within(2_000.0));
    assertThat(budget.projected()).isTrue();
  }

  @Test
  void correctedMinutesCountNowhere() {
    SliSeries series = Slos.constant(30 * DAY, 100, 0);
    for (long i = 20 * DAY; i < 20 * DAY + 60; i++) {
      series.add(START + i, -100, 0);
    }
    Correction maintenance =
        new Correction(
            new TimeWindow(at(START + 20 * DAY), at(START + 20 * DAY + 60)), "ada", "upgrade");
    CorrectionEffect effect =
        CorrectionEffect.of(
            Slos.standard(0.999),
            List.of(),
            maintenance,
            Map.of(INDICATOR, series),
            at(START + 30 * DAY));
    Budget before = effect.before().objectives().getFirst().budget();
    Budget after = effect.after().objectives().getFirst().budget();
    assertThat(before.spent()).isCloseTo(6_000 / 4_320.0, within(1e-9));
    assertThat(before.state()).isEqualTo(Budget.State.EXHAUSTED);
    assertThat(after.spent()).isZero();
    assertThat(after.total()).isEqualTo((30 * DAY - 60) * 100);
    assertThat(after.expectedTotal()).isEqualTo(after.total());
    assertThat(after.coverage()).isEqualTo(1);
    assertThat(after.projected()).isFalse();
    assertThatThrownBy(() -> new Correction(maintenance.window(), "ada", " "))
        .isInstanceOf(HeadroomException.class);
  }

  @Test
  void aLongSilenceIsUnknownAndFreezesRulesAndBudget() {
    SliSeries series = new SliSeries(START, (int) (30 * DAY));
    Slos.add(series, 0, 26 * DAY, 100, 0);
    ObjectiveEvaluation evaluation = Slos.evaluate(Slos.standard(0.999), series);
    assertThat(evaluation.budget().coverage()).isCloseTo(26 / 30.0, within(1e-9));
    assertThat(evaluation.budget().state()).isEqualTo(Budget.State.FROZEN);
    assertThat(evaluation.rules())
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(RuleEvaluation.Outcome.UNKNOWN));
  }

  @Test
  void silencesUsualForTheTrafficAreKnown() {
    SliSeries series = new SliSeries(START, (int) (30 * DAY));
    for (long i = 0; i < 30 * DAY; i += 30) {
      series.add(START + i, 1, 1);
    }
    ObjectiveEvaluation evaluation = Slos.evaluate(Slos.standard(0.99), series);
    assertThat(evaluation.budget().coverage()).isEqualTo(1);
    assertThat(evaluation.rules())
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(RuleEvaluation.Outcome.QUIET));
    // The same traffic, silent for longer than ten times its mean distance of 30 minutes.
    SloTracker tracker = Slos.tracker(Slos.standard(0.99), series);
    Instant later = at(START + 30 * DAY + 400);
    assertThat(tracker.evaluate(later).objectives().getFirst().rules().getFirst().outcome())
        .isEqualTo(RuleEvaluation.Outcome.UNKNOWN);
  }

  @Test
  void minutesBeforeTheFirstEventAreReportedAndNotMissed() {
    SliSeries series = new SliSeries(START, (int) (10 * DAY));
    Slos.add(series, 6 * DAY, 10 * DAY, 100, 0);
    Budget budget = Slos.evaluate(Slos.standard(0.999), series).budget();
    assertThat(budget.knownSince()).isEqualTo(at(START + 6 * DAY));
    assertThat(budget.coverage()).isEqualTo(1);
  }

  @Test
  void exhaustionIsAnInterval() {
    SliSeries series = Slos.constant(30 * DAY, 1_000, 0);
    for (long i = 30 * DAY - 360; i < 30 * DAY; i++) {
      series.add(START + i, -20, 0);
    }
    Budget budget = Slos.evaluate(Slos.standard(0.999), series).budget();
    assertThat(budget.state()).isEqualTo(Budget.State.BURNING);
    // 36,000 of 43,200 are left, and 20 go each minute.
    Instant now = at(START + 30 * DAY);
    assertThat(budget.exhaustion().expected()).isEqualTo(now.plus(Duration.ofHours(30)));
    assertThat(budget.exhaustion().earliest()).isBetween(now, now.plus(Duration.ofMinutes(1_760)));
    assertThat(budget.exhaustion().latest())
        .isBetween(now.plus(Duration.ofMinutes(1_840)), now.plus(Duration.ofMinutes(2_000)));
  }

  @Test
  void whatWasSpentLongAgoLeavesARollingPeriodBeforeTheBudgetIsGone() {
    SliSeries series = Slos.constant(30 * DAY, 1_000, 0.0005);
    assertThat(Slos.evaluate(Slos.standard(0.999), series).budget().exhaustion().expected())
        .as("half the budget, for ever")
        .isNull();
    SliSeries justSpent = Slos.constant(30 * DAY, 1_000, 0.0005);
    justSpent.add(START + 29 * DAY, -15_000, 0);
    Instant expected =
        Slos.evaluate(Slos.standard(0.999), justSpent).budget().exhaustion().expected();
    assertThat(expected).as("5/6 spent, and as much enters as leaves").isNull();
  }

  @Test
  void historyEndsWithWhatIsLeft() {
    SliSeries series = Slos.constant(30 * DAY, 100, 0.0004);
    SloTracker tracker = Slos.tracker(Slos.standard(0.999), series);
    Instant now = at(START + 30 * DAY);
    List<BudgetPoint> history = tracker.history("availability", now);
    assertThat(history).hasSize(720);
    assertThat(history.getFirst().remaining()).isCloseTo(1 - 0.4 / 720, within(1e-6));
    assertThat(history.getLast().at()).isEqualTo(now);
    assertThat(history.getLast().remaining())
        .isCloseTo(
            tracker.evaluate(now).objectives().getFirst().budget().remaining(), within(1e-9));
    assertThatThrownBy(() -> tracker.history("speed", now)).isInstanceOf(HeadroomException.class);
  }

  @Test
  void theCompositeWeighsSpentSharesAndBurnRates() {
    Indicator slow =
        new Indicator.Counted(SliSpec.latency(new ServiceName("shop"), "GET /cart", 300_000_000));
    Slo slo = Slos.standard(0.999);
    Slo both =
        new Slo(
            slo.name(),
            slo.title(),
            "",
            slo.service(),
            Map.of(),
            slo.period(),
            List.of(slo.objectives().getFirst(), new Objective("latency", slow, 0.99, EVENTS, 3)),
            List.of(),
            List.of(),
            "");
    SloTracker tracker = new SloTracker(both, List.of());
    tracker.replace(
        Map.of(
            INDICATOR,
            Slos.constant(30 * DAY, 100, 0.0008),
            slow,
            Slos.constant(30 * DAY, 100, 0.004)));
    CompositeBudget composite = tracker.evaluate(at(START + 30 * DAY)).composite();
    assertThat(composite.spent()).isCloseTo((0.8 + 3 * 0.4) / 4, within(1e-4));
    assertThat(composite.burns().get(Duration.ofHours(1))).isCloseTo(0.5, within(1e-4));
    assertThat(composite.defined()).isEqualTo(1);
  }

  @Test
  void sampledEventsProveNoMoreThanTheirNumber() {
    Slo slo = Slos.only(0.999, "page-fast");
    SliSeries series = Slos.constant(30 * DAY, 1_000, 0);
    series.markWeight(1_000);
    for (int i = 1; i <= 2; i++) {
      series.add(START + 30 * DAY - i, -1_000, 0);
    }
    RuleEvaluation rule = Slos.evaluate(slo, series).rules().getFirst();
    assertThat(rule.longWindow().burn()).isGreaterThan(14.4);
    assertThat(rule.outcome()).as("2 of 60 spans").isEqualTo(RuleEvaluation.Outcome.HOLDS);
  }
}
