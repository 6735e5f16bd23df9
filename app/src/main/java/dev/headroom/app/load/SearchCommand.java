package dev.headroom.app.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.app.read.Server;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.model.AnswerJson;
import dev.headroom.load.model.AnswerText;
import dev.headroom.load.model.CapacityModel;
import dev.headroom.load.model.PassiveCeiling;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.result.Words;
import dev.headroom.load.run.Marks;
import dev.headroom.load.run.TargetSteps;
import dev.headroom.load.search.CeilingSearch;
import dev.headroom.load.search.JudgedStep;
import dev.headroom.load.search.LatencyObjective;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.load.search.SearchSettings;
import dev.headroom.stat.Interval;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom load search`: finds the highest rate at which an objective holds.
@Command(
    name = "search",
    description = "Find the highest rate at which an objective holds, and say how sure that is.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The rate is doubled until the target is overloaded, then narrowed down.",
      "Steps are as long as the queue at the target needs to settle; each is told",
      "when it is over. What fails counts as slow. See docs/load-search.md.",
      "Exit codes: 0 fine; 1 no rate holds, the interval is not above --at-least,",
      "or the generator was the limit; 2 wrong usage; 3 cannot reach the target.",
      "",
      "Example: headroom load search --target http://test:8080/ \\",
      "           --allow http://test:8080/ --objective 'p99<300ms' --at-least 400"
    })
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TargetOptions to = new TargetOptions();
  @Mixin private Server server = new Server();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description =
          "also hold the answer against the ceiling that a server has of this service's route;"
              + " needs --operation")
  private @Nullable String service;

  @Option(names = "--operation", paramLabel = "ROUTE", description = "the route of --service")
  private @Nullable String operation;

  @Option(
      names = "--store",
      description =
          "have the server (--server) keep the answer, as of the route of --service and"
              + " --operation when they are given")
  private boolean store;

  @Option(
      names = "--app-version",
      paramLabel = "VERSION",
      defaultValue = "",
      description = "with --store: version of what is tested")
  private String appVersion = "";

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      defaultValue = "",
      description = "with --store: where it runs")
  private String environment = "";

  @Option(
      names = "--objective",
      paramLabel = "TEXT",
      required = true,
      description = "a percentile and a time, e.g. p99<300ms")
  private String objective = "";

  @Option(
      names = "--start-rate",
      paramLabel = "RATE",
      defaultValue = "10",
      description = "requests per second of the first step, far below the ceiling (default 10)")
  private String startRate = "10";

  @Option(
      names = "--max-rate",
      paramLabel = "RATE",
      defaultValue = "1000",
      description = "highest rate that is allowed (default 1000 per second)")
  private String maxRate = "1000";

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "for how long load is offered at most (default 10m)")
  private String budget = "10m";

  @Option(
      names = "--step",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "the least length of a step (default 10s); half of it while the rate doubles")
  private String step = "10s";

  @Option(
      names = "--precision",
      paramLabel = "SHARE",
      defaultValue = "8%",
      description = "stop when the ends of the interval are so far apart (default 8%%)")
  private String precision = "8%";

  @Option(
      names = "--lateness",
      paramLabel = "SHARE",
      defaultValue = "1%",
      description =
          "a step is void when 1%% of its requests started later than this share of the"
              + " objective's time (default 1%%); more makes the answer err to the low side")
  private String lateness = "1%";

  @Option(
      names = "--at-least",
      paramLabel = "RATE",
      description = "exit code 1 unless the whole interval lies at or above it")
  private @Nullable String atLeast;

  @Option(
      names = "--predict",
      paramLabel = "RATE",
      description =
          "also say what the objective's percentile would be at a rate; at most 1.25 times the"
              + " highest that was measured; repeatable")
  private List<String> predict = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "write the answer as JSON")
  private @Nullable Path out;

  @Option(names = "--json", description = "print the answer as JSON")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PlanFile file = to.plan();
    LatencyObjective wanted = LatencyObjective.parse(objective);
    SearchSettings settings = settings();
    Double least = atLeast == null ? null : Amounts.rate("--at-least", atLeast);
    PassiveCeiling passive = store ? passiveIfKnown() : passive();
    Marks marks = TargetOptions.marks();
    Instant began = InstantSource.system().instant();
    SearchAnswer answer = search(file, wanted, settings, marks);
    CapacityModel model = CapacityModel.of(answer);
    List<String> details = new ArrayList<>(AnswerText.details(answer, model));
    if (passive != null) {
      details.addAll(passive.against(answer));
    }
    predict.forEach(rate -> details.add(predicted(model, wanted, rate)));
    String target = file.target().origin() + file.target().path();
    String written = AnswerJson.write(target, answer, model, details);
    if (out != null) {
      ReportOptions.save(out, written);
    }
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      console.println(written);
    } else {
      console.println(AnswerText.headline(answer));
      details.forEach(line -> console.println("  " + line));
    }
    console.flush();
    boolean holds = answer.holds(least == null ? 0 : least);
    if (store) {
      KeptSearch kept =
          new KeptSearch(
              marks.runId(), began, target, service, operation, appVersion, environment, !holds);
      spec.commandLine()
          .getErr()
          .println("kept: " + kept.send(server.client(), answer, details, written));
      spec.commandLine().getErr().flush();
    }
    return holds ? 0 : 1;
  }

  /// An answer can be kept of a route that production does not have yet.
  private @Nullable PassiveCeiling passiveIfKnown() throws InterruptedException {
    try {
      return passive();
    } catch (HeadroomException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /// Asked for before the test: that it is unknown should not be told after minutes of load.
  private @Nullable PassiveCeiling passive() throws InterruptedException {
    if (service == null && operation == null) {
      return null;
    }
    if (service == null || operation == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "one of --service and --operation is missing; expected both");
    }
    JsonNode ceiling =
        server
            .client()
            .get(
                "/api/services/" + ApiClient.encoded(service) + "/route",
                List.of(new ApiClient.Parameter("operation", operation)))
            .path("ceiling");
    JsonNode limit = ceiling.path("limits").path(0);
    if (!limit.isObject()) {
      throw new HeadroomException(
          ErrorCode.NOT_FOUND,
          "the server knows no ceiling of " + service + " " + operation + " in the last hour");
    }
    return new PassiveCeiling(
        limit.path("title").asText(),
        limit.path("perSecond").asDouble(),
        new Interval(limit.path("low").asDouble(), limit.path("high").asDouble()),
        ceiling.path("peakPerSecond").asDouble());
  }

  private static String predicted(CapacityModel model, LatencyObjective wanted, String rate) {
    double perSecond = Amounts.rate("--predict", rate);
    try {
      double nanos = model.quantileSeconds(perSecond) * 1e9;
      return "at "
          + Words.rate(perSecond)
          + " "
          + wanted.percentile()
          + " would be "
          + (Double.isInfinite(nanos) ? "without end" : Words.time(nanos));
    } catch (HeadroomException e) {
      return "--predict " + rate + ": " + e.getMessage();
    }
  }

  private SearchSettings settings() {
    Duration least = Amounts.duration("--step", step);
    return new SearchSettings(
        Amounts.rate("--start-rate", startRate),
        Amounts.rate("--max-rate", maxRate),
        Amounts.duration("--budget", budget),
        least.dividedBy(2),
        least,
        least.dividedBy(2),
        Amounts.share("--precision", precision),
        Amounts.share("--lateness", lateness));
  }

  private SearchAnswer search(
      PlanFile file, LatencyObjective wanted, SearchSettings settings, Marks marks)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    EngineSettings engineSettings = to.engine();
    ProgressLine line = ProgressLine.on(err);
    try (Engine engine = Engine.open(file.target(), engineSettings)) {
      TargetSteps steps =
          new TargetSteps(
              engine,
              plan(file, to.seed(file)),
              to.spacing(file),
              marks,
              engineSettings.timeout(),
              line,
              InstantSource.system());
      return new CeilingSearch(
              steps,
              wanted,
              settings,
              done -> {
                line.close();
                err.println(told(done));
                err.flush();
              })
          .run();
    } finally {
      line.close();
    }
  }

  /// The scenarios; rates and times come from whoever asks for steps.
  static LoadPlan plan(PlanFile file, long seed) {
    return new LoadPlan(
        file.target(),
        new LoadModel.Open(new RateFunction.Constant(1), Spacing.POISSON),
        file.scenarios(),
        file.feeds(),
        file.variables(),
        Duration.ofSeconds(1),
        Duration.ZERO,
        file.slow(),
        seed,
        Abort.NEVER,
        List.of());
  }

  static String told(JudgedStep done) {
    return String.format(
        Locale.ROOT,
        "%8s for %5s  %-10s %s (p50 %s, p99 %s, %.1f in flight)",
        Words.rate(done.ratePerSecond()),
        Words.length(done.length()),
        done.verdict().name().toLowerCase(Locale.ROOT),
        done.reason(),
        Words.time(done.latency().p50().toNanos()),
        Words.time(done.latency().p99().toNanos()),
        done.inFlight());
  }
}
