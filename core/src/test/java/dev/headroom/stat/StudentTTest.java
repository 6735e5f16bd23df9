package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudentTTest {
  /// From printed tables.
  @ParameterizedTest
  @CsvSource({
    "0.975, 4, 2.776445",
    "0.995, 4, 4.604095",
    "0.975, 10, 2.228139",
    "0.995, 10, 3.169273",
    "0.95, 5, 2.015048",
    "0.975, 30, 2.042272",
    "0.975, 1e9, 1.959964",
    "0.999, 1e9, 3.090232"
  })
  void agreesWithTables(double p, double degrees, double expected) {
    assertThat(StudentT.quantile(p, degrees)).isCloseTo(expected, Percentage.withPercentage(0.3));
    assertThat(StudentT.quantile(1 - p, degrees))
        .isCloseTo(-expected, Percentage.withPercentage(0.3));
  }

  @Test
  void refusesWhatItCannotTell() {
    assertThatThrownBy(() -> StudentT.quantile(1, 10)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> StudentT.quantile(0.9, 3))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("at least 4");
  }
}
