package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.OtlpSpans.Sent;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Spans of an hour and a half of web → cart → store → a database, sent over the wire; for the last
/// twenty minutes the store itself takes 80 ms more. API, command line and page name the store, and
/// not its callers or its database.
@Timeout(300)
final class DiagnosisE2eTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MINUTES = 95;
  private static final int CALM = 75;
  private static final int PER_MINUTE = 6;
  private static final long MILLI = 1_000_000;

  @TempDir private Path directory;

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(MINUTES + 2));
  private final Random random = new Random(11);

  private List<Sent> spans() {
    List<Sent> spans = new ArrayList<>();
    for (int at = 0; at < MINUTES * PER_MINUTE; at++) {
      long begin = start.getEpochSecond() * 1_000_000_000L + at * (60_000_000_000L / PER_MINUTE);
      long store = (at / PER_MINUTE >= CALM ? 90 : 10) * MILLI + random.nextLong(2 * MILLI);
      long query = 4 * MILLI + random.nextLong(MILLI);
      String trace = String.format("%032x", at + 1);
      add(spans, trace, "web", 1, 0, "GET /", SpanKind.SPAN_KIND_SERVER, begin, store + 40 * MILLI);
      add(
          spans,
          trace,
          "web",
          2,
          1,
          "GET",
          SpanKind.SPAN_KIND_CLIENT,
          begin + MILLI,
          store + 30 * MILLI);
      add(
          spans,
          trace,
          "cart",
          3,
          2,
          "GET /cart",
          SpanKind.SPAN_KIND_SERVER,
          begin + 2 * MILLI,
          store + 20 * MILLI);
      add(
          spans,
          trace,
          "cart",
          4,
          3,
          "GET",
          SpanKind.SPAN_KIND_CLIENT,
          begin + 3 * MILLI,
          store + 10 * MILLI);
      add(
          spans,
          trace,
          "store",
          5,
          4,
          "GET /stock",
          SpanKind.SPAN_KIND_SERVER,
          begin + 4 * MILLI,
          store + query);
      add(
          spans,
          trace,
          "store",
          6,
          5,
          "SELECT stock",
          SpanKind.SPAN_KIND_CLIENT,
          begin + 5 * MILLI,
          query);
    }
    return spans;
  }

  private static void add(
      List<Sent> into,
      String trace,
      String service,
      int id,
      int parent,
      String name,
      SpanKind kind,
      long start,
      long length) {
    Map<String, String> attributes =
        name.startsWith("SELECT")
            ? Map.of("db.system.name", "postgresql", "db.namespace", "stock")
            : Map.of();
    into.add(
        new Sent(
            service,
            trace,
            String.format("%016x", id),
            parent == 0 ? "" : String.format("%016x", parent),
            name,
            kind,
            start,
            start + length,
            false,
            attributes));
  }

  @Test
  void namesTheCauseInTheApiOnTheCommandLineAndOnThePage() throws Exception {
    List<Sent> spans = spans();
    try (RunningHeadroom server = RunningHeadroom.start(directory.resolve("data"))) {
      server.send("/v1/traces", "application/x-protobuf", OtlpSpans.protobuf(spans));
      server.await(
          "/api/limits?from=" + start + "&to=now",
          answer -> answer.path("total").path("count").asDouble() == (double) MINUTES * PER_MINUTE);
      String from = start.plus(Duration.ofMinutes(CALM)).toString();
      String to = start.plus(Duration.ofMinutes(MINUTES)).toString();
      String window = "&from=" + from + "&to=" + to;
      JsonNode answer = server.json("/api/diagnosis?metric=latency&target=web" + window);
      assertThat(answer.path("targets"))
          .extracting(JsonNode::asText)
          .containsExactly("cart", "database:postgresql stock", "store", "web");
      JsonNode first = answer.path("ranking").path(0);
      assertThat(first.path("node").asText()).isEqualTo("store");
      assertThat(first.path("reasons").toString()).contains("2 calls below web");

      JsonNode whole = server.json("/api/diagnosis?metric=latency" + window);
      assertThat(whole.path("ranking").path(0).path("node").asText()).isEqualTo("store");
      checkCommandLine(server, answer, from, to);
      checkPage(server, answer, window);
      checkMistakes(server, window);
    }
  }

  private void checkCommandLine(RunningHeadroom server, JsonNode answer, String from, String to)
      throws Exception {
    String address = server.pages().toString();
    Cli one =
        Cli.run(
            "diagnose",
            "--server",
            address,
            "--target",
            "web",
            "--metric",
            "latency",
            "--from",
            from,
            "--to",
            to,
            "--json");
    assertThat(one.code()).as(one.err()).isZero();
    assertThat(JSON.readTree(one.out()).path("ranking")).isEqualTo(answer.path("ranking"));

    Path questions =
        Files.writeString(
            directory.resolve("questions.jsonl"),
            """
            {"id":"a","target":"web","metric":"latency","from":"%s","to":"%s"}
            {"id":"b","target":"wep","metric":"latency","from":"%s","to":"%s"}
            """
                .formatted(from, to, from, to));
    Cli many = Cli.run("diagnose", "--server", address, "--questions", questions.toString());
    assertThat(many.code()).isEqualTo(1);
    List<String> lines = many.out().lines().toList();
    assertThat(JSON.readTree(lines.getFirst()).path("ranking")).isEqualTo(answer.path("ranking"));
    assertThat(lines.getLast()).contains("\"id\":\"b\"", "did you mean 'web'?");
  }

  private static void checkPage(RunningHeadroom server, JsonNode answer, String window)
      throws Exception {
    String page = server.get("/incident?metric=latency&target=web" + window).body();
    JsonNode first = answer.path("ranking").path(0);
    assertThat(page)
        .contains(String.format("%.2f", first.path("score").asDouble()))
        .contains(">store</a>")
        .contains(first.path("reasons").path(0).asText().substring(0, 30));
  }

  private static void checkMistakes(RunningHeadroom server, String window) throws Exception {
    assertThat(server.get("/api/diagnosis?metric=speed" + window).body())
        .contains("metric", "speed", "latency, errors, availability, requests");
    assertThat(server.get("/api/diagnosis?metric=latency&baselineFrom=-2h" + window).body())
        .contains("only one of baselineFrom and baselineTo");
    assertThat(server.get("/api/diagnosis?metric=latency&range=30d").body())
        .contains("a day apart at most");
  }
}
