package dev.headroom.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.load.QueueServer;
import dev.headroom.load.arrival.ArrivalTimes;
import dev.headroom.load.arrival.RateControl;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// The generator against a server whose truth is known.
final class GroundTruthTest {
  private static final Duration NO_TIME = Duration.ZERO;

  /// Two servers, exponential service of 50 ms in the mean, Poisson arrivals at 70 % utilization.
  /// What each request must take follows from when it was intended to start and how long it was
  /// really served (Lindley's recursion for two servers), so chance plays no part in the
  /// comparison. What the generator says of its own lateness is its error bar, and on a busy
  /// machine it is needed: once for the way to the server, once for the way back.
  @Test
  void measuresAQueueWithinFivePercent() throws InterruptedException {
    double rate = 0.7 * 2 / 0.050;
    SplittableRandom random = new SplittableRandom(Runs.SEED);
    long[] service =
        random.doubles(4000).mapToLong(u -> (long) (-50e6 * Math.log(1 - u))).toArray();
    Duration length = Duration.ofSeconds(12);
    try (QueueServer server = new QueueServer(2, i -> service[i])) {
      LoadPlan plan = Runs.open(server.url(), rate, Spacing.POISSON, NO_TIME, length);
      RunResult result = Runs.run(plan, Runs.settings(1, 512));

      double[] expected = lindley(intended(rate, length), server.served());
      StepResult step = result.step();
      assertThat(step.offered()).isEqualTo(expected.length);
      assertThat(step.completed()).isEqualTo(expected.length);
      double errorBar = 2 * step.lateness().getMean();
      double mean = Arrays.stream(expected).average().orElseThrow();
      assertThat(step.fromIntended().getMean()).isCloseTo(mean, within(0.05 * mean + errorBar));
      Arrays.sort(expected);
      double p90 = expected[(int) (0.9 * expected.length)];
      assertThat((double) step.fromIntended().getValueAtPercentile(90))
          .isCloseTo(p90, within(0.05 * p90 + errorBar));
      assertThat(step.fromIntended().getMean() / 1e6)
          .as("a queue, not only service")
          .isGreaterThan(60);
    }
  }

  private static long[] intended(double rate, Duration length) {
    ArrivalTimes times =
        new ArrivalTimes(
            new RateControl(new RateFunction.Constant(rate)), Spacing.POISSON, Runs.SEED, 0, 1);
    long[] intended = new long[4000];
    int count = 0;
    while (times.peek() < length.toNanos()) {
      intended[count++] = times.peek();
      times.advance();
    }
    return Arrays.copyOf(intended, count);
  }

  private static double[] lindley(long[] intended, List<QueueServer.Served> served) {
    long[] service =
        served.stream()
            .sorted((a, b) -> Long.compare(a.began(), b.began()))
            .mapToLong(QueueServer.Served::service)
            .toArray();
    PriorityQueue<Long> freeAt = new PriorityQueue<>(List.of(0L, 0L));
    double[] took = new double[intended.length];
    for (int i = 0; i < took.length; i++) {
      long ended = Math.max(freeAt.remove(), intended[i]) + service[i];
      freeAt.add(ended);
      took[i] = ended - intended[i];
    }
    return took;
  }

  /// The server does nothing for a second. Who asks 200 times a second would have waited for what
  /// was left of it: 200 requests wait, every second one longer than half a second. Four users who
  /// wait for answers see four slow requests.
  @Test
  void aStallShowsInFullAndAClosedModelHidesIt() throws InterruptedException {
    Duration length = Duration.ofSeconds(3);
    try (QueueServer server = new QueueServer(64, _ -> 0)) {
      LoadPlan open = Runs.open(server.url(), 200, Spacing.EVEN, NO_TIME, length);
      StepResult whole = stalled(server, open).step();
      StepResult hidden =
          stalled(
                  server,
                  Runs.plan(
                      server.url(),
                      new LoadModel.Closed(4, Duration.ofMillis(20)),
                      NO_TIME,
                      length,
                      Abort.NEVER))
              .step();

      assertThat(whole.offered()).isEqualTo(600);
      assertThat(whole.completed()).isEqualTo(600);
      assertThat(slower(whole, 500)).isGreaterThanOrEqualTo(95);
      assertThat(slower(whole, 100)).isGreaterThanOrEqualTo(175);
      assertThat(whole.fromIntended().getMaxValue() / 1e6).isGreaterThan(950);
      assertThat(whole.fromIntended().getValueAtPercentile(90) / 1e6).isGreaterThan(500);

      assertThat(slower(hidden, 500)).isBetween(1L, 4L);
    }
  }

  private static RunResult stalled(QueueServer server, LoadPlan plan) throws InterruptedException {
    try (Engine engine = Engine.open(plan.target(), Runs.settings(1, 512))) {
      boolean[] stalled = new boolean[1];
      Progress onFirstSecond =
          _ -> {
            if (!stalled[0]) {
              stalled[0] = true;
              server.stall(Duration.ofSeconds(1));
            }
          };
      return Runs.on(engine, plan, onFirstSecond).run();
    }
  }

  private static long slower(StepResult step, long millis) {
    return step.fromIntended().getCountBetweenValues(millis * 1_000_000, Tally.MOST_NANOS);
  }

  /// The generator's own thread is held for 400 ms: nothing is dropped, requests of that time are
  /// late by up to that, and latency from the intended time has it, that from sending has not.
  @Test
  void aStarvedGeneratorSaysSo() throws InterruptedException {
    try (QueueServer server = new QueueServer(64, _ -> 0)) {
      LoadPlan plan = Runs.open(server.url(), 500, Spacing.EVEN, NO_TIME, Duration.ofSeconds(2));
      RunResult result;
      try (Engine engine = Engine.open(plan.target(), Runs.settings(1, 512))) {
        boolean[] held = new boolean[1];
        Progress onFirstSecond =
            _ -> {
              if (!held[0]) {
                held[0] = true;
                engine.clients().getFirst().execute(() -> hold(Duration.ofMillis(400)));
              }
            };
        result = Runs.on(engine, plan, onFirstSecond).run();
      }
      StepResult step = result.step();
      assertThat(step.offered()).isEqualTo(1000);
      assertThat(step.completed()).isEqualTo(1000);
      assertThat(step.lateness().getTotalCount()).isEqualTo(1000);
      assertThat(step.lateness().getMaxValue() / 1e6).isGreaterThan(390);
      assertThat(step.lateness().getCountBetweenValues(200_000_000, Tally.MOST_NANOS))
          .isGreaterThanOrEqualTo(95);
      assertThat(slower(step, 200)).isGreaterThanOrEqualTo(95);
      assertThat(result.voidReasons()).anyMatch(reason -> reason.contains("late"));
    }
  }

  private static void hold(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
