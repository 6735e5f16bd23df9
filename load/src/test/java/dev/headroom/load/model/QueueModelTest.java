package dev.headroom.load.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.load.search.SimulatedQueue;
import dev.headroom.load.search.SimulatedQueue.Service;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Predictions of the queue against simulations of the same queue.
final class QueueModelTest {
  private static final double MEAN = 0.01;

  @ParameterizedTest
  @CsvSource({
    "1, 0.7, 1.0",
    "4, 0.7, 1.0",
    "16, 0.9, 1.0",
    "4, 0.8, 0.5",
    "16, 0.9, 0.5",
    "4, 0.8, 2.0",
    "16, 0.9, 2.0"
  })
  void isNearASimulation(int servers, double busy, double variation) {
    Service service =
        variation == 1 ? Service.exponential(MEAN) : Service.lognormal(MEAN, variation);
    double rate = busy * servers / MEAN;
    QueueModel model = QueueModel.of(times(service), servers / MEAN);
    Duration length = Duration.ofMillis(Math.round(400_000 / rate * 1_000));
    StepResult truth =
        new SimulatedQueue(servers, service, 7)
            .hold(new StepRequest(rate, Duration.ofSeconds(10), length, Duration.ofSeconds(1)));
    double p99 = truth.fromIntended().getValueAtPercentile(99) / 1e9;
    assertThat(model.servers()).isEqualTo(servers);
    // With a variation of 2 the few longest service times decide, and samples differ in those.
    double error = variation > 1 ? 0.35 : 0.2;
    assertThat(model.quantileSeconds(rate, 0.99)).isCloseTo(p99, within(error * p99));
  }

  @Test
  void choosesHowItWorksWaitsOut() {
    assertThat(QueueModel.of(times(Service.exponential(MEAN)), 400).formula())
        .isEqualTo(QueueModel.Formula.MARKOV);
    assertThat(QueueModel.of(times(Service.constant(MEAN)), 400).formula())
        .isEqualTo(QueueModel.Formula.ALLEN_CUNNEEN);
    assertThat(QueueModel.of(times(Service.lognormal(MEAN, 3)), 400).formula())
        .isEqualTo(QueueModel.Formula.SIMULATION);
  }

  @Test
  void atFullLoadThereIsNoEnd() {
    assertThat(QueueModel.of(times(Service.constant(MEAN)), 400).quantileSeconds(400, 0.99))
        .isInfinite();
  }

  private static List<Duration> times(Service service) {
    SplittableRandom random = new SplittableRandom(3);
    return Stream.generate(() -> Duration.ofNanos(Math.round(service.draw(random) * 1e9)))
        .limit(20_000)
        .sorted()
        .toList();
  }
}
