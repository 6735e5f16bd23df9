package dev.headroom.load.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.load.QueueServer;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.http.Protocol;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.plan.Target;
import dev.headroom.load.run.Marks;
import dev.headroom.load.run.Progress;
import dev.headroom.load.run.TargetSteps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The search with the real generator and a server whose law is known. How fast the machine is does
/// not matter: a slow one makes the server slower than its law, never faster.
final class SearchOverNetworkTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Test
  void vouchesForNoMoreThanTheServersCanDo() throws InterruptedException {
    long service = Duration.ofMillis(10).toNanos();
    try (QueueServer server = new QueueServer(2, _ -> service)) {
      SearchAnswer answer = search(server.url());
      assertThat(answer.steps()).hasSizeGreaterThan(2).allMatch(step -> step.offered() > 0);
      assertThat(answer.service()).isNotEmpty().allMatch(time -> time.toNanos() >= service * 0.98);
      // Two servers of 10 ms complete 200 requests a second, and a few that were begun before.
      assertThat(answer.steps()).allMatch(step -> step.throughput() < 215);
      // In steps of a second a queue is still growing when they end, so that more may seem to hold;
      // what is vouched for may not be more than can be done.
      if (answer.interval() != null) {
        assertThat(answer.interval().low()).isLessThan(215);
      }
      assertThat(server.served().size())
          .isGreaterThanOrEqualTo(
              answer.steps().stream().mapToInt(step -> (int) step.completed()).sum());
    }
  }

  private static SearchAnswer search(String url) throws InterruptedException {
    PlanFile file =
        PlanFile.ofUrl(Target.of("url", url), new PlanFile.SingleRequest(null, List.of(), null));
    EngineSettings settings = new EngineSettings(1, 512, TIMEOUT, Protocol.AUTO, null, false);
    try (Engine engine = Engine.open(file.target(), settings)) {
      TargetSteps steps =
          new TargetSteps(
              engine,
              plan(file),
              Spacing.POISSON,
              new Marks("test-run", "1"),
              TIMEOUT,
              Progress.NONE,
              InstantSource.fixed(Instant.EPOCH));
      Duration step = Duration.ofSeconds(1);
      return new CeilingSearch(
              steps,
              LatencyObjective.parse("p90<200ms"),
              new SearchSettings(
                  20, 500, Duration.ofSeconds(8), step.dividedBy(2), step, Duration.ZERO, 0.2, 1),
              _ -> {})
          .run();
    }
  }

  private static LoadPlan plan(PlanFile file) {
    return new LoadPlan(
        file.target(),
        new LoadModel.Open(new RateFunction.Constant(1), Spacing.POISSON),
        file.scenarios(),
        file.feeds(),
        file.variables(),
        Duration.ofSeconds(1),
        Duration.ZERO,
        file.slow(),
        3,
        Abort.NEVER,
        List.of());
  }
}
