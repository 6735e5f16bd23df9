package dev.headroom.slo;

import static dev.headroom.slo.Slos.DAY;
import static dev.headroom.slo.Slos.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.PlainText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurnTextTest {

  @Test
  void anAlertSaysWhatItMeansForTheBudget() {
    Slo slo = Slos.standard(0.999);
    SliSeries series = Slos.constant(30 * DAY, 1_000, 0);
    for (long i = 30 * DAY - 60; i < 30 * DAY; i++) {
      series.add(START + i, -43.2, 0);
    }
    ObjectiveEvaluation evaluation = Slos.evaluate(slo, series);
    RuleEvaluation rule = evaluation.rules().getFirst();
    assertThat(rule.outcome()).isEqualTo(RuleEvaluation.Outcome.FIRES);
    BurnText text = BurnText.of(slo, evaluation, rule);
    assertThat(text.summary())
        .isEqualTo(
            "Cart (availability): 6 % of the 30-day error budget went in the last 1 h; at this rate"
                + " the 94 % that is left is gone in 15 h 40 min.");
    assertThat(text.lines())
        .containsExactly(
            "Rule page-fast: burn rate 43.2 over 1 h and 43.2 over 5 min; it pages from 14.4 in"
                + " both. At a burn rate of 1 the budget lasts exactly its period.",
            "2,592 of 60,000 events were bad in the last 1 h (4.32 %), and 0.1 % may be. Weighted"
                + " by volume, as if traffic had been the period's mean, the burn rate is 43.2.",
            "If only 1.44 % of them were bad by nature, the burn rate at which the rule starts, so"
                + " many would come together with probability below 0.000001: chance does not"
                + " explain it.",
            "94 % of the 30-day budget is left: 2,592 bad events of 43,200 that may be. One failure"
                + " costs 0.00231 % of it. By the errors of the last 1 h it is gone"
                + " 2026-03-31 15:40 UTC (between 2026-03-31 15:04 UTC and 2026-03-31 16:17 UTC).");
  }

  @Test
  void atLowTrafficItSaysWhyNobodyIsWoken() {
    Slo slo = Slos.standard(0.999);
    SliSeries series = Slos.constant(30 * DAY, 1, 0);
    series.add(START + 30 * DAY - 2, -1, 0);
    ObjectiveEvaluation evaluation = Slos.evaluate(slo, series);
    RuleEvaluation rule = evaluation.rules().getFirst();
    assertThat(rule.outcome()).isEqualTo(RuleEvaluation.Outcome.HOLDS);
    assertThat(BurnText.of(slo, evaluation, rule).description())
        .contains("it may be chance, so it does not start an alert")
        .contains("It asks for a ticket, not a page: one failure costs 2.31 % of the budget");
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, 10 s",
    "PT25M, 25 min",
    "PT1H, 1 h",
    "PT14H, 14 h",
    "PT15H40M, 15 h 40 min",
    "PT24H, 1 d",
    "PT50H, 2 d 2 h",
    "PT720H, 30 d"
  })
  void durationsAreReadable(Duration duration, String expected) {
    assertThat(PlainText.duration(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"14.4, 14.4", "0.00012345, 0.000123", "43200, '43,200'", "0, 0", "100.4, 100"})
  void numbersAreReadable(double number, String expected) {
    assertThat(PlainText.number(number)).isEqualTo(expected);
  }
}
