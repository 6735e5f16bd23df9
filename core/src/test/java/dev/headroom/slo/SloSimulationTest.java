package dev.headroom.slo;

import static dev.headroom.slo.Slos.DAY;
import static dev.headroom.slo.Slos.START;
import static dev.headroom.slo.Slos.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.stat.Binomial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ground truth: what the rules do about error processes that are known.
class SloSimulationTest {

  private static long detectionMinutes(SloSimulation simulation, long onset) {
    return Duration.between(at(START + onset), simulation.alerts().getFirst().firedAt())
        .toMinutes();
  }

  /// At steady traffic the Workbook's formula tells it: threshold × long window × allowed share /
  /// error share. The guard asks for 2.33 standard deviations more than that, which at this traffic
  /// is a matter of minutes at most.
  @ParameterizedTest
  @CsvSource({
    "page-fast, 1",
    "page-fast, 0.1",
    "page-fast, 0.02",
    "page-slow, 1",
    "page-slow, 0.1",
    "page-slow, 0.01",
    "ticket-fast, 0.1",
    "ticket-fast, 0.005",
    "ticket-slow, 0.1",
    "ticket-slow, 0.0015"
  })
  void detectionTakesAsLongAsTheWorkbookSays(String name, double badShare) {
    Slo slo = Slos.only(0.999, name);
    BurnRule rule = slo.rules().getFirst();
    long onset = 27 * DAY;
    SliSeries series = new SliSeries(START, (int) (31 * DAY));
    Slos.add(series, 0, onset, 1_000_000, 0);
    Slos.add(series, onset, 31 * DAY, 1_000_000, badShare);
    SloSimulation simulation =
        SloSimulation.of(
            slo, Map.of(Slos.INDICATOR, series), List.of(), START + onset - 60, START + 31 * DAY);
    double formula = rule.threshold() * rule.longWindow().toMinutes() * 0.001 / badShare;
    double bad = 1_000_000 * badShare;
    double excess = 2.4 * Math.sqrt(formula * bad) / bad;
    assertThat(detectionMinutes(simulation, onset))
        .isBetween((long) Math.ceil(formula - 0.001), (long) Math.ceil(formula + excess) + 1);
    assertThat(simulation.alerts()).as("once, and it lasts").hasSize(1);
    assertThat(simulation.alerts().getFirst().onset()).isEqualTo(at(START + onset));
    assertThat(simulation.alerts().getFirst().endedAt()).isNull();
  }

