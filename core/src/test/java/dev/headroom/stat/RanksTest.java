package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RanksTest {
  @Test
  void equalValuesShareTheirRanks() {
    assertThat(Ranks.of(new double[] {3, 1, 3, 2})).containsExactly(3.5, 1, 3.5, 2);
  }

  @Test
  void correlationIsThatOfTheRanks() {
    // Any rising function is as good as a straight line.
    double[] a = {1, 2, 3, 4, 5};
    assertThat(Ranks.correlation(a, new double[] {1, 4, 9, 16, 1e6})).isEqualTo(1, within(1e-12));
    assertThat(Ranks.correlation(a, new double[] {5, 4, 3, 2, 1})).isEqualTo(-1, within(1e-12));
    // 1 - 6 * (1 + 1 + 1 + 1) / (5 * 24)
    assertThat(Ranks.correlation(a, new double[] {2, 1, 4, 3, 5})).isEqualTo(0.8, within(1e-12));
    assertThat(Ranks.correlation(a, new double[] {1, 1, 1, 1, 1})).isNaN();
  }

  @Test
  void whatACommonCauseExplainsIsTakenOut() {
    SplittableRandom random = new SplittableRandom(11);
    double[] a = new double[2_000];
    double[] b = new double[a.length];
    double[] cause = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      cause[i] = random.nextDouble();
      a[i] = cause[i] + 0.3 * random.nextGaussian();
      b[i] = cause[i] + 0.3 * random.nextGaussian();
    }
    assertThat(Ranks.correlation(a, b)).isGreaterThan(0.4);
    assertThat(Ranks.correlationGiven(a, b, cause)).isEqualTo(0, within(0.1));
  }

  @Test
  void pValuesOfCorrelations() {
    // scipy.stats.spearmanr gives 0.0126 by Student's t for r = 0.55, n = 20.
    assertThat(Ranks.correlationPValue(0.55, 20)).isEqualTo(0.0126, within(0.003));
    assertThat(Ranks.correlationPValue(0.9, 4)).isEqualTo(1);
    assertThat(Normal.twoSided(1.959963984540054)).isEqualTo(0.05, within(1e-7));
    assertThat(Normal.above(-1)).isEqualTo(0.8413447460685429, within(1e-7));
    assertThat(Normal.above(6)).isEqualTo(9.865876450376946e-10, within(1e-15));
  }

  @Test
  void seriesThatFollowThePastAreWorthLess() {
    SplittableRandom random = new SplittableRandom(5);
    double[] white = new double[500];
    double[] red = new double[500];
    for (int i = 1; i < red.length; i++) {
      white[i] = random.nextGaussian();
      red[i] = 0.9 * red[i - 1] + random.nextGaussian();
    }
    assertThat(Ranks.independentPairs(white, white)).isGreaterThan(450);
    assertThat(Ranks.independentPairs(red, red)).isBetween(30.0, 90.0);
  }

  @Test
  void aRobustLineForgivesOutliers() {
    double[] values = new double[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 5 == 0 ? 1e6 : 10 + 2 * i;
    }
    values[7] = Double.NaN;
    RobustLine line = RobustLine.through(values);
    assertThat(line.slope()).isEqualTo(2, within(0.01));
    assertThat(line.at()).isEqualTo(88, within(1.0));
    assertThat(RobustLine.through(new double[] {1, 2, 3, 4, 5})).isNull();
  }

  @Test
  void theIntervalOfARobustLineHoldsTheSlope() {
    SplittableRandom random = new SplittableRandom(2);
    int inside = 0;
    for (int round = 0; round < 400; round++) {
      double[] values = new double[30];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5 * i + 3 * random.nextGaussian();
      }
      RobustLine line = RobustLine.through(values);
      inside += line.interval().low() <= 0.5 && 0.5 <= line.interval().high() ? 1 : 0;
    }
    assertThat(inside).isBetween(368, 396);
  }
}
