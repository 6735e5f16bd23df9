package dev.headroom.load.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyObjectiveTest {
  @Test
  void readsAPercentileAndATime() {
    assertThat(LatencyObjective.parse("p99<300ms"))
        .isEqualTo(new LatencyObjective(0.99, Duration.ofMillis(300)));
    assertThat(LatencyObjective.parse(" p99.9 < 1.5s "))
        .isEqualTo(new LatencyObjective(0.999, Duration.ofMillis(1_500)));
    assertThat(LatencyObjective.parse("p50<200us").threshold())
        .isEqualTo(Duration.ofNanos(200_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p99<300ms", "p99.9<1.5s", "p50<200us", "p95<1s"})
  void isWrittenAsItIsRead(String text) {
    assertThat(LatencyObjective.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "p99", "99<300ms", "p0<1s", "p100<1s", "p99<0ms", "p99<300", "p99>1s"})
  void sayWhatIsExpected(String text) {
    assertThatThrownBy(() -> LatencyObjective.parse(text))
        .isInstanceOf(HeadroomException.class)
        .hasMessage(
            "objective is '" + text + "'; expected a percentile and a time, such as p99<300ms");
  }
}
