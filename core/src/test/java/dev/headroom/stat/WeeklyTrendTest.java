package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class WeeklyTrendTest {
  private static double[] days(int count, double slope, double noise, SplittableRandom random) {
    double[] week = {1, 1.1, 1.05, 1, 0.95, 0.4, 0.3};
    double[] days = new double[count];
    for (int i = 0; i < count; i++) {
      days[i] = (1_000 + slope * i) * week[i % 7] * (1 + noise * random.nextGaussian());
    }
    return days;
  }

  @Test
  void theWeekIsTakenOut() {
    WeeklyTrend trend = WeeklyTrend.of(days(42, 10, 0, new SplittableRandom(1)));
    // Of the week's mean factor, 0.829.
    assertThat(trend.slope() / trend.level()).isCloseTo(10.0 / 1_410, Percentage.withPercentage(6));
    assertThat(trend.days()).isEqualTo(42);
  }

  @Test
  void aFewOddDaysDoNotMoveIt() {
    double[] days = days(42, 10, 0.02, new SplittableRandom(2));
    double before = WeeklyTrend.of(days).slope();
    days[20] *= 5;
    days[33] = 0;
    assertThat(WeeklyTrend.of(days).slope()).isCloseTo(before, Percentage.withPercentage(12));
  }

  @Test
  void theIntervalHoldsTheTruthAndZeroWhereThereIsNoTrend() {
    int holds = 0;
    int flat = 0;
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Interval interval = WeeklyTrend.of(days(35, 5, 0.05, random)).interval();
      holds += interval.low() <= 5 * 0.829 && 5 * 0.829 <= interval.high() ? 1 : 0;
      Interval none = WeeklyTrend.of(days(35, 0, 0.05, random)).interval();
      flat += none.low() <= 0 && none.high() >= 0 ? 1 : 0;
    }
    assertThat(holds).isGreaterThanOrEqualTo(88);
    assertThat(flat).isGreaterThanOrEqualTo(88);
  }

  @Test
  void twoWeeksAreTheLeast() {
    assertThatThrownBy(() -> WeeklyTrend.of(new double[13]))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("13 days");
    assertThat(WeeklyTrend.of(new double[14]).slope()).isCloseTo(0, within(1e-12));
  }
}
