package dev.headroom.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.load.search.LatencyObjective;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PassiveCeilingTest {
  private static final PassiveCeiling PASSIVE =
      new PassiveCeiling("connection pool orders-db of orders", 500, new Interval(480, 520), 310);

  @Test
  void whatAgreesIsTold() {
    assertThat(PASSIVE.against(answer(420.0, 498.0)))
        .containsExactly(
            "the peak of the busy hour is 310 requests/s, so headroom is 1.35×",
            "the ceiling that telemetry has, 500 requests/s (95 %: 480 to 520) by connection pool"
                + " orders-db of orders, agrees with the capacity that the test found",
            "the objective gives way at 84 % of the capacity: from there waiting takes the time,"
                + " not work");
  }

  @Test
  void aLowerCapacityIsExplained() {
    assertThat(PASSIVE.against(answer(300.0, 310.0)))
        .hasSize(2)
        .last()
        .asString()
        .contains("which is 62 % of it: either something binds that telemetry does not show");
  }

  @Test
  void aHigherOneToo() {
    assertThat(PASSIVE.against(answer(900.0, 1_000.0)))
        .anyMatch(line -> line.contains("which is 200 % of it: either other routes share"));
  }

  @Test
  void withoutAnOverloadItStaysUnproven() {
    assertThat(PASSIVE.against(answer(400.0, null))).last().asString().endsWith("stays unproven");
  }

  private static SearchAnswer answer(double rate, @Nullable Double capacity) {
    return new SearchAnswer(
        LatencyObjective.parse("p99<300ms"),
        SearchAnswer.Ending.FOUND,
        rate,
        new Interval(rate * 0.97, rate * 1.03),
        capacity,
        List.of(),
        List.of(),
        "the interval is as narrow as was asked for",
        Duration.ofMinutes(5));
  }
}
