package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  /// Expected values from scipy.stats.binomtest(k, n).proportion_ci(0.95).
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.30849710781876294",
    "1, 10, 0.0025285785444625728, 0.44501611702819543",
    "5, 10, 0.1870860284474045, 0.8129139715525955",
    "10, 10, 0.6915028921812371, 1",
    "3, 100, 0.006229971538306227, 0.08517605297428028",
    "17, 2000, 0.004959135021568091, 0.01357454619978396"
  })
  void sharesHaveTheIntervalOfClopperAndPearson(double k, double n, double low, double high) {
    Interval interval = Interval.ofShare(k, n, 0.95);
    assertThat(interval.low()).isCloseTo(low, within(1e-10));
    assertThat(interval.high()).isCloseTo(high, within(1e-10));
  }

  /// Expected values are the exact ones, by quantiles of chi squared.
  @ParameterizedTest
  @CsvSource({
    "0, 0, 3.6888794541139354, 0",
    "1, 0.025317807984289876, 5.571643390938898, 0.5",
    "2, 0.24220927854396496, 7.22468766772396, 0.08",
    "4, 1.0898653736263249, 10.241588675403694, 0.013",
    "6, 2.201893796, 13.05947402, 0.01",
    "10, 4.7953886961324335, 18.39035604201778, 0.01",
    "100, 81.36399125092314, 121.62679379242638, 0.01"
  })
  void countsHaveNearlyTheExactInterval(double count, double low, double high, double error) {
    Interval interval = Interval.ofCount(count);
    assertThat(interval.low()).isBetween(low * (1 - error), low * 1.0001);
    assertThat(interval.high()).isCloseTo(high, within(high * 0.01));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Interval.ofShare(3, 2, 0.95)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> Interval.ofShare(1, 2, 1)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> Interval.ofCount(-1)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> new Interval(2, 1)).isInstanceOf(HeadroomException.class);
  }
}
