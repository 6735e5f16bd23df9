package dev.headroom.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PoissonArrivalsTest {
  private static final long SEED = 20_261_124;
  private static final Duration DAY = Duration.ofMinutes(10);

  @Test
  void countsFollowTheRateOfEachMinute() {
    DayCurve curve = new DayCurve(40, DAY, 0.36, Duration.ZERO, 0.03);
    PoissonArrivals arrivals = new PoissonArrivals(curve, new SplittableRandom(SEED));
    int[] counts = new int[30];
    for (Duration at = arrivals.next(); at.toMinutes() < counts.length; at = arrivals.next()) {
      counts[(int) at.toMinutes()]++;
    }
    for (int minute = 0; minute < counts.length; minute++) {
      double expected = 0;
      for (int second = 0; second < 60; second++) {
        expected += curve.ratePerSecond(Duration.ofSeconds(minute * 60L + second));
      }
      assertThat((counts[minute] - expected) / Math.sqrt(expected))
          .as("deviations of minute %d with seed %d", minute, SEED)
          .isBetween(-4.5, 4.5);
    }
  }

  @Test
  void arrivalsAreAsIrregularAsPoisson() {
    DayCurve curve = new DayCurve(50, Duration.ofDays(1_000), 0.84, Duration.ZERO, 0);
    PoissonArrivals arrivals = new PoissonArrivals(curve, new SplittableRandom(SEED));
    int gaps = 20_000;
    double sum = 0;
    double squares = 0;
    Duration last = Duration.ZERO;
    for (int i = 0; i < gaps; i++) {
      Duration next = arrivals.next();
      double gap = next.minus(last).toNanos() / 1e9;
      assertThat(gap).as("gap %d with seed %d", i, SEED).isNotNegative();
      sum += gap;
      squares += gap * gap;
      last = next;
    }
    double mean = sum / gaps;
    double variation = Math.sqrt(squares / gaps - mean * mean) / mean;
    // Exponential gaps have a coefficient of variation of one.
    assertThat(variation).as("seed %d", SEED).isBetween(0.97, 1.03);
  }

  @Test
  void aSeedGivesTheSameArrivals() {
    DayCurve curve = new DayCurve(40, DAY, 0.36, Duration.ZERO, 0.03);
    PoissonArrivals first = new PoissonArrivals(curve, new SplittableRandom(SEED));
    PoissonArrivals second = new PoissonArrivals(curve, new SplittableRandom(SEED));
    for (int i = 0; i < 1_000; i++) {
      assertThat(first.next()).isEqualTo(second.next());
    }
  }
}