  /// With random arrivals the count of bad events reaches the threshold's K after a time that is
  /// Gamma distributed: mean K / rate, variance K / rate². The guard asks for a little more than
  /// the threshold, which K includes.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void detectionOfRandomErrorsHasTheDistributionOfTheSum(long seed) {
    Random random = new Random(seed);
    Slo slo = Slos.only(0.999, "page-fast");
    double perMinute = 200;
    double badShare = 0.1;
    double needed = needed(slo.rules().getFirst(), 0.001, perMinute * 30 * DAY);
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      SliSeries series = new SliSeries(START, (int) (2 * DAY));
      Slos.addRandom(series, 0, DAY, perMinute, 0, random);
      Slos.addRandom(series, DAY, 2 * DAY, perMinute, badShare, random);
      SloSimulation simulation =
          SloSimulation.of(
              slo, Map.of(Slos.INDICATOR, series), List.of(), START + DAY, START + DAY + 60);
      minutes.add(detectionMinutes(simulation, DAY));
    }
    double mean = minutes.stream().mapToLong(each -> each).average().orElseThrow();
    double rate = perMinute * badShare;
    // A minute counts at its end, half a minute later on average.
    double expected = needed / rate + 0.5;
    double deviation = Math.sqrt(needed) / rate + 0.3;
    assertThat(mean).as("seed %d", seed).isCloseTo(expected, within(4 * deviation / 10));
    assertThat(minutes)
        .as("seed %d", seed)
        .allSatisfy(
            each -> assertThat((double) each).isCloseTo(expected, within(5 * deviation + 1)));
  }

  /// How many bad events of the long window make a rule fire, at steady traffic.
  private static double needed(BurnRule rule, double allowance, double periodEvents) {
    double window = rule.longWindow().toMinutes() * periodEvents / (30 * DAY);
    double share = rule.threshold() * allowance;
    double bad = Math.max(1, Math.ceil(share * window - 1e-9));
    while (Binomial.atLeast(bad, window, share) >= RuleEvaluation.CHANCE_MOST) {
      bad++;
    }
    return bad;
  }

  /// A rule can only fire when a bad event arrives and makes the count of its long window reach K.
  /// With Poisson errors of rate λ a minute, so many arrivals are expected to do that (Mecke's
  /// formula): λ × period × P(Poisson(λ × window) ≥ K - 1). That bounds the false alerts.
  private static double falseAlertsAMonth(BurnRule rule, double perMinute, double badShare) {
    double rate = perMinute * badShare;
    double k = needed(rule, 0.001, perMinute * 30 * DAY);
    double mean = rate * rule.longWindow().toMinutes();
    double below = 0;
    double term = Math.exp(-mean);
    for (int j = 0; j < k - 1; j++) {
      below += term;
      term *= mean / (j + 1);
    }
    return rate * 30 * DAY * Math.max(0, 1 - below);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void healthyTrafficPagesNoMoreOftenThanTheBound(long seed) {
    Random random = new Random(seed);
    Slo slo = Slos.standard(0.999);
    int months = 3;
    // The least traffic at which pages are allowed; half of the budget is spent.
    double perMinute = 2.4;
    double bound = 0;
    int pages = 0;
    for (BurnRule rule : slo.rules()) {
      bound += rule.severity() == Severity.PAGE ? falseAlertsAMonth(rule, perMinute, 0.0005) : 0;
    }
    assertThat(bound).as("the bound itself, pages a month").isLessThan(1e-6);
    for (int i = 0; i < months; i++) {
      SliSeries series = new SliSeries(START, (int) (30 * DAY));
      Slos.addRandom(series, 0, 30 * DAY, perMinute, 0.0005, random);
      pages += pages(Slos.simulate(slo, series)).size();
    }
    assertThat(pages).as("seed %d: in %d months", seed, months).isZero();
  }

  /// The same bound where it is not almost zero: thrice the budget is spent.
  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void theBoundHoldsWhereFalseAlertsDoHappen(long seed) {
    Random random = new Random(seed);
    Slo slo = Slos.only(0.999, "ticket-fast");
    double perMinute = 10;
    double bound = falseAlertsAMonth(slo.rules().getFirst(), perMinute, 0.003);
    assertThat(bound).isBetween(0.5, 20.0);
    int months = 5;
    int alerts = 0;
    for (int i = 0; i < months; i++) {
      SliSeries series = new SliSeries(START, (int) (30 * DAY));
      Slos.addRandom(series, 0, 30 * DAY, perMinute, 0.003, random);
      alerts += Slos.simulate(slo, series).alerts().size();
    }
    double most = bound * months;
    assertThat((double) alerts)
        .as("seed %d: alerts in %d months", seed, months)
        .isBetween(1.0, most + 4 * Math.sqrt(most));
  }

  private static List<SloSimulation.Episode> pages(SloSimulation simulation) {
    return simulation.alerts().stream().filter(each -> each.severity() == Severity.PAGE).toList();
  }

  /// Evaluated after every minute with a failure and the five after it; a page starts in no other,
  /// since nothing gets worse there.
  @ParameterizedTest
  @CsvSource({"31, 0.999", "32, 0.99", "33, 0.95"})
  void aRequestAMinuteWithSingleFailuresNeverPages(long seed, double target) {
    Random random = new Random(seed);
    Slo slo = Slos.standard(target);
    for (int month = 0; month < 40; month++) {
      SliSeries series = new SliSeries(START, (int) (30 * DAY));
      Slos.addRandom(series, 0, 30 * DAY, 1, (1 - target) / 2, random);
      SloTracker tracker = new SloTracker(slo, List.of());
      int fresh = 0;
      for (int i = 0; i < series.minutes(); i++) {
        tracker.replace(Map.of(Slos.INDICATOR, series), START + i, START + i + 1);
        fresh = series.good(i) < series.total(i) ? 6 : fresh - 1;
        if (fresh > 0) {
          assertThat(tracker.evaluate(at(START + i + 1)).objectives().getFirst().rules())
              .as("seed %d, month %d, minute %d at %s", seed, month, i, target)
              .noneMatch(each ->
                  each.severity() == Severity.PAGE
                      && each.outcome() == RuleEvaluation.Outcome.FIRES);
        }
      }
    }
  }

  @Test
  void aSingleFailureOfAnyQuietHourTellsNobody() {
    for (long hour = 0; hour < 24; hour += 5) {
      SliSeries series = Slos.constant(3 * DAY, 1, 0);
      series.add(START + 2 * DAY + hour * 60, -1, 0);
      assertThat(Slos.simulate(Slos.standard(0.999), series).alerts()).isEmpty();
    }
  }

  /// At a request a minute and 99.9 %, 5 failures of the last 60 are more than chance and more than
  /// 2 % of the budget.
  @Test
  void anOutageAtLowTrafficIsNoticedAsATicketInMinutes() {
    SliSeries series = Slos.constant(30 * DAY, 1, 0);
    Slos.add(series, 29 * DAY, 29 * DAY + 30, 0, 0);
    for (long i = 29 * DAY; i < 29 * DAY + 30; i++) {
      series.add(START + i, -1, 0);
    }
    SloSimulation simulation = Slos.simulate(Slos.standard(0.999), series);
    assertThat(pages(simulation)).isEmpty();
    assertThat(simulation.alerts()).isNotEmpty();
    assertThat(detectionMinutes(simulation, 29 * DAY)).isEqualTo(5);
  }

  /// A request every ten minutes: most short windows are empty.
  @Test
  void anOutageAtVeryLowTrafficIsOneAlertAndDoesNotFlap() {
    SliSeries series = new SliSeries(START, (int) (30 * DAY));
    for (long i = 0; i < 30 * DAY; i += 10) {
      series.add(START + i, i >= 29 * DAY ? 0 : 1, 1);
    }
    SloSimulation simulation = Slos.simulate(Slos.standard(0.99), series);
    assertThat(simulation.alerts()).hasSize(1);
    assertThat(simulation.alerts().getFirst().endedAt()).isNull();
    assertThat(detectionMinutes(simulation, 29 * DAY)).isLessThanOrEqualTo(60);
  }

  /// After total failure the short window falls below the threshold when all but threshold ×
  /// allowed share of it are good again; then five quiet minutes.
  @Test
  void itEndsWhenTheShortWindowIsCleanAndFiveMinutesMore() {
    SliSeries series = Slos.constant(3 * DAY, 1_000, 0);
    for (long i = 2 * DAY; i < 2 * DAY + 10; i++) {
      series.add(START + i, -1_000, 0);
    }
    SloSimulation simulation = Slos.simulate(Slos.only(0.999, "page-fast"), series);
    assertThat(simulation.alerts()).hasSize(1);
    assertThat(simulation.alerts().getFirst().endedAt())
        .isEqualTo(at(START + 2 * DAY + 10 + 5 + BurnAlert.QUIET.toMinutes()));
  }

  /// Few requests at night, all of which fail: the hour burns at once, the budget does not.
  @Test
  void quietHoursWakeNobodyForALittleOfTheBudget() {
    SliSeries series = new SliSeries(START, (int) (30 * DAY));
    for (long i = 0; i < 30 * DAY; i++) {
      boolean night = i % DAY < 240;
      boolean failing = i >= 20 * DAY && i < 20 * DAY + 30;
      series.add(START + i, failing ? 0 : night ? 1 : 1_000, night ? 1 : 1_000);
    }
    SloSimulation simulation = Slos.simulate(Slos.standard(0.999), series);
    assertThat(simulation.alerts()).isEmpty();
    assertThat(simulation.worst())
        .filteredOn(each -> each.rule().equals("page-fast"))
        .singleElement()
        .satisfies(each -> assertThat(each.burn()).isGreaterThan(14.4));
  }

  @Test
  void aGapInTheDataFreezesAndDoesNotResolve() {
    SliSeries series = new SliSeries(START, (int) (3 * DAY));
    Slos.add(series, 0, 2 * DAY, 1_000, 0);
    Slos.add(series, 2 * DAY, 2 * DAY + 10, 1_000, 1);
    SloSimulation simulation = Slos.simulate(Slos.only(0.999, "page-fast"), series);
    assertThat(simulation.alerts()).hasSize(1);
    assertThat(simulation.alerts().getFirst().endedAt()).as("then silence").isNull();
  }

  @Test
  void budgetsAreToldByHourAndTheWorstBurnWithItsTime() {
    SliSeries series = Slos.constant(2 * DAY, 1_000, 0);
    for (long i = DAY; i < DAY + 10; i++) {
      series.add(START + i, -1_000, 0);
    }
    SloSimulation simulation = Slos.simulate(Slos.standard(0.999), series);
    List<BudgetPoint> points = simulation.budgets().get("availability");
    assertThat(points).hasSize(48);
    assertThat(points.get(23).remaining()).isEqualTo(1);
    assertThat(points.getLast().remaining()).isCloseTo(1 - 10_000 / 43_200.0, within(1e-3));
    assertThat(simulation.worst().getFirst().at()).isEqualTo(at(START + DAY + 10));
    assertThat(simulation.worst().getFirst().burn()).isCloseTo(10 / 60.0 * 1_000, within(1e-6));
    assertThat(Stream.of(simulation.last().objectives().getFirst().budget().state()))
        .containsExactly(Budget.State.OK);
  }
}
