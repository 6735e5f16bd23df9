package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class QueueingTest {
  @Test
  void erlangAgreesWithTables() {
    assertThat(Queueing.erlangB(1, 1)).isCloseTo(0.5, within(1e-12));
    assertThat(Queueing.erlangB(10, 5)).isCloseTo(0.018385, within(1e-6));
    assertThat(Queueing.erlangC(1, 0.7)).isCloseTo(0.7, within(1e-12));
    assertThat(Queueing.erlangC(2, 1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(Queueing.erlangC(100, 90)).isCloseTo(0.2169, within(5e-5));
    assertThat(Queueing.erlangC(3, 3)).isEqualTo(1);
    assertThatThrownBy(() -> Queueing.erlangC(0, 1))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("0 servers");
  }

  @Test
  void oneServerIsKingmansAndPollaczekAndKhinchines() {
    // M/D/1 at 80 %: half of what M/M/1 waits, ρ·s/(1−ρ)/2.
    assertThat(Queueing.meanWait(1, 8, 0.1, 1, 0)).isCloseTo(0.2, within(1e-12));
    assertThat(Queueing.meanWait(1, 8, 0.1, 1, 1)).isCloseTo(0.4, within(1e-12));
    assertThat(Queueing.meanWait(1, 10, 0.1, 1, 1)).isInfinite();
  }

  @Test
  void tailsOfOneExponentialServerAreExact() {
    assertThat(Queueing.responseTail(1, 3, 0.2, 1.5)).isCloseTo(Math.exp(-3), within(1e-9));
    assertThat(Queueing.waitTail(1, 3, 0.2, 1, 1, 1.5)).isCloseTo(0.6 * Math.exp(-3), within(1e-9));
    assertThat(Queueing.responseTail(4, 0.001, 0.2, 0.2)).isCloseTo(Math.exp(-1), within(1e-6));
    assertThat(Queueing.responseTail(4, 20, 0.2, 9)).isEqualTo(1);
  }

  @Test
  void theRateWithinAnObjectiveIsFoundByBisection() {
    double rate = Queueing.rateWithin(x -> Queueing.responseTail(1, x, 0.2, 2), 0.05, 5);
    assertThat(rate).isCloseTo(5 - Math.log(20) / 2, within(1e-4));
    assertThat(Queueing.rateWithin(x -> 1, 0.05, 5)).isZero();
    assertThat(Queueing.rateWithin(x -> 0, 0.05, 5)).isEqualTo(5);
  }

  @Test
  void kneesAreWhereBooksPutThem() {
    // Millsap, table 9-3: utilization at the knee of M/M/m.
    double[][] known = {{1, 0.5}, {2, 0.57735}, {4, 0.66491}, {8, 0.74415}, {16, 0.81007}};
    for (double[] each : known) {
      double knee = Queueing.knee((int) each[0], 0.1, 0, 1) / (each[0] / 0.1);
      assertThat(knee).as("%s servers", each[0]).isCloseTo(each[1], within(2e-3));
    }
    assertThat(Queueing.knee(1, 0.1, 1, 1)).isGreaterThan(Queueing.knee(1, 0.1, 0, 1));
  }

  @Test
  void theSimulationAgreesWithTheFormulaWhereItIsExact() {
    double[] service = new double[500];
    for (int i = 0; i < service.length; i++) {
      service[i] = -0.1 * Math.log(1 - (i + 0.5) / service.length);
    }
    double[] waits = new QueueSimulation(2, service).waits(14);
    assertThat(Arrays.stream(waits).average().orElse(0))
        .isCloseTo(Queueing.meanWait(2, 14, 0.1, 1, 1), Percentage.withPercentage(12));
    assertThat(new QueueSimulation(2, service).waits(14)).isEqualTo(waits);
  }
}
