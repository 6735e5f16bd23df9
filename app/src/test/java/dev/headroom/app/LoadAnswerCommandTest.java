package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `headroom load search` and `compare` against a server of the JDK, and on files.
final class LoadAnswerCommandTest {
  @TempDir private Path directory;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "ok".getBytes(StandardCharsets.UTF_8);
          int status = exchange.getRequestURI().getPath().equals("/broken") ? 500 : 200;
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Cli search(String path, String... options) {
    List<String> arguments = new ArrayList<>(List.of("load", "search", "--target", url() + path));
    arguments.addAll(List.of("--allow", url(), "--start-rate=20", "--max-rate=40"));
    arguments.addAll(List.of("--budget=8s", "--step=1s", "--lateness=100%"));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void tellsTheRateAndEveryStep() throws IOException {
    Path out = directory.resolve("answer.json");
    Cli ran = search("/", "--objective=p50<10s", "--out=" + out, "--at-least=40");
    assertThat(ran.out())
        .startsWith(
            "holds p50 < 10 s up to at least 40 requests/s: the objective holds at the highest");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("20.0/s for 1.00 s  holds", "40.0/s for ");
    JsonNode json = new JsonMapper().readTree(Files.readString(out));
    assertThat(json.path("perSecond").asDouble()).isEqualTo(40);
    assertThat(json.path("target").asText()).isEqualTo(url() + "/");
  }

  @Test
  void anObjectiveThatNeverHoldsEndsWithOne() {
    Cli ran = search("/broken", "--objective=p50<10s", "--json");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("\"ending\" : \"lowest-rate-breaks\"");
  }

  @Test
  void lessThanWasAskedForEndsWithOne() {
    Cli ran = search("/", "--objective=p50<10s", "--at-least=41", "--predict=30");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("--predict 30: the target was never overloaded");
  }

  @Test
  void wrongUsageIsNamed() {
    assertThat(search("/", "--objective=fast").code()).isEqualTo(2);
    assertThat(search("/", "--objective=fast").err()).contains("objective is 'fast'; expected");
    Cli elsewhere =
        Cli.run("load", "search", "--target", "http://example.org/", "--objective=p99<1s");
    assertThat(elsewhere.code()).isEqualTo(2);
    assertThat(elsewhere.err()).contains("which is no test target");
  }

  @Test
  void holdsTheAnswerAgainstTheCeilingOfAServer() {
    server.createContext(
        "/api/services/shop/route",
        exchange -> {
          byte[] answer =
              """
              {"ceiling": {"peakPerSecond": 20, "limits": [
                {"title": "CPU of shop", "perSecond": 90, "low": 80, "high": 100}]}}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    Cli ran =
        search(
            "/", "--objective=p50<10s", "--server=" + url(), "--service=shop", "--operation=GET /");
    assertThat(ran.out())
        .contains("the peak of the busy hour is 20 requests/s, so headroom is 2.00×")
        .contains("90 requests/s (95 %: 80 to 100) by CPU of shop, stays unproven");
    assertThat(search("/", "--objective=p50<10s", "--service=shop").code()).isEqualTo(2);
  }

  @Test
  void aServerKeepsTheAnswer() throws IOException {
    try (RunningHeadroom headroom = RunningHeadroom.start(directory.resolve("data"))) {
      String kept = "--server=" + headroom.pages();
      Cli ran =
          search(
              "/",
              "--objective=p50<10s",
              "--store",
              kept,
              "--service=shop",
              "--operation=GET /",
              "--app-version=1.4.2",
              "--environment=staging");
      assertThat(ran.err()).contains("kept: /capacity/test?id=");
      assertThat(ran.code()).isZero();
      String id = ran.err().replaceAll("(?s).*kept: /capacity/test\\?id=(\\w+).*", "$1");
      JsonNode test = new JsonMapper().readTree(Cli.run("capacity", id, "--json", kept).out());
      assertThat(test.path("test").path("perSecond").asDouble()).isEqualTo(40);
      assertThat(test.toString()).contains("GET /", "1.4.2", "staging", "p50<10s");
      assertThat(Cli.run("capacity", kept).out()).contains("shop", "40");
    }
  }

  @Test
  void comparesResultsOfOtherTools() throws IOException {
    Path a = k6("a.json", 20, 1);
    Path b = k6("b.json", 30, 2);
    Cli slower = Cli.run("load", "compare", a.toString(), b.toString(), "--percentile=p50");
    assertThat(slower.err()).isEmpty();
    assertThat(slower.out()).startsWith("B is slower. p50 of B against A: +");
    assertThat(slower.code()).isEqualTo(1);
    Cli same = Cli.run("load", "compare", a.toString(), a.toString(), "--json");
    assertThat(same.code()).isZero();
    JsonNode json = new JsonMapper().readTree(same.out());
    assertThat(json.path("verdict").asText()).isEqualTo("none");
    assertThat(json.path("method").asText()).isEqualTo("within-runs");
    Cli three = Cli.run("load", "compare", a + "," + a + "," + a, b + "," + b + "," + b, "--json");
    assertThat(three.out()).contains("\"method\" : \"between-runs\"");
    assertThat(Cli.run("load", "report", a.toString()).out()).contains("p99.9");
  }

  @Test
  void comparesTwoTargetsInTurn() throws IOException {
    Cli ran =
        Cli.run(
            "load",
            "compare",
            "--target",
            url() + "/a",
            "--against",
            url() + "/b",
            "--allow",
            url(),
            "--rate=50",
            "--rounds=5",
            "--hold=100ms",
            "--json");
    assertThat(ran.err().lines())
        .hasSize(20)
        .first()
        .asString()
        .startsWith("round 1 of 5  A  p99 ");
    assertThat(new JsonMapper().readTree(ran.out()).path("method").asText())
        .isEqualTo("interleaved");
  }

  @Test
  void compareNamesWhatIsMissing() {
    assertThat(Cli.run("load", "compare", "one.json").code()).isEqualTo(2);
    Cli ran = Cli.run("load", "compare", "none-a.json", "none-b.json");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("none-a.json");
    assertThat(Cli.run("load", "compare", "a", "b", "--percentile=p42").err())
        .contains("--percentile is 'p42'; expected p50, p95 or p99");
  }

  /// Forty seconds of k6 with ten requests each, of exponential times.
  private Path k6(String name, double meanMillis, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      double millis = -meanMillis * Math.log(1 - random.nextDouble());
      Instant end = Instant.parse("2026-11-25T10:00:00Z").plusMillis(i * 100L + Math.round(millis));
      lines
          .append("{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{\"time\":\"")
          .append(end)
          .append("\",\"value\":")
          .append(millis)
          .append(
              ",\"tags\":{\"status\":\"200\",\"name\":\"/\",\"expected_response\":\"true\"}}}\n");
    }
    return Files.writeString(directory.resolve(name), lines);
  }
}
