package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NonNegativeLeastSquaresTest {
  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[][] columns(SplittableRandom random, int k, int n) {
    double[][] columns = new double[k][n];
    for (double[] column : columns) {
      Arrays.setAll(column, _ -> random.nextDouble());
    }
    return columns;
  }

  @Test
  void recoversWhatMadeThePoints() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] columns = columns(random, 5, 60);
      double[] truth = {0.3, 0, 2, 0, 0.01};
      double[] y = new double[60];
      for (int i = 0; i < y.length; i++) {
        for (int j = 0; j < truth.length; j++) {
          y[i] += truth[j] * columns[j][i];
        }
      }
      NonNegativeLeastSquares.Fit fit = NonNegativeLeastSquares.fit(columns, y, ones(60));
      assertThat(fit.parameters()).as("seed " + seed).containsExactly(truth, within(1e-9));
      assertThat(fit.wellConditioned()).isTrue();
    }
  }

  /// The optimum of a convex problem: no column that is held at 0 would lower the squares, and
  /// those that are not have no slope left.
  @Test
  void meetsTheConditionsOfKarushKuhnAndTucker() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] columns = columns(random, 6, 40);
      double[] y = new double[40];
      Arrays.setAll(y, _ -> random.nextDouble() * 2 - 1);
      double[] weights = new double[40];
      Arrays.setAll(weights, _ -> random.nextDouble());
      double[] z = NonNegativeLeastSquares.fit(columns, y, weights).parameters();
      for (int j = 0; j < z.length; j++) {
        double slope = 0;
        for (int i = 0; i < y.length; i++) {
          double left = y[i];
          for (int k = 0; k < z.length; k++) {
            left -= z[k] * columns[k][i];
          }
          slope += weights[i] * columns[j][i] * left;
        }
        assertThat(z[j]).as("seed " + seed).isNotNegative();
        assertThat(slope).as("seed " + seed).isLessThan(1e-7);
        if (z[j] > 0) {
          assertThat(slope).as("seed " + seed).isCloseTo(0, within(1e-7));
        }
      }
    }
  }

  @Test
  void theErrorsAreThoseOfRepeatedDraws() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] columns = columns(random, 2, 50);
    double[] first = new double[400];
    double told = 0;
    for (int draw = 0; draw < first.length; draw++) {
      double[] y = new double[50];
      Arrays.setAll(y, i -> 2 * columns[0][i] + 3 * columns[1][i] + random.nextGaussian() * 0.2);
      NonNegativeLeastSquares.Fit fit = NonNegativeLeastSquares.fit(columns, y, ones(50));
      first[draw] = fit.parameters()[0];
      told += fit.errors()[0] / first.length;
    }
    double mean = Arrays.stream(first).average().orElse(0);
    double spread =
        Math.sqrt(Arrays.stream(first).map(v -> (v - mean) * (v - mean)).sum() / first.length);
    assertThat(told / spread).isBetween(0.85, 1.15);
  }

  @Test
  void columnsThatSayTheSameAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    double[][] columns = columns(random, 2, 40);
    double[] twin = columns[0].clone();
    NonNegativeLeastSquares.Fit fit =
        NonNegativeLeastSquares.fit(
            new double[][] {columns[0], columns[1], twin}, columns[1], ones(40));
    assertThat(fit.wellConditioned()).isFalse();
    assertThat(fit.condition()).isGreaterThan(1e6);
    assertThat(fit.errors()).containsOnly(Double.NaN);
    // Scale alone is no reason to refuse.
    double[] large = Arrays.stream(columns[0]).map(v -> v * 1e9).toArray();
    assertThat(
            NonNegativeLeastSquares.fit(new double[][] {large, columns[1]}, columns[1], ones(40))
                .wellConditioned())
        .isTrue();
  }

  @Test
  void lengthsMustFit() {
    assertThatThrownBy(() ->
            NonNegativeLeastSquares.fit(new double[][] {{1, 2}}, new double[3], new double[3]))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("a column of 2 for 3 points");
  }
}
