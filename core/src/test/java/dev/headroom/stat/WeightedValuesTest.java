package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WeightedValuesTest {

  @Test
  void quantilesAreThoseOfTheValuesWrittenOut() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      WeightedValues weighted = new WeightedValues();
      List<Double> written = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        double value = random.nextInt(20);
        int weight = 1 + random.nextInt(5);
        weighted.add(value, weight);
        for (int times = 0; times < weight; times++) {
          written.add(value);
        }
      }
      written.sort(null);
      for (double q : new double[] {0, 0.05, 0.5, 0.95, 1}) {
        int rank = (int) Math.max(1, Math.ceil(q * written.size() - 1e-9));
        assertThat(weighted.quantile(q))
            .as("seed %s round %s q %s", seed, round, q)
            .isEqualTo(written.get(rank - 1));
      }
      assertThat(weighted.mean())
          .isCloseTo(
              written.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
              within(1e-9));
    }
  }

  @Test
  void addingGoesOnAfterAQuestion() {
    WeightedValues values = new WeightedValues();
    values.add(5, 1);
    assertThat(values.quantile(0.5)).isEqualTo(5);
    values.add(1, 2);
    assertThat(values.quantile(0.5)).isEqualTo(1);
    assertThat(values.shareAbove(1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(values.size()).isEqualTo(2);
    assertThat(values.weight()).isEqualTo(3);
    assertThat(values.sum()).isEqualTo(7);
  }

  @Test
  void nothingIsUnknown() {
    assertThat(new WeightedValues().quantile(0.5)).isNaN();
    assertThat(new WeightedValues().mean()).isNaN();
    assertThat(new WeightedValues().shareAbove(1)).isNaN();
  }

  @Test
  void refusesWhatIsNoValue() {
    WeightedValues values = new WeightedValues();
    assertThatThrownBy(() -> values.add(Double.NaN, 1)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> values.add(1, 0))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("weight 0");
    assertThatThrownBy(() -> values.quantile(1.5)).isInstanceOf(HeadroomException.class);
  }
}
