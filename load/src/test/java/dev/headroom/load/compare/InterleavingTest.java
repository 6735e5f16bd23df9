package dev.headroom.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.compare.Comparison.Verdict;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.load.run.Steps;
import dev.headroom.load.search.SimulatedQueue;
import dev.headroom.load.search.SimulatedQueue.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two simulated queues under the same load.
final class InterleavingTest {
  private static final StepRequest REQUEST =
      new StepRequest(200, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1));

  @Test
  void loadGoesToBothInTurn() throws InterruptedException {
    List<String> order = new ArrayList<>();
    new Interleaving(queue(0.02, 1), queue(0.02, 2), REQUEST, 0.99, held -> order.add(held.side()))
        .run(5);
    assertThat(String.join("", order)).isEqualTo("ABBA".repeat(5));
  }

  @Test
  void aSlowerServiceIsFound() throws InterruptedException {
    Comparison comparison =
        new Interleaving(queue(0.02, 1), queue(0.026, 2), REQUEST, 0.5, _ -> {}).run(10);
    assertThat(comparison.verdict()).isEqualTo(Verdict.SLOWER);
    // The service takes 30 % longer, and the fuller queue adds to that.
    assertThat(comparison.interval().low()).isBetween(0.2, 0.5);
    assertThat(comparison.interval().high()).isBetween(0.3, 0.7);
    assertThat(ComparisonText.of("p50", comparison))
        .startsWith("B is slower. p50 of B against A: +")
        .endsWith("would have been told.");
  }

  @Test
  void equalQueuesHaveNoVerdictAsARule() throws InterruptedException {
    int verdicts = 0;
    for (int seed = 1; seed <= 60; seed++) {
      Comparison comparison =
          new Interleaving(queue(0.02, seed), queue(0.02, -seed), REQUEST, 0.99, _ -> {}).run(6);
      verdicts += comparison.verdict() == Verdict.NONE ? 0 : 1;
    }
    assertThat(verdicts).as("of 60 equal pairs").isLessThanOrEqualTo(3);
  }

  @Test
  void aGeneratorAtItsLimitEndsIt() {
    Steps busy =
        request -> {
          StepResult result = queue(0.02, 1).hold(request);
          return new StepResult(
              result.ratePerSecond(),
              result.length(),
              result.fromIntended(),
              result.fromSend(),
              result.lateness(),
              result.offered(),
              result.completed(),
              result.failed(),
              result.slices(),
              0.95,
              false);
        };
    assertThatThrownBy(() -> new Interleaving(busy, busy, REQUEST, 0.99, _ -> {}).run(5))
        .isInstanceOf(HeadroomException.class)
        .hasMessageStartingWith("round 1, A: the generator was the limit (95 % of its core)");
  }

  private static Steps queue(double mean, long seed) {
    return new SimulatedQueue(8, Service.exponential(mean), seed);
  }
}
