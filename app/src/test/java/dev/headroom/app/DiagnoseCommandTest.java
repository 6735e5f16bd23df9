package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Two hours of web → cart → store; from minute 90 on the store takes 80 ms more.
final class DiagnoseCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long START = 1_790_000_000L;
  private static final int MINUTES = 120;
  private static final int BEGINS = 90;
  private static final List<String> CHAIN = List.of("web", "cart", "store");
  private static final double[] OWN_MS = {20, 10, 5};

  @TempDir private Path directory;

  private record Ran(int code, String out, String err) {}

  private static Ran run(List<String> arguments) {
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Ran(line.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
  }

  private static Ran diagnose(Path file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("diagnose", "--import", file.toString()));
    Collections.addAll(arguments, options);
    return run(arguments);
  }

  private static long millis(int minute) {
    return (START + minute * 60L) * 1000;
  }

  private static double storeMs(int minute, boolean trouble) {
    return trouble && minute >= BEGINS ? 85 : OWN_MS[2];
  }

  private static ObjectNode resource(ObjectNode of, String service) {
    ObjectNode attribute = of.putObject("resource").putArray("attributes").addObject();
    attribute.put("key", "service.name").putObject("value").put("stringValue", service);
    return of;
  }

  /// Gauges `latency` with the attribute `statistic`, some cells missing.
  private Path metrics(boolean trouble) throws IOException {
    Random random = new Random(7);
    ObjectNode request = JSON.createObjectNode();
    ArrayNode resources = request.putArray("resourceMetrics");
    for (int node = 0; node < CHAIN.size(); node++) {
      ObjectNode metric =
          resource(resources.addObject(), CHAIN.get(node))
              .putArray("scopeMetrics")
              .addObject()
              .putArray("metrics")
              .addObject()
              .put("name", "latency");
      ArrayNode points = metric.putObject("gauge").putArray("dataPoints");
      for (int minute = 0; minute < MINUTES; minute++) {
        double value = storeMs(minute, trouble);
        for (int above = node; above < 2; above++) {
          value += OWN_MS[above];
        }
        if (random.nextInt(10) > 0) {
          ObjectNode point = points.addObject();
          point.put("timeUnixNano", millis(minute) + "000000");
          point.put("asDouble", value * (1 + 0.03 * random.nextGaussian()));
          ObjectNode attribute = point.putArray("attributes").addObject();
          attribute.put("key", "statistic").putObject("value").put("stringValue", "p95");
        }
      }
    }
    return Files.writeString(directory.resolve("metrics.json"), request.toString());
  }

  /// A trace each ten seconds; the store sends no spans and is known by its callers alone.
  private Path traces() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < MINUTES * 6; at++) {
      long start = (START + at * 10L) * 1_000_000_000L;
      long store = (long) (storeMs(at / 6, true) * 1e6);
      long cart = store + 10_000_000L;
      String trace = String.format("%032x", at + 1);
      lines
          .append(span("web", trace, 1, 0, 2, start, cart + 20_000_000L, false))
          .append(span("web", trace, 2, 1, 3, start + 10_000_000L, cart, false))
          .append(span("cart", trace, 3, 2, 2, start + 10_000_000L, cart, false))
          .append(span("cart", trace, 4, 3, 3, start + 15_000_000L, store, true));
    }
    return Files.writeString(directory.resolve("traces.jsonl"), lines.toString());
  }

  private static String span(
      String service,
      String trace,
      int id,
      int parent,
      int kind,
      long start,
      long length,
      boolean db) {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode span =
        resource(request.putArray("resourceSpans").addObject(), service)
            .putArray("scopeSpans")
            .addObject()
            .putArray("spans")
            .addObject();
    span.put("traceId", trace).put("spanId", String.format("%016x", id)).put("name", "GET /");
    span.put("parentSpanId", parent == 0 ? "" : String.format("%016x", parent)).put("kind", kind);
    span.put("startTimeUnixNano", Long.toString(start));
    span.put("endTimeUnixNano", Long.toString(start + length));
    if (db) {
      ArrayNode attributes = span.putArray("attributes");
      attributes
          .addObject()
          .put("key", "db.system.name")
          .putObject("value")
          .put("stringValue", "postgresql");
      attributes
          .addObject()
          .put("key", "db.namespace")
          .putObject("value")
          .put("stringValue", "store");
    }
    return request + "\n";
  }

  @Test
  void namesTheCauseFromMetricsAlone() throws IOException {
    Ran ran =
        diagnose(
            metrics(true),
            "--target",
            "web",
            "--metric",
            "latency",
            "--statistic",
            "p95",
            "--from",
            Long.toString(millis(BEGINS + 3)),
            "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode answer = JSON.readTree(ran.out());
    assertThat(answer.path("target").asText()).isEqualTo("web");
    assertThat(answer.path("metric").asText()).isEqualTo("latency");
    assertThat(answer.at("/ranking/0/node").asText()).isEqualTo("store");
    assertThat(answer.at("/ranking/0/score").asDouble()).isBetween(0.3, 1.0);
    assertThat(answer.at("/ranking/0/reasons/0").asText()).startsWith("latency p95 went from 5.");
  }

  @Test
  void namesACalleeThatSendsNothingFromTracesAlone() throws IOException {
    Ran ran =
        diagnose(
            traces(),
            "--target",
            "web",
            "--metric",
            "latency",
            "--from",
            "-30m",
            "--to",
            "now",
            "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode ranking = JSON.readTree(ran.out()).path("ranking");
    assertThat(ranking.path(0).path("node").asText()).as(ran.out()).contains("postgresql store");
    ranking.forEach(suspect -> {
      if (suspect.path("node").asText().equals("web")) {
        assertThat(suspect.path("score").asDouble()).isLessThan(0.3);
      }
    });
  }

  @Test
  void givesThePeerTheNameOfItsMetrics() throws IOException {
    Ran ran =
        diagnose(
            traces(),
            metrics(true).toString(),
            "--target",
            "web",
            "--metric",
            "latency",
            "--from",
            "-30m",
            "--json");
    assertThat(JSON.readTree(ran.out()).at("/ranking/0/node").asText())
        .as(ran.out() + ran.err())
        .isEqualTo("store");
  }

  @Test
  void saysNothingWhenNothingHappened() throws IOException {
    Ran ran = diagnose(metrics(false), "--metric", "latency", "--from", "-30m", "--json");
    assertThat(ran.code()).isZero();
    JsonNode answer = JSON.readTree(ran.out());
    assertThat(answer.path("target").isNull()).isTrue();
    assertThat(answer.path("ranking")).as(ran.out()).isEmpty();
  }

  @Test
  void answersEveryQuestionInItsPlace() throws IOException {
    Path questions =
        Files.writeString(
            directory.resolve("questions.jsonl"),
            """
            {"id":"a","target":"web","metric":"latency","statistic":"p95","from":%d,"to":"%d000000","baselineFrom":%d,"baselineTo":%d}
            {"id":2,"target":"web","metric":"speed","from":"-1h","to":"now"}
            {"id":"c","metric":"latency","from":%d,"to":%d}
            """
                .formatted(
                    millis(BEGINS),
                    millis(MINUTES),
                    millis(0),
                    millis(60),
                    millis(40),
                    millis(60)));
    Ran ran = diagnose(metrics(true), "--questions", questions.toString());
    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(JSON.readTree(lines.get(0)).path("id").asText()).isEqualTo("a");
    assertThat(JSON.readTree(lines.get(0)).at("/ranking/0/node").asText()).isEqualTo("store");
    assertThat(JSON.readTree(lines.get(1)).path("id").asInt()).isEqualTo(2);
    assertThat(JSON.readTree(lines.get(1)).path("error").asText()).contains("metric 'speed'");
    assertThat(JSON.readTree(lines.get(2)).path("ranking")).isEmpty();
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongWithATime() throws IOException {
    Ran ran = diagnose(metrics(true), "--metric", "latency", "--from", "yesterday");
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains("from 'yesterday'; expected ISO-8601");
  }
}
