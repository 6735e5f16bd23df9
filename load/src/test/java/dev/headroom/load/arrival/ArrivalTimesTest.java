package dev.headroom.load.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ArrivalTimesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void evenArrivalsOfSeveralStreamsInterleave() {
    List<Long> times = until(new RateFunction.Constant(100), Spacing.EVEN, 3, SECOND);
    assertThat(times).hasSize(100);
    assertThat(times).first().isEqualTo(0L);
    assertThat(IntStream.range(1, 100).mapToLong(i -> times.get(i) - times.get(i - 1)))
        .allSatisfy(gap -> assertThat(gap).isBetween(9_999_990L, 10_000_010L));
  }

  @Test
  void poissonArrivalsHaveTheMeanAndTheVarianceOfTheirRate() {
    List<Long> times = until(new RateFunction.Constant(1000), Spacing.POISSON, 4, 100 * SECOND);
    // 100 000 expected, standard deviation 316: five of them leave no room for chance.
    assertThat(times.size()).isBetween(98_400, 101_600);
    double[] perTenth = new double[1000];
    times.forEach(time -> perTenth[(int) (time / (SECOND / 10))]++);
    double mean = IntStream.range(0, 1000).mapToDouble(i -> perTenth[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, 1000).mapToDouble(i -> Math.pow(perTenth[i] - mean, 2)).sum() / 999;
    assertThat(variance / mean).isCloseTo(1, within(0.25));
  }

  @Test
  void aSeedTellsThemAll() {
    RateFunction rate = new RateFunction.Ramp(10, 200, Duration.ofSeconds(3));
    assertThat(until(rate, Spacing.POISSON, 2, 5 * SECOND))
        .isEqualTo(until(rate, Spacing.POISSON, 2, 5 * SECOND));
  }

  @Test
  void shapesHaveTheirIntegral() {
    var ramp = new RateFunction.Ramp(0, 100, Duration.ofSeconds(10)).curve();
    assertThat(ramp.arrivalsUntil(10)).isCloseTo(500, within(1e-9));
    assertThat(ramp.arrivalsUntil(12)).isCloseTo(700, within(1e-9));
    assertThat(ramp.rateAt(5)).isCloseTo(50, within(1e-9));
    assertThat(ramp.highestUntil(4)).isCloseTo(40, within(1e-9));
    var stairs = new RateFunction.Stairs(List.of(10.0, 0.0, 20.0), Duration.ofSeconds(2)).curve();
    assertThat(stairs.arrivalsUntil(6)).isCloseTo(60, within(1e-9));
    assertThat(stairs.secondsOf(20.5)).isCloseTo(4.025, within(1e-9));
    assertThat(stairs.highestUntil(1.5)).isEqualTo(10);
    assertThat(stairs.highestUntil(4)).isEqualTo(20);
    var recorded =
        new RateFunction.Recorded(List.of(1.0, 3.0, 2.0), Duration.ofSeconds(60), 1.5).curve();
    assertThat(recorded.arrivalsUntil(120)).isCloseTo(1.5 * (120 + 150), within(1e-9));
    assertThat(recorded.highestUntil(120)).isCloseTo(4.5, within(1e-9));
    var after =
        new RateFunction.After(
            Duration.ofSeconds(5), new RateFunction.Ramp(10, 20, Duration.ofSeconds(5)));
    assertThat(after.curve().arrivalsUntil(10)).isCloseTo(50 + 75, within(1e-9));
  }

  @Test
  void theInverseUndoesTheIntegral() {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      List<Double> rates = random.doubles(5, 0.1, 1000).boxed().toList();
      RateCurve curve =
          new RateFunction.Recorded(rates, Duration.ofMillis(700), 1)
              .curve()
              .changedAt(1.3, new RateFunction.Ramp(5, 50, Duration.ofSeconds(1)).curve());
      double seconds = random.nextDouble(0, 6);
      assertThat(curve.secondsOf(curve.arrivalsUntil(seconds)))
          .as("seed %d round %d", seed, round)
          .isCloseTo(seconds, within(1e-7));
    }
  }

  @Test
  void aChangeOfRateHoldsFromThenOn() {
    RateControl control = new RateControl(new RateFunction.Constant(0));
    ArrivalTimes times = new ArrivalTimes(control, Spacing.EVEN, 1, 0, 1);
    times.advance();
    assertThat(times.peek()).isEqualTo(Long.MAX_VALUE);
    control.change(Duration.ofSeconds(2), new RateFunction.Constant(10));
    assertThat(times.peek()).isCloseTo(2 * SECOND + SECOND / 10, within(10L));
    control.change(Duration.ofMillis(2050), new RateFunction.Constant(1));
    assertThat(times.peek()).isCloseTo(2 * SECOND + SECOND * 55 / 100, within(10L));
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> new RateFunction.Constant(-1))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("rate is -1.0; expected requests per second, e.g. 200");
    assertThatThrownBy(() -> new RateFunction.Recorded(List.of(1.0), Duration.ofSeconds(1), 1))
        .hasMessageContaining("at least two");
  }

  private static List<Long> until(RateFunction rate, Spacing spacing, int streams, long end) {
    RateControl control = new RateControl(rate);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      ArrivalTimes times = new ArrivalTimes(control, spacing, 3, i, streams);
      while (times.peek() < end) {
        all.add(times.peek());
        times.advance();
      }
    }
    all.sort(null);
    return all;
  }
}
