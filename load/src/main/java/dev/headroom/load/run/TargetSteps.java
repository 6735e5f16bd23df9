package dev.headroom.load.run;

import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import java.time.Duration;
import java.time.InstantSource;

/// Holds load against a real target, with the scenarios of a plan; connections stay from step to
/// step. The plan's rate, times and abort condition do not count: who asks for steps decides.
public final class TargetSteps implements Steps {
  private final Engine engine;
  private final LoadPlan plan;
  private final Spacing spacing;
  private final Marks marks;
  private final Duration drain;
  private final Progress progress;
  private final InstantSource clock;
  private long steps;

  public TargetSteps(
      Engine engine,
      LoadPlan plan,
      Spacing spacing,
      Marks marks,
      Duration drain,
      Progress progress,
      InstantSource clock) {
    this.engine = engine;
    this.plan = plan;
    this.spacing = spacing;
    this.marks = marks;
    this.drain = drain;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public StepResult hold(StepRequest request) throws InterruptedException {
    LoadPlan step =
        plan.step(
            new LoadModel.Open(new RateFunction.Constant(request.ratePerSecond()), spacing),
            request.warmUp(),
            request.length(),
            request.threshold(),
            // Two steps at one rate are two samples only when their arrivals differ.
            plan.seed() + 1000 * steps++);
    return new LoadRun(engine, step, marks, drain, progress, clock).run().step();
  }
}
