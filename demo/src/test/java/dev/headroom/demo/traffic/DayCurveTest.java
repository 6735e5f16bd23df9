package dev.headroom.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DayCurveTest {
  private static final Duration DAY = Duration.ofMinutes(10);

  @Test
  void eveningPeakReachesThePeakRate() {
    DayCurve curve = new DayCurve(40, DAY, 0, Duration.ZERO, 0);
    double top =
        IntStream.range(0, 600)
            .mapToDouble(second -> curve.ratePerSecond(Duration.ofSeconds(second)))
            .max()
            .orElseThrow();
    assertThat(top).isCloseTo(40, within(0.5));
    assertThat(curve.ratePerSecond(DAY.multipliedBy(84).dividedBy(100))).isCloseTo(40, within(0.5));
  }

  @Test
  void nightsAreQuietButNeverSilent() {
    DayCurve curve = new DayCurve(40, DAY, 0, Duration.ZERO, 0);
    double night = curve.ratePerSecond(DAY.multipliedBy(15).dividedBy(100));
    assertThat(night).isBetween(4.0, 12.0);
  }

  @Test
  void daysRepeatAndGrow() {
    DayCurve flat = new DayCurve(40, DAY, 0.3, Duration.ZERO, 0);
    DayCurve growing = new DayCurve(40, DAY, 0.3, Duration.ZERO, 0.1);
    for (int second = 0; second < 600; second += 37) {
      Duration today = Duration.ofSeconds(second);
      Duration tomorrow = today.plus(DAY);
      assertThat(flat.ratePerSecond(tomorrow)).isCloseTo(flat.ratePerSecond(today), within(1e-6));
      assertThat(growing.ratePerSecond(tomorrow) / growing.ratePerSecond(today))
          .isCloseTo(1.1, within(1e-6));
    }
  }

  @Test
  void theFirstSecondsAreGentle() {
    DayCurve cold = new DayCurve(40, DAY, 0.5, Duration.ofSeconds(40), 0);
    DayCurve warm = new DayCurve(40, DAY, 0.5, Duration.ZERO, 0);
    assertThat(cold.ratePerSecond(Duration.ZERO))
        .isCloseTo(0.1 * warm.ratePerSecond(Duration.ZERO), within(1e-6));
    Duration half = Duration.ofSeconds(20);
    assertThat(cold.ratePerSecond(half)).isCloseTo(0.55 * warm.ratePerSecond(half), within(1e-6));
    Duration full = Duration.ofSeconds(40);
    assertThat(cold.ratePerSecond(full)).isEqualTo(warm.ratePerSecond(full));
  }

  @Test
  void boundIsNeverBelowTheRate() {
    DayCurve curve = new DayCurve(40, DAY, 0.36, Duration.ZERO, 0.05);
    for (int second = 0; second < 3_000; second++) {
      Duration elapsed = Duration.ofSeconds(second);
      assertThat(curve.boundPerSecond(elapsed))
          .isGreaterThanOrEqualTo(curve.ratePerSecond(elapsed));
    }
  }

  @Test
  void impossibleRatesAreRefused() {
    assertThatThrownBy(() -> new DayCurve(0, DAY, 0, Duration.ZERO, 0))
        .hasMessageContaining("peakPerSecond 0");
    assertThatThrownBy(() -> new DayCurve(Double.NaN, DAY, 0, Duration.ZERO, 0))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new DayCurve(1, Duration.ZERO, 0, Duration.ZERO, 0))
        .hasMessageContaining("day PT0S");
    assertThatThrownBy(() -> new DayCurve(1, DAY, 1, Duration.ZERO, 0))
        .hasMessageContaining("startOfDay 1");
    assertThatThrownBy(() -> new DayCurve(1, DAY, 0, Duration.ZERO, -1))
        .hasMessageContaining("growthPerDay -1");
  }
}
