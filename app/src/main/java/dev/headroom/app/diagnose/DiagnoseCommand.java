package dev.headroom.app.diagnose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.analysis.diagnosis.Diagnoser;
import dev.headroom.analysis.diagnosis.Diagnosis;
import dev.headroom.analysis.diagnosis.Diagnosis.Suspect;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom diagnose`: which nodes probably caused an incident.
@Command(
    name = "diagnose",
    description = "Rank the nodes that probably caused an incident; reads files, needs no server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Files: traces, metrics and logs, or any of them, as OTLP (JSON, JSON lines, protobuf),"
          + " Jaeger",
      "or Zipkin JSON, plain or gzipped. Nodes are services (service.name) and what they call.",
      "Times: ISO-8601, a number since the epoch (seconds to nanoseconds), or relative to the end"
          + " of",
      "the data, like -90m. --from may be a few minutes wrong. Without --target the whole system"
          + " is",
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
      required = true,
      description = "files of telemetry; - is the standard input")
  private List<String> files = List.of();

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
      description = "when it ended (default: the end of the data)")
  private String to = "now";

  @Option(names = "--baseline-from", paramLabel = "TIME", description = "when all was well")
  private String baselineFrom = "";

  @Option(names = "--baseline-to", paramLabel = "TIME", description = "and until when")
  private String baselineTo = "";

  @Option(names = "--json", description = "print the answer as one JSON line")
  private boolean json;

  @Override
  public Integer call() {
    List<String> lines = lines();
    DiagnosisData data = DiagnosisFiles.read(files);
    Diagnoser diagnoser = new Diagnoser(data);
    Moments moments = new Moments(end(data));
    PrintWriter out = spec.commandLine().getOut();
    int code = 0;
    if (questions == null) {
      Asked asked = new Asked(target, metric, statistic, from, to, baselineFrom, baselineTo);
      Diagnosis diagnosis = diagnoser.answer(asked.question(moments));
      if (json) {
        out.println(json(JSON.createObjectNode(), diagnosis));
      } else {
        print(out, diagnosis);
      }
    }
    for (String line : lines) {
      code = Math.max(code, answer(line, diagnoser, moments, out));
    }
    out.flush();
    return code;
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

  /// Just after the last value.
  private static long end(DiagnosisData data) {
    long last = 0;
    for (Series series : data.series()) {
      int size = series.times().length;
      last = size == 0 ? last : Math.max(last, series.times()[size - 1]);
    }
    return last + 1;
  }

  /// Prints one line for one question, also for one that is wrong: its `error`.
  private static int answer(String line, Diagnoser diagnoser, Moments moments, PrintWriter out) {
    ObjectNode node = JSON.createObjectNode();
    try {
      JsonNode question = JSON.readTree(line);
      if (question.has("id")) {
        node.set("id", question.get("id"));
      }
      out.println(json(node, diagnoser.answer(Asked.of(question).question(moments))));
      return 0;
    } catch (HeadroomException | JsonProcessingException e) {
      node.put("error", e.getMessage()).putArray("ranking");
      out.println(node);
      return 1;
    }
  }

  private static ObjectNode json(ObjectNode node, Diagnosis diagnosis) {
    Question question = diagnosis.question();
    node.put("target", question.target());
    node.put("metric", question.metric().name().toLowerCase(Locale.ROOT));
    node.putObject("window")
        .put("from", Moments.instant(question.fromNanos()).toString())
        .put("to", Moments.instant(question.toNanos()).toString());
    ArrayNode ranking = node.putArray("ranking");
    for (Suspect suspect : diagnosis.ranking()) {
      ObjectNode entry = ranking.addObject();
      entry.put("node", suspect.node()).put("score", suspect.score());
      suspect.reasons().forEach(entry.putArray("reasons")::add);
    }
    return node;
  }

  private static void print(PrintWriter out, Diagnosis diagnosis) {
    if (diagnosis.ranking().isEmpty()) {
      out.println("nothing stands out: the metric did not move beyond its usual range");
    }
    for (Suspect suspect : diagnosis.ranking()) {
      out.printf(Locale.ROOT, "%.2f  %s%n", suspect.score(), suspect.node());
      suspect.reasons().forEach(reason -> out.println("      " + reason));
    }
  }
}
