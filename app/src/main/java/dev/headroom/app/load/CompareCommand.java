package dev.headroom.app.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.compare.Comparison;
import dev.headroom.load.compare.ComparisonText;
import dev.headroom.load.compare.Interleaving;
import dev.headroom.load.compare.RunSeries;
import dev.headroom.load.compare.RunSeries.Percentile;
import dev.headroom.load.compare.Series;
import dev.headroom.load.files.RunFile;
import dev.headroom.load.http.Engine;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.result.Words;
import dev.headroom.load.run.Progress;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.Steps;
import dev.headroom.load.run.TargetSteps;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom load compare`: whether B is slower than A, from stored runs or by load that goes to
/// both in turn.
@Command(
    name = "compare",
    description = "Say whether B is faster or slower than A at the same load.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Either two results of runs (headroom load, k6, JMeter, Vegeta), several of a",
      "side joined by commas; or --target A --against B --rate R, which sends the",
      "same load to A, B, B and A in turn. There is no verdict on a difference that",
      "the noise would hide; what could have been told is told.",
      "Exit codes: 0 no verdict or faster, 1 slower, 2 wrong usage, 3 cannot reach a",
      "target.",
      "",
      "Example: headroom load compare a1.json,a2.json,a3.json b1.json,b2.json,b3.json"
    })
final class CompareCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @Mixin private TargetOptions to = new TargetOptions();

  @Parameters(
      paramLabel = "FILES",
      arity = "0..2",
      description = "results of A and of B, several of a side joined by commas")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--percentile",
      paramLabel = "NAME",
      defaultValue = "p99",
      description = "of the latency: p50, p95 or p99 (default p99)")
  private String percentile = "p99";

  @Option(names = "--against", paramLabel = "URL", description = "B, when --target is A")
  private @Nullable String against;

  @Option(names = "--rate", paramLabel = "RATE", description = "requests per second to each")
  private @Nullable String rate;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "10",
      description = "how many times A, B, B and A (default 10, at least 5)")
  private int rounds = 10;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "for how long each is loaded at a time (default 5s)")
  private String hold = "5s";

  @Option(
      names = "--max-rate",
      paramLabel = "RATE",
      defaultValue = "1000",
      description = "highest rate that is allowed (default 1000 per second)")
  private String maxRate = "1000";

  @Option(names = "--json", description = "print the comparison as JSON")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Percentile of = percentile();
    Comparison comparison = files.isEmpty() ? live(of) : stored(of);
    PrintWriter console = spec.commandLine().getOut();
    String text = ComparisonText.of(percentile, comparison);
    console.println(json ? json(comparison, text) : text);
    console.flush();
    return comparison.verdict() == Comparison.Verdict.SLOWER ? 1 : 0;
  }

  private Percentile percentile() {
    for (Percentile known : Percentile.values()) {
      if (known.name().equalsIgnoreCase(percentile)) {
        return known;
      }
    }
    throw Amounts.wrong("--percentile", percentile, "p50, p95 or p99");
  }

  private Comparison stored(Percentile of) {
    if (files.size() != 2 || against != null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "expected results of A and of B, or --target, --against and --rate");
    }
    return Comparison.of(series(files.getFirst(), of), series(files.getLast(), of));
  }

  private static List<Series> series(String side, Percentile of) {
    List<Series> runs = new ArrayList<>();
    for (String file : side.split(",")) {
      runs.add(RunSeries.of(file, RunFile.read(Path.of(file)), of));
    }
    return runs;
  }

  private Comparison live(Percentile of) throws InterruptedException {
    if (against == null || rate == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "expected results of A and of B, or --target, --against and --rate");
    }
    if (rounds < 5) {
      throw Amounts.wrong("--rounds", rounds, "at least 5");
    }
    double perSecond = Amounts.rate("--rate", rate);
    if (perSecond > Amounts.rate("--max-rate", maxRate)) {
      throw Amounts.wrong("--rate", rate, "at most " + maxRate + ", or a higher --max-rate");
    }
    PlanFile a = to.plan();
    PlanFile b = to.plan(against);
    EngineSettings settings = to.engine();
    Duration length = Amounts.duration("--hold", hold);
    Duration half = length.dividedBy(2);
    StepRequest request =
        new StepRequest(perSecond, half.compareTo(WARM_UP) < 0 ? half : WARM_UP, length, a.slow());
    PrintWriter err = spec.commandLine().getErr();
    try (Engine toA = Engine.open(a.target(), settings);
        Engine toB = Engine.open(b.target(), settings)) {
      return new Interleaving(
              steps(toA, a, settings),
              steps(toB, b, settings),
              request,
              of.quantile(),
              held -> {
                err.println(told(held));
                err.flush();
              })
          .run(rounds);
    }
  }

  private Steps steps(Engine engine, PlanFile file, EngineSettings settings) {
    return new TargetSteps(
        engine,
        SearchCommand.plan(file, to.seed(file)),
        to.spacing(file),
        TargetOptions.marks(),
        settings.timeout(),
        Progress.NONE,
        InstantSource.system());
  }

  private String told(Interleaving.Held held) {
    return String.format(
        Locale.ROOT,
        "round %d of %d  %s  %s %s%s",
        held.round(),
        rounds,
        held.side(),
        percentile,
        Words.time(held.quantileNanos()),
        held.failedShare() > 0 ? "  " + Words.share(held.failedShare()) + " failed" : "");
  }

  private String json(Comparison comparison, String text) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("percentile", percentile);
    node.put("verdict", comparison.verdict().name().toLowerCase(Locale.ROOT));
    node.put("change", comparison.change());
    node.putObject("interval")
        .put("low", comparison.interval().low())
        .put("high", comparison.interval().high());
    node.put("detectable", comparison.detectable());
    node.put("method", comparison.method().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return node.put("text", text).toPrettyString();
  }
}
