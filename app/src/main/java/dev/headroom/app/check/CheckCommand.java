package dev.headroom.app.check;

import dev.headroom.analysis.Analysis;
import dev.headroom.app.check.Verdict.Baseline;
import dev.headroom.app.version.Version;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.finding.Severity;
import dev.headroom.query.Closest;
import dev.headroom.server.api.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom check`: whether a test run shows troubles that the baseline does not.
@Command(
    name = "check",
    description =
        "Tell whether the telemetry of a test run shows troubles that the baseline does not; needs"
            + " no server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Formats of telemetry: OTLP (JSON, JSON lines, protobuf), Jaeger JSON, Zipkin v2 JSON, plain"
          + " or",
      "gzipped. Without a baseline everything that is found is new.",
      "Exit code 0 when nothing new is as severe as --fail-on, 1 when something is (or an analysis",
      "failed), 2 for wrong usage and files that cannot be read.",
      "",
      "Example: headroom check --import main.json --save-findings main-findings.json || true",
      "         headroom check --import run.json --baseline-findings main-findings.json"
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      arity = "1..*",
      required = true,
      description = "files of telemetry of the run; - is the standard input")
  private List<String> files = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      arity = "1..*",
      description = "files of telemetry to compare with, e.g. of the main branch")
  private List<String> baseline = List.of();

  @Option(
      names = "--baseline-findings",
      paramLabel = "FILE",
      description =
          "findings to compare with, as --save-findings or 'headroom findings --all --json' wrote"
              + " them")
  private @Nullable Path baselineFindings;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "minor",
      description = "the least severity that fails: minor, major or critical (default minor)")
  private String failOn = "minor";

  @Option(
      names = "--analysis",
      paramLabel = "ID",
      description = "only this analysis, as 'headroom analyses' prints it; may be repeated")
  private List<String> ids = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, json, sarif or markdown (default text)")
  private String format = "text";

  @Option(
      names = "--save-findings",
      paramLabel = "FILE",
      description = "writes what the run shows, for a later --baseline-findings")
  private @Nullable Path save;

  @Override
  public Integer call() throws InterruptedException {
    // Checked before the work, so that a wrong word costs nothing.
    Severity least = severity(failOn);
    Function<Verdict, String> writer = writer(format);
    List<Analysis> analyses = chosen(Analyses.all());
    Baseline before = baseline(analyses);
    Examination run = Examiner.examine(files, analyses);
    Verdict verdict = Verdict.of(run, before, least);
    if (save != null) {
      FindingsFile.write(save, run.findings());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(writer.apply(verdict).stripTrailing());
    out.flush();
    return verdict.passed() ? 0 : 1;
  }

  private @Nullable Baseline baseline(List<Analysis> analyses) throws InterruptedException {
    if (baseline.isEmpty() && baselineFindings == null) {
      return null;
    }
    List<Seen> findings = new ArrayList<>();
    if (baselineFindings != null) {
      List<String> asked = analyses.stream().map(analysis -> analysis.spec().id()).toList();
      FindingsFile.read(baselineFindings).stream()
          .filter(seen -> asked.contains(seen.analysis()))
          .forEach(findings::add);
    }
    if (baseline.isEmpty()) {
      return new Baseline(null, findings);
    }
    Examination examined = Examiner.examine(baseline, analyses);
    findings.addAll(examined.findings());
    return new Baseline(examined.looked(), findings);
  }

  private List<Analysis> chosen(List<Analysis> all) {
    List<String> known = all.stream().map(analysis -> analysis.spec().id()).toList();
    for (String id : ids) {
      if (!known.contains(id)) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "--analysis is '"
                + id
                + "'"
                + Closest.to(id, known).map(near -> ", did you mean '" + near + "'?").orElse("")
                + "; expected one of "
                + String.join(", ", known));
      }
    }
    return all.stream()
        .filter(analysis -> ids.isEmpty() || ids.contains(analysis.spec().id()))
        .toList();
  }

  private static Severity severity(String name) {
    return switch (name) {
      case "minor" -> Severity.MINOR;
      case "major" -> Severity.MAJOR;
      case "critical" -> Severity.CRITICAL;
      default -> throw wrong("--fail-on", name, "minor, major or critical");
    };
  }

  private static Function<Verdict, String> writer(String name) {
    return switch (name) {
      case "text" -> VerdictText::of;
      case "json" -> CheckCommand::json;
      case "sarif" -> verdict -> json(VerdictSarif.of(verdict, Version.current()));
      case "markdown" -> VerdictMarkdown::of;
      default -> throw wrong("--format", name, "text, json, sarif or markdown");
    };
  }

  private static String json(Object value) {
    return new String(new Json().write(value), StandardCharsets.UTF_8);
  }

  private static HeadroomException wrong(String option, String value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, option + " is '" + value + "'; expected " + expected);
  }
}
