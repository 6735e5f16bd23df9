package dev.headroom.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.QueueServer;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.Check;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.RequestPlan;
import dev.headroom.load.plan.Scenario;
import dev.headroom.load.plan.Target;
import dev.headroom.load.plan.Template;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LoadRunTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void everyIntendedRequestIsOfferedOnAllThreads() throws InterruptedException {
    try (QueueServer server = new QueueServer(8, _ -> MILLI)) {
      RunResult result =
          Runs.run(
              Runs.open(
                  server.url(), 301, Spacing.EVEN, Duration.ofSeconds(1), Duration.ofSeconds(1)),
              Runs.settings(3, 512));
      StepResult step = result.step();
      assertThat(step.offered()).isEqualTo(301);
      assertThat(step.completed()).isEqualTo(301);
      assertThat(server.served()).hasSize(602);
      assertThat(result.statuses()).containsExactly(java.util.Map.entry(200, 301L));
      assertThat(step.fromIntended().getTotalCount()).isEqualTo(301);
      assertThat(step.fromIntended().getMinValue()).isGreaterThanOrEqualTo(MILLI * 9 / 10);
      assertThat(step.slices()).hasSize(20);
      assertThat(step.slices().stream().mapToLong(Slice::offered).sum()).isEqualTo(602);
      assertThat(result.bytes()).isEqualTo(2 * 301);
      assertThat(result.partial()).isFalse();
      assertThat(step.capHit()).isFalse();
    }
  }

  @Test
  void requestsCarryTheMarks() throws InterruptedException {
    List<HttpHeaders> seen = new CopyOnWriteArrayList<>();
    try (QueueServer server =
        new QueueServer(
            8,
            _ -> 0,
            request -> {
              seen.add(request.headers().copy());
              return QueueServer.text(200, "ok");
            },
            null)) {
      Runs.run(
          Runs.open(server.url(), 20, Spacing.EVEN, Duration.ZERO, Duration.ofMillis(500)),
          Runs.settings(1, 8));
      assertThat(seen).hasSize(10);
      assertThat(seen)
          .allSatisfy(headers -> {
            assertThat(headers.get("Headroom-Load")).isEqualTo("test-run");
            assertThat(headers.get("Baggage")).isEqualTo("headroom.load=test-run");
            assertThat(headers.get("User-Agent")).isEqualTo("headroom-load/1");
            assertThat(headers.get("Host")).isEqualTo("127.0.0.1:" + server.port());
          });
    }
  }

  @Test
  void waitingForAConnectionIsCountedAndVoids() throws InterruptedException {
    try (QueueServer server = new QueueServer(64, _ -> 50 * MILLI)) {
      RunResult result =
          Runs.run(
              Runs.open(server.url(), 100, Spacing.EVEN, Duration.ZERO, Duration.ofSeconds(1)),
              Runs.settings(1, 2));
      StepResult step = result.step();
      assertThat(step.capHit()).isTrue();
      assertThat(result.waitedForRoom()).isGreaterThan(50);
      // Besides the one that found the target.
      assertThat(result.connections()).isEqualTo(1);
      assertThat(step.offered()).isEqualTo(100);
      // Two connections do at most 40 a second: the last one waits for more than a second.
      assertThat(step.completed()).isEqualTo(100);
      assertThat(step.fromIntended().getMaxValue()).isGreaterThan(1000 * MILLI);
      assertThat(step.fromSend().getMinValue()).isGreaterThanOrEqualTo(49 * MILLI);
      assertThat(result.voidReasons()).anyMatch(reason -> reason.contains("not open"));
    }
  }

  @Test
  void whatIsNotAnsweredInTimeFailsAndCounts() throws InterruptedException {
    try (QueueServer server = new QueueServer(64, _ -> 3600_000 * MILLI)) {
      LoadPlan plan =
          Runs.open(server.url(), 50, Spacing.EVEN, Duration.ZERO, Duration.ofSeconds(1));
      var settings =
          new dev.headroom.load.http.EngineSettings(
              1, 512, Duration.ofMillis(300), dev.headroom.load.http.Protocol.AUTO, null, false);
      RunResult result = Runs.run(plan, settings);
      assertThat(result.step().offered()).isEqualTo(50);
      assertThat(result.step().failed()).isEqualTo(50);
      assertThat(result.failures()).containsExactly(java.util.Map.entry("timed out", 50L));
      assertThat(result.step().fromIntended().getMinValue()).isGreaterThanOrEqualTo(299 * MILLI);
    }
  }

  @Test
  void failingTargetsAreGivenUp() throws InterruptedException {
    try (QueueServer server = new QueueServer(8, _ -> 0, _ -> QueueServer.text(503, "no"), null)) {
      RunResult result =
          Runs.run(
              Runs.plan(
                  server.url(),
                  new LoadModel.Open(new RateFunction.Constant(100), Spacing.EVEN),
                  Duration.ZERO,
                  Duration.ofSeconds(30),
                  Abort.USUAL),
              Runs.settings(1, 64));
      assertThat(result.end()).isInstanceOf(RunResult.End.Aborted.class);
      assertThat(result.partial()).isTrue();
      assertThat(result.step().length()).isLessThan(Duration.ofSeconds(30));
      assertThat(result.step().completed()).isZero();
      assertThat(result.step().failed()).isEqualTo(result.step().offered()).isPositive();
      assertThat(result.failures()).containsOnlyKeys("not: status 200-399");
    }
  }

  /// Such a pattern needs a frame of the stack for each character.
  @Test
  void anAnswerThatCannotBeCheckedFailsAndTheRunGoesOn() throws InterruptedException {
    String body = "ab".repeat(100_000);
    try (QueueServer server = new QueueServer(8, _ -> 0, _ -> QueueServer.text(200, body), null)) {
      LoadPlan plain =
          Runs.open(server.url(), 10, Spacing.EVEN, Duration.ZERO, Duration.ofSeconds(1));
      Check check = new Check.Matches(Pattern.compile("^(a|b)*c"));
      RequestPlan request =
          new RequestPlan(
              "deep",
              "GET",
              Template.plain("/"),
              List.of(),
              null,
              List.of(check),
              List.of(),
              RequestPlan.Think.NONE);
      LoadPlan plan =
          new LoadPlan(
              plain.target(),
              plain.load(),
              List.of(new Scenario("s", 1, List.of(request))),
              List.of(),
              List.of(),
              plain.duration(),
              plain.warmUp(),
              plain.slow(),
              1,
              Abort.NEVER,
              List.of());
      RunResult result = Runs.run(plan, Runs.settings(1, 8));
      assertThat(result.step().failed()).isEqualTo(10);
      assertThat(result.failures())
          .containsOnlyKeys("not: an answer that can be checked, but StackOverflowError");
    }
  }

  @Test
  void aStoppedRunTellsWhatItMeasured() throws InterruptedException {
    try (QueueServer server = new QueueServer(8, _ -> MILLI)) {
      LoadPlan plan =
          Runs.open(server.url(), 100, Spacing.EVEN, Duration.ZERO, Duration.ofHours(1));
      try (Engine engine = Engine.open(plan.target(), Runs.settings(1, 64))) {
        LoadRun[] run = new LoadRun[1];
        run[0] = Runs.on(engine, plan, _ -> run[0].stop());
        RunResult result = run[0].run();
        assertThat(result.end()).isEqualTo(new RunResult.End.Stopped());
        assertThat(result.step().offered()).isEqualTo(result.step().completed()).isPositive();
        assertThat(result.step().length()).isLessThan(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void theRateChangesWhileItRuns() throws InterruptedException {
    try (QueueServer server = new QueueServer(8, _ -> 0)) {
      LoadPlan plan =
          Runs.open(server.url(), 0.001, Spacing.EVEN, Duration.ZERO, Duration.ofSeconds(3));
      try (Engine engine = Engine.open(plan.target(), Runs.settings(2, 64))) {
        boolean[] changed = new boolean[1];
        LoadRun[] run = new LoadRun[1];
        Progress progress =
            _ -> {
              if (!changed[0]) {
                changed[0] = true;
                run[0].change(new RateFunction.Constant(100));
              }
            };
        run[0] = Runs.on(engine, plan, progress);
        StepResult step = run[0].run().step();
        // At the first look after a second, however late; the rest of three seconds at 100.
        assertThat(step.offered()).isBetween(2L, 201L);
        assertThat(step.completed()).isEqualTo(step.offered());
        assertThat(
                step.slices().stream()
                    .filter(slice -> slice.start().toMillis() < 900)
                    .mapToLong(Slice::offered)
                    .sum())
            .isEqualTo(1);
      }
    }
  }

  @Test
  void usersOfAClosedModelWaitForAnswers() throws InterruptedException {
    try (QueueServer server = new QueueServer(1, _ -> 20 * MILLI)) {
      RunResult result =
          Runs.run(
              Runs.plan(
                  server.url(),
                  new LoadModel.Closed(5, Duration.ZERO),
                  Duration.ZERO,
                  Duration.ofSeconds(1),
                  Abort.NEVER),
              Runs.settings(2, 64));
      // Besides the one that found the target.
      assertThat(result.connections()).isEqualTo(4);
      assertThat(result.step().slices()).allMatch(slice -> slice.inFlightAtEnd() <= 5);
      // One server of 20 ms cannot do more than 50 a second, whoever asks.
      assertThat(result.step().completed()).isBetween(5L, 56L);
      assertThat(result.step().capHit()).isFalse();
    }
  }

  @Test
  void stepsFollowEachOtherOverTheSameConnections() throws InterruptedException {
    try (QueueServer server = new QueueServer(8, _ -> MILLI)) {
      LoadPlan plan = Runs.open(server.url(), 1, Spacing.EVEN, Duration.ZERO, Duration.ofHours(1));
      try (Engine engine = Engine.open(plan.target(), Runs.settings(1, 64))) {
        Steps steps =
            new TargetSteps(
                engine,
                plan,
                Spacing.EVEN,
                new Marks("steps", "1"),
                Duration.ofSeconds(1),
                Progress.NONE,
                java.time.InstantSource.fixed(java.time.Instant.EPOCH));
        for (int rate : new int[] {50, 150}) {
          StepResult step =
              steps.hold(
                  new StepRequest(
                      rate,
                      Duration.ofMillis(200),
                      Duration.ofSeconds(1),
                      Duration.ofNanos(MILLI / 2)));
          assertThat(step.ratePerSecond()).isEqualTo(rate);
          assertThat(step.offered()).isEqualTo(rate);
          assertThat(step.completed()).isEqualTo(rate);
          // Service alone takes longer than the threshold.
          assertThat(step.slices().stream().mapToLong(Slice::slow).sum())
              .isEqualTo(step.slices().stream().mapToLong(Slice::completed).sum());
        }
      }
    }
  }

  @Test
  void aTargetThatIsNotThereIsToldBeforeTheRun() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() ->
            Engine.open(Target.of("--target", "http://127.0.0.1:" + port), Runs.settings(1, 8)))
        .isInstanceOfSatisfying(
            HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("cannot be reached");
  }
}
