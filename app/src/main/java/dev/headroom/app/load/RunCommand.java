package dev.headroom.app.load;

import dev.headroom.load.http.Engine;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.Caps;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.plan.Threshold;
import dev.headroom.load.result.Judging;
import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.LoadRun;
import dev.headroom.load.run.Marks;
import dev.headroom.load.run.RunResult;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom load run`: makes load and tells what came of it.
@Command(
    name = "run",
    description = "Make load and tell what came of it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Latency counts from when a request should have started, whether or not the target keeps up.",
      "Each request carries the header Headroom-Load and baggage headroom.load with the run's id.",
      "Ctrl-C ends a run early and still tells its result, marked as partial.",
      "Exit codes: 0 fine, 1 a threshold is broken or the run was given up or is void, 2 wrong",
      "usage, 3 the target cannot be reached."
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TargetOptions to = new TargetOptions();
  @Mixin private RateOptions load = new RateOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--slow",
      paramLabel = "TIME",
      description =
          "from when on a request counts as slow in the slices of the result (default 1s)")
  private @Nullable String slow;

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      description =
          "exit code 1 when it holds: p99>300ms, mean, max, errors>1%%, completed<190;"
              + " repeatable")
  private List<String> failIf = new ArrayList<>();

  @Option(
      names = "--abort-errors",
      paramLabel = "SHARE",
      description = "give up when more requests than that fail over five seconds (default 50%%)")
  private @Nullable String abortErrors;

  @Option(names = "--no-abort", description = "never give up")
  private boolean noAbort;

  @Option(
      names = "--max-rate",
      paramLabel = "RATE",
      defaultValue = "1000",
      description = "highest rate that is allowed (default 1000 per second)")
  private String maxRate = "1000";

  @Option(
      names = "--max-users",
      paramLabel = "NUMBER",
      defaultValue = "100",
      description = "most users of the closed model that are allowed (default 100)")
  private int maxUsers = 100;

  @Option(
      names = "--max-duration",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "longest run that is allowed (default 10m)")
  private String maxDuration = "10m";

  @Override
  public Integer call() throws InterruptedException {
    PlanFile file = to.plan();
    LoadPlan plan = plan(file);
    new Caps(maxRate(), maxUsers, Amounts.duration("--max-duration", maxDuration)).check(plan);
    EngineSettings settings = to.engine();
    try (StopAtExit stop = new StopAtExit()) {
      RunRecord run = run(plan, settings, stop);
      PrintWriter out = spec.commandLine().getOut();
      output.write(run, out);
      out.flush();
      return run.failed() ? 1 : 0;
    }
  }

  private LoadPlan plan(PlanFile file) {
    RateOptions.Asked asked = load.asked(file, to.spacing(file));
    List<Threshold> thresholds = new ArrayList<>(file.thresholds());
    failIf.forEach(text -> thresholds.add(Threshold.of("--fail-if", text)));
    return new LoadPlan(
        file.target(),
        asked.model(),
        file.scenarios(),
        file.feeds(),
        file.variables(),
        asked.duration(),
        asked.warmUp(),
        slow == null ? file.slow() : Amounts.duration("--slow", slow),
        to.seed(file),
        abort(file),
        thresholds);
  }

  private Abort abort(PlanFile file) {
    if (noAbort) {
      return Abort.NEVER;
    }
    return abortErrors == null
        ? file.abort()
        : new Abort(
            Amounts.share("--abort-errors", abortErrors), Abort.USUAL.over(), Abort.USUAL.least());
  }

  private RunRecord run(LoadPlan plan, EngineSettings settings, StopAtExit stop)
      throws InterruptedException {
    Marks marks = TargetOptions.marks();
    InstantSource clock = InstantSource.system();
    try (Engine engine = Engine.open(plan.target(), settings);
        RunListeners listeners = output.listeners(marks, clock, spec.commandLine().getErr())) {
      LoadRun run = new LoadRun(engine, plan, marks, settings.timeout(), listeners, clock);
      if (load.steered()) {
        Thread.ofVirtual().name("steering").start(() -> Steering.follow(System.in, run, maxRate()));
      }
      stop.by(run::stop);
      RunResult result = run.run();
      return new RunRecord(
          "headroom",
          plan.target().origin() + plan.target().path(),
          RateOptions.words(plan),
          result,
          Judging.verdicts(result, plan.thresholds()));
    }
  }

  private double maxRate() {
    return Amounts.rate("--max-rate", maxRate);
  }
}
