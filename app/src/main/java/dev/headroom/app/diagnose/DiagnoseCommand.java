package dev.headroom.app.diagnose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.app.read.Server;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom diagnose`: which nodes probably caused an incident.
@Command(
    name = "diagnose",
    description = "Rank the nodes that probably caused an incident.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Asks the server, or with --import reads files and needs none.",
      "Files: traces, metrics and logs, or any of them, as OTLP (JSON, JSON lines or",
      "protobuf), Jaeger or Zipkin JSON, plain or gzipped. Nodes are services (service.name)",
      "and what they call. Times: ISO-8601, a number since the epoch (seconds to",
      "nanoseconds), or relative to now (with --import: to the end of the data), like -90m.",
      "--from may be a few minutes wrong. Without --target the whole system is",
      "asked. An empty ranking means that the metric did not move beyond its usual range.",
      "--questions reads a JSON line per question (id, target, metric, statistic, from, to,",
      "baselineFrom, baselineTo) and prints a JSON line per answer, in the same order.",
      "Exit code 1 when a question of --questions could not be read.",
      "",
      "Example: headroom diagnose --import otlp.json --target shop --metric latency --from -30m"
    })
public final class DiagnoseCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      arity = "1..*",
      description = "files of telemetry instead of a server; - is the standard input")
  private List<String> files = List.of();

  @Option(
      names = "--changes",
      paramLabel = "FILE",
      description =
          "changes as JSON lines (service, at, kind, version, description); with --import")
  private @Nullable Path changes;

  @Mixin private final Server server = new Server();

  @Option(names = "--questions", paramLabel = "FILE", description = "many questions, as JSON lines")
  private @Nullable Path questions;

  @Option(names = "--target", paramLabel = "NODE", description = "the node that suffers")
  private @Nullable String target;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "latency, errors, availability or requests")
  private String metric = "";

  @Option(names = "--statistic", paramLabel = "NAME", description = "p95, average, …")
  private String statistic = "";

  @Option(names = "--from", paramLabel = "TIME", description = "when it began")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "now",
      description = "when it ended (default: now, or the end of the data)")
  private String to = "now";

  @Option(names = "--baseline-from", paramLabel = "TIME", description = "when all was well")
  private String baselineFrom = "";

  @Option(names = "--baseline-to", paramLabel = "TIME", description = "and until when")
  private String baselineTo = "";

  @Option(names = "--json", description = "print the answer as one JSON line")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    List<String> lines = lines();
    Answers answers = answers();
    PrintWriter out = spec.commandLine().getOut();
    int code = 0;
    if (questions == null) {
      Asked asked = new Asked(target, metric, statistic, from, to, baselineFrom, baselineTo);
      ObjectNode answer = answers.answer(asked);
      if (json) {
        out.println(answer);
      } else {
        print(out, answer);
      }
    }
    for (String line : lines) {
      code = Math.max(code, answer(line, answers, out));
    }
    out.flush();
    return code;
  }

  private Answers answers() {
    if (!files.isEmpty()) {
      List<ChangeFact> told = changes == null ? List.of() : ChangeFile.read(changes);
      return new FileAnswers(DiagnosisFiles.read(files, told));
    }
    if (changes != null) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "changes '"
              + changes
              + "' without --import; a server is told of changes by POST /api/changes");
    }
    // What relative times refer to; the server takes its own clock for nothing here.
    Instant now = InstantSource.system().instant();
    return new ServerAnswers(server.client(), Moments.nanos(now));
  }

  private List<String> lines() {
    Path file = questions;
    if (file == null) {
      return List.of();
    }
    try {
      String text =
          file.toString().equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(file);
      return text.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "questions '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  /// Prints one line for one question, also for one that is wrong: its `error`.
  private static int answer(String line, Answers answers, PrintWriter out)
      throws InterruptedException {
    ObjectNode node = JSON.createObjectNode();
    try {
      JsonNode question = JSON.readTree(line);
      if (question.has("id")) {
        node.set("id", question.get("id"));
      }
      node.setAll(answers.answer(Asked.of(question)));
      out.println(node);
      return 0;
    } catch (HeadroomException | JsonProcessingException e) {
      node.put("error", e.getMessage()).putArray("ranking");
      out.println(node);
      return 1;
    }
  }

  private static void print(PrintWriter out, JsonNode answer) {
    if (answer.path("ranking").isEmpty()) {
      out.println("nothing stands out: the metric did not move beyond its usual range");
    }
    for (JsonNode suspect : answer.path("ranking")) {
      out.printf(
          Locale.ROOT,
          "%.2f  %s%n",
          suspect.path("score").asDouble(),
          suspect.path("node").asText());
      suspect.path("reasons").forEach(reason -> out.println("      " + reason.asText()));
    }
  }
}
