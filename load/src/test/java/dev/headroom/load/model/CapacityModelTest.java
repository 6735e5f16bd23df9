package dev.headroom.load.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.search.CeilingSearch;
import dev.headroom.load.search.LatencyObjective;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.load.search.SearchSettings;
import dev.headroom.load.search.SimulatedQueue;
import dev.headroom.load.search.SimulatedQueue.Service;
import dev.headroom.stat.UslFit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CapacityModelTest {
  @Test
  void aPoolOfEightIsACeiling() throws InterruptedException {
    SearchAnswer answer = search(new SimulatedQueue(8, Service.exponential(0.02), 1), 1e6);
    CapacityModel model = CapacityModel.of(answer);
    assertThat(model.kinds()).startsWith(LimitKind.CEILING);
    QueueModel queue = model.queue();
    assertThat(queue).isNotNull();
    assertThat(queue.servers()).isBetween(7, 9);
    assertThat(queue.capacity()).isCloseTo(400, within(20.0));
    assertThat(model.queueError()).isLessThan(0.3);
    assertThat(model.knee()).isNotNull();
    assertThat(AnswerText.headline(answer))
        .matches("holds p99 < 200 ms up to \\d{3} requests/s \\(95 %: \\d{3} to \\d{3}\\)");
    assertThat(AnswerText.details(answer, model))
        .anyMatch(line -> line.contains("a ceiling, such as a pool"))
        .anyMatch(line -> line.startsWith("as a queue: "));
  }

  @Test
  void workThatSlowsEachOtherDownIsContention() throws InterruptedException {
    SimulatedQueue target = new SimulatedQueue(400, Service.exponential(0.02), 1).contention(0.05);
    CapacityModel model = CapacityModel.of(search(target, 700));
    UslFit usl = model.usl();
    assertThat(usl).isNotNull();
    assertThat(usl.usl().sigma()).isCloseTo(0.05, within(0.02));
    assertThat(usl.usl().lambda()).isCloseTo(50, within(5.0));
    assertThat(model.kinds()).as("%s", model).contains(LimitKind.SERIAL);
  }

  @Test
  void saysNothingFarBeyondWhatWasMeasured() throws InterruptedException {
    CapacityModel model =
        CapacityModel.of(search(new SimulatedQueue(8, Service.exponential(0.02), 1), 1e6));
    assertThat(model.quantileSeconds(300)).isBetween(0.05, 0.2);
    assertThatThrownBy(() -> model.quantileSeconds(model.mostRate() * 1.3))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("1.25 times the highest that was measured");
  }

  @Test
  void withoutAnOverloadThereIsNoQueue() throws InterruptedException {
    SearchAnswer answer = search(new SimulatedQueue(32, Service.constant(0.02), 1), 200);
    CapacityModel model = CapacityModel.of(answer);
    assertThat(model.queue()).isNull();
    assertThatThrownBy(() -> model.quantileSeconds(100)).isInstanceOf(HeadroomException.class);
    assertThat(AnswerText.headline(answer))
        .isEqualTo(
            "holds p99 < 200 ms up to at least 200 requests/s: the objective holds at the highest"
                + " rate that is allowed");
  }

  @Test
  void theKneeIsWhereTheCurveBends() {
    double[] n = {1, 2, 4, 6, 8, 10, 12, 16};
    double[] x = {10, 20, 40, 60, 80, 80, 80, 80};
    assertThat(Knee.of(n, x)).isEqualTo(new Knee(8, 80));
    assertThat(Knee.of(new double[] {1, 2, 3, 4, 5}, new double[] {1, 2, 3, 4, 5})).isNull();
  }

  @Test
  void ratesHaveThreeDigits() {
    assertThat(List.of(AnswerText.rate(12.345), AnswerText.rate(1_578.4), AnswerText.rate(0.5)))
        .containsExactly("12.3", "1580", "0.5");
  }

  private static SearchAnswer search(SimulatedQueue target, double maxRate)
      throws InterruptedException {
    return new CeilingSearch(
            target,
            LatencyObjective.parse("p99<200ms"),
            SearchSettings.of(10, maxRate, Duration.ofMinutes(10)),
            _ -> {})
        .run();
  }
}
