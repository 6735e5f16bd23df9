package dev.headroom.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurnRulesTest {

  @ParameterizedTest
  @CsvSource({
    "7, 13.44, 3.5, 1.4, 0.98",
    "28, 13.44, 5.6, 2.8, 0.9333",
    "30, 14.4, 6, 3, 1",
    "90, 21.6, 10.8, 4.5, 1",
    "365, 21.6, 10.8, 4.5, 1"
  })
  void thresholdsAreThoseOfTheSources(long days, double a, double b, double c, double d) {
    List<BurnRule> rules = standard(Duration.ofDays(days), 0.999).rules();
    assertThat(rules)
        .extracting(BurnRule::name)
        .containsExactly("page-fast", "page-slow", "ticket-fast", "ticket-slow");
    double[] expected = {a, b, c, d};
    for (int i = 0; i < expected.length; i++) {
      assertThat(rules.get(i).threshold()).isCloseTo(expected[i], within(1e-4));
    }
  }

  @Test
  void windowsAreThoseOfTheWorkbook() {
    assertThat(standard(Duration.ofDays(30), 0.999).rules())
        .extracting(each -> each.severity() + " " + each.longWindow() + " " + each.shortWindow())
        .containsExactly(
            "PAGE PT1H PT5M", "PAGE PT6H PT30M", "TICKET PT24H PT2H", "TICKET PT72H PT6H");
  }

  @Test
  void aMonthOfTheCalendarCountsAsItsMeanLength() {
    Period month =
        new Period.Calendar(
            LocalDateTime.parse("2026-01-01T00:00:00"), 1, ChronoUnit.MONTHS, ZoneId.of("UTC"));
    assertThat(BurnRules.standard(month, 0.999).rules().getFirst().threshold())
        .isCloseTo(14.61, within(0.01));
  }

  @Test
  void whatCouldNeverFireIsLeftOutWithTheReason() {
    BurnRules.Standard standard = standard(Duration.ofDays(30), 0.9);
    assertThat(standard.rules()).extracting(BurnRule::name).doesNotContain("page-fast");
    assertThat(standard.leftOut())
        .containsExactly(
            new BurnRules.LeftOut(
                "page-fast",
                "its threshold is 14.4, but even if every event is bad the budget burns only at"
                    + " 10"));
    assertThat(Slos.standard(0.9).rules()).hasSize(3);
  }

  @Test
  void windowsLongerThanThePeriodAndThresholdsBelowTheNormalAreLeftOut() {
    BurnRules.Standard standard = standard(Duration.ofDays(2), 0.999);
    assertThat(standard.rules())
        .extracting(BurnRule::name)
        .containsExactly("page-fast", "page-slow");
    assertThat(standard.leftOut())
        .extracting(BurnRules.LeftOut::reason)
        .containsExactly(
            "its threshold would be 0.4, and a budget may burn at 1: it would tell of nothing"
                + " wrong",
            "its window of 3 d is longer than the period");
  }

  private static BurnRules.Standard standard(Duration length, double target) {
    return BurnRules.standard(new Period.Rolling(length), target);
  }
}
