package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinomialTest {

  /// Expected values were computed with 40 digits (mpmath, log-gamma and summation).
  @ParameterizedTest
  @CsvSource({
    "3, 20, 0.0144, 0.0028333300190899337",
    "2, 20, 0.0144, 0.0331786060203360733",
    "5, 60, 0.0144, 0.00175224424363871337",
    "8, 200, 0.0144, 0.00897424318497342267",
    "1, 1, 0.0144, 0.0144",
    "60, 60, 0.144, 3.1750423737803225e-51",
    "120, 1000, 0.1, 0.0219961449657943822",
    "14410000, 1000000000, 0.0144, 0.00397695469004679898",
    "14390000, 1000000000, 0.0144, 0.996032287378808778",
    "500000, 1000000, 0.5, 0.500398942180665875",
    "501500, 1000000, 0.5, 0.00135432765302987841",
    "7, 10, 0.3, 0.0105920784",
    "300, 400, 0.25, 1.948137492425687e-97",
    "50, 100000000, 1e-8, 1.23373638316469945e-65",
    "999, 1000, 0.96, 7.967494172459206e-17",
    "14600000, 1000000000, 0.0144, 0",
    "0, 10, 0.3, 1",
    "11, 10, 0.3, 0",
    "5, 5, 1, 1",
    "1, 5, 0, 0"
  })
  void tailsAgreeWithHighPrecision(double k, double n, double p, double expected) {
    assertThat(Binomial.atLeast(k, n, p)).isCloseTo(expected, within(expected * 1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tailsAgreeWithTheSumOfAllOutcomes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      int n = random.nextInt(1, 60);
      int k = random.nextInt(n + 2);
      double p = random.nextDouble();
      double expected = bruteForce(k, n, p);
      assertThat(Binomial.atLeast(k, n, p))
          .as("seed %d: P(X >= %d | %d, %s)", seed, k, n, p)
          .isCloseTo(expected, within(expected * 1e-12));
    }
  }

  private static double bruteForce(int k, int n, double p) {
    BigDecimal bad = new BigDecimal(p);
    BigDecimal good = BigDecimal.ONE.subtract(bad);
    BigDecimal ways = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ZERO;
    for (int j = 0; j <= n; j++) {
      if (j >= k) {
        sum =
            sum.add(
                ways.multiply(bad.pow(j, MathContext.DECIMAL128))
                    .multiply(good.pow(n - j, MathContext.DECIMAL128)));
      }
      ways =
          ways.multiply(BigDecimal.valueOf(n - j))
              .divide(BigDecimal.valueOf(j + 1L), MathContext.DECIMAL128);
    }
    return sum.doubleValue();
  }

  @Test
  void fractionalCountsAreRoundedTowardsChance() {
    assertThat(Binomial.atLeast(3.9, 19.1, 0.0144)).isEqualTo(Binomial.atLeast(3, 20, 0.0144));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Binomial.atLeast(1, 2, 1.5))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> Binomial.atLeast(Double.NaN, 2, 0.5))
        .isInstanceOf(HeadroomException.class);
  }
}
