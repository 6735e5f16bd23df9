package dev.headroom.load.run;

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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Runs of one request against servers of tests.
final class Runs {
  static final long SEED = 7;

  private Runs() {}

  static EngineSettings settings(int threads, int connections) {
    return new EngineSettings(
        threads, connections, Duration.ofSeconds(10), Protocol.AUTO, null, false);
  }

  static LoadPlan open(String url, double rate, Spacing spacing, Duration warmUp, Duration length) {
    return plan(
        url,
        new LoadModel.Open(new RateFunction.Constant(rate), spacing),
        warmUp,
        length,
        Abort.NEVER);
  }

  static LoadPlan plan(String url, LoadModel load, Duration warmUp, Duration length, Abort abort) {
    PlanFile file =
        PlanFile.ofUrl(Target.of("url", url), new PlanFile.SingleRequest(null, List.of(), null));
    return new LoadPlan(
        file.target(),
        load,
        file.scenarios(),
        file.feeds(),
        file.variables(),
        length,
        warmUp,
        Duration.ofSeconds(1),
        SEED,
        abort,
        List.of());
  }

  static RunResult run(LoadPlan plan, EngineSettings settings) throws InterruptedException {
    try (Engine engine = Engine.open(plan.target(), settings)) {
      return on(engine, plan).run();
    }
  }

  static LoadRun on(Engine engine, LoadPlan plan) {
    return on(engine, plan, Progress.NONE);
  }

  static LoadRun on(Engine engine, LoadPlan plan, Progress progress) {
    return new LoadRun(
        engine,
        plan,
        new Marks("test-run", "1"),
        Duration.ofSeconds(10),
        progress,
        InstantSource.fixed(Instant.EPOCH));
  }
}
