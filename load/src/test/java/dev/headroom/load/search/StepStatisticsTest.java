package dev.headroom.load.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.search.CeilingFit.Point;
import dev.headroom.load.search.SimulatedQueue.Service;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is made of the slices of a step.
final class StepStatisticsTest {
  @Test
  void independentSlowRequestsHaveNoDesignEffect() {
    SplittableRandom random = new SplittableRandom(1);
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long slow = 0;
      for (int request = 0; request < 50; request++) {
        slow += random.nextDouble() < 0.02 ? 1 : 0;
      }
      slices.add(slice(i, 50, 50, slow, 5));
    }
    SlowShare share = SlowShare.of(slices);
    assertThat(share.share()).isCloseTo(0.02, within(0.002));
    assertThat(share.designEffect(1)).isBetween(1.0, 2.5);
    Interval interval = share.interval(1);
    assertThat(interval.low()).isLessThan(0.02);
    assertThat(interval.high()).isGreaterThan(0.02);
  }

  @Test
  void requestsThatAreSlowTogetherCountForLess() {
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      slices.add(slice(i, 50, 50, i >= 90 && i < 100 ? 40 : 0, 5));
    }
    SlowShare share = SlowShare.of(slices);
    assertThat(share.designEffect(1)).isGreaterThan(100);
    assertThat(share.interval(1).high()).isGreaterThan(0.1);
  }

  @Test
  void nothingSlowIsNotCertainty() {
    SlowShare share = SlowShare.of(List.of(slice(0, 100, 100, 0, 1), slice(1, 100, 100, 0, 1)));
    assertThat(share.interval(1).high()).isCloseTo(3.69 / 200, within(0.001));
    assertThat(share.interval(10).high()).isGreaterThan(0.1);
  }

  @Test
  void aQueueBelowItsCapacityIsNotOverloaded() {
    int alarms = 0;
    for (int seed = 1; seed <= 200; seed++) {
      alarms += overloaded(360, seed) ? 1 : 0;
    }
    assertThat(alarms).as("of 200 steps at 90 %").isLessThanOrEqualTo(4);
  }

  @Test
  void aQueueAboveItsCapacityIs() {
    for (int seed = 1; seed <= 50; seed++) {
      assertThat(overloaded(460, seed)).as("seed %d", seed).isTrue();
    }
  }

  private static boolean overloaded(double rate, long seed) {
    SimulatedQueue queue = new SimulatedQueue(8, Service.exponential(0.02), seed);
    StepRequest request =
        new StepRequest(rate, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(1));
    return Backlog.of(StepJudge.measured(request, queue.hold(request))).overloaded(rate);
  }

  @Test
  void theFitFindsTheCrossingOfALine() {
    List<Point> points = new ArrayList<>();
    for (double rate : new double[] {90, 95, 100, 105, 110}) {
      double share = 0.01 * Math.pow(rate / 100, 20);
      points.add(new Point(rate, new SlowShare(1e5, 1e5 * share, 20, 0), 1, true));
    }
    CeilingFit fit = CeilingFit.of(points, 0.01, 1, 1e4, Double.POSITIVE_INFINITY, 98);
    assertThat(fit).isNotNull();
    assertThat(fit.rate()).isCloseTo(100, within(0.2));
    assertThat(fit.slope()).isCloseTo(20, within(1.0));
    assertThat(fit.interval().low()).isBetween(98.0, 100.0);
    assertThat(fit.interval().high()).isBetween(100.0, 102.0);
  }

  @Test
  void stepsGrowWithTheMemoryOfTheQueue() {
    QueueGuess queue = new QueueGuess(0.02, 1, 40_000, 100, 0);
    // √400 less two per mille, less √324: the relaxation time is about a quarter of a second.
    assertThat(queue.relaxationSeconds(324)).isCloseTo(0.26, within(0.01));
    assertThat(queue.length(324, 0.01, Duration.ofSeconds(1)))
        .isBetween(Duration.ofMillis(7_500), Duration.ofMillis(8_200));
    assertThat(queue.length(380, 0.01, Duration.ofSeconds(1)))
        .isGreaterThan(Duration.ofSeconds(100));
    assertThat(queue.settledAt(queue.length(380, 0.01, Duration.ofSeconds(1))))
        .isCloseTo(380, within(0.1));
  }

  private static Slice slice(int i, long offered, long completed, long slow, long inFlight) {
    return new Slice(
        Duration.ofMillis(i * 100L), Duration.ofMillis(100), offered, completed, 0, slow, inFlight);
  }
}
