package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.server.web.Format;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An N+1 is found, its batching proposed and accepted, a new version arrives that batches, and the
/// proof finds it fixed: the same numbers by API, command line and pages, also after a restart.
@Timeout(300)
final class FixesE2eTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int HISTORY_MINUTES = 150;
  private static final int WINDOW_MINUTES = 90;
  private static final int PER_MINUTE = 12;

  /// The fewest queries of a request; at most one less than twice as many.
  private static final int QUERIES = 8;

  private static final long MILLI = 1_000_000;

  @TempDir private Path directory;

  private final SplittableRandom random = new SplittableRandom(20_260_405);
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private long ids = 1;

  /// One request of the route with so many queries, one after the other.
  private void order(Instant at, int queries, List<OtlpSpans.Sent> into) {
    String trace = String.format("%032x", ids++);
    String root = String.format("%016x", ids++);
    long start = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    long cursor = start + 2 * MILLI;
    for (int i = 0; i < queries; i++) {
      long end = cursor + (long) (10 * MILLI * Math.exp(0.2 * random.nextGaussian()));
      into.add(
          new OtlpSpans.Sent(
              "orders",
              trace,
              String.format("%016x", ids++),
              root,
              "SELECT items",
              SpanKind.SPAN_KIND_CLIENT,
              cursor,
              end,
              false,
              Map.of(
                  "db.system.name", "postgresql",
                  "db.namespace", "shop",
                  "db.query.text", "SELECT * FROM items WHERE id = ?")));
      cursor = end;
    }
    into.add(
        new OtlpSpans.Sent(
            "orders",
            trace,
            root,
            "",
            "GET /orders",
            SpanKind.SPAN_KIND_SERVER,
            start,
            cursor + 2 * MILLI,
            false,
            Map.of("http.request.method", "GET", "http.route", "/orders")));
  }

  /// A request of a route of another service.
  private void search(Instant at, List<OtlpSpans.Sent> into) {
    long start = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    into.add(
        new OtlpSpans.Sent(
            "search",
            String.format("%032x", ids++),
            String.format("%016x", ids++),
            "",
            "GET /search",
            SpanKind.SPAN_KIND_SERVER,
            start,
            start + (long) (30 * MILLI * Math.exp(0.2 * random.nextGaussian())),
            false,
            Map.of("http.request.method", "GET", "http.route", "/search")));
  }

  private void traffic(
      RunningHeadroom server, Instant from, int minutes, int queries, String version)
      throws IOException, InterruptedException {
    List<OtlpSpans.Sent> orders = new ArrayList<>();
    List<OtlpSpans.Sent> searches = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      for (int i = 0; i < PER_MINUTE; i++) {
        Instant at = from.plusSeconds(minute * 60L + 4L * i + 1);
        order(at, queries == 1 ? 1 : queries + random.nextInt(queries), orders);
        search(at, searches);
      }
    }
    server.send("/v1/traces", "application/x-protobuf", OtlpSpans.protobuf(orders, version));
    server.send("/v1/traces", "application/x-protobuf", OtlpSpans.protobuf(searches));
  }

  private static Cli ask(RunningHeadroom server, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server.pages().toString()));
    Cli cli = Cli.run(all.toArray(String[]::new));
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli;
  }

  /// Waits until so many traces of both routes are complete and counted.
  private static void awaitTraces(RunningHeadroom server, double each)
      throws IOException, InterruptedException {
    server.await(
        "/api/limits?range=6h",
        answer -> {
          int complete = 0;
          for (JsonNode route : answer.path("routes")) {
            complete += route.at("/traffic/count").asDouble() == each ? 1 : 0;
          }
          return complete == 2;
        });
  }

  @Test
  void fromAFindingToAProof() throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    String proof;
    JsonNode proven;
    try (RunningHeadroom server = RunningHeadroom.start(data, Map.of(), clock)) {
      traffic(
          server,
          now.minus(Duration.ofMinutes(HISTORY_MINUTES + 2)),
          HISTORY_MINUTES,
          QUERIES,
          "1.0");
      awaitTraces(server, HISTORY_MINUTES * PER_MINUTE);
      String id = proposed(server);
      proof = accepted(server, id);

      Instant change = now.plus(Duration.ofMinutes(10));
      ahead.set(Duration.ofMinutes(WINDOW_MINUTES + 20));
      traffic(server, change, WINDOW_MINUTES + 5, 1, "2.0");
      server.await(
          "/api/changes?range=3h&service=orders",
          answer -> answer.path("changes").toString().contains("\"2.0\""));
      awaitTraces(server, (HISTORY_MINUTES + WINDOW_MINUTES + 5) * PER_MINUTE);
      server.post("/api/analyses/run", "application/json", "{}");
      proven = proved(server, proof);
    }
    try (RunningHeadroom again = RunningHeadroom.start(data, Map.of(), clock)) {
      assertThat(again.json("/api/proofs/" + proof)).isEqualTo(proven);
      again.post("/api/analyses/run", "application/json", "{}");
      assertThat(again.json("/api/proofs/" + proof)).isEqualTo(proven);
      assertThat(again.json("/api/calibration").path("outcomes")).hasSize(1);
    }
  }

  /// @return the id of the proposal to batch
  private static String proposed(RunningHeadroom server) throws IOException, InterruptedException {
    server.post("/api/analyses/run", "application/json", "{}");
    JsonNode view = server.json("/api/fixes");
    JsonNode first = view.at("/fixes/0");
    assertThat(first.path("analysis").asText())
        .as(view + " " + server.json("/api/findings"))
        .isEqualTo("n-plus-one");
    assertThat(first.path("headline").asText()).startsWith("Fix this first: ");
    JsonNode p95 = first.at("/routes/0/p95");
    assertThat(p95.path("thenNanos").asDouble())
        .as(first.toString())
        .isLessThan(p95.path("nowNanos").asDouble() / 2);

    assertThat(JSON.readTree(ask(server, "fixes", "--json").out())).isEqualTo(view);
    String shift =
        Format.nanos(p95.path("nowNanos").asDouble())
            + " → "
            + Format.nanos(p95.path("thenNanos").asDouble());
    assertThat(ask(server, "fixes").out()).contains(first.path("headline").asText(), shift);
    assertThat(server.get("/fixes").body()).contains(shift);
    assertThat(server.get("/").body()).contains("Fix this first");
    String id = first.path("id").asText();
    assertThat(server.get("/fix?id=" + id).body()).contains(shift, "Accept");
    JsonNode sarif = JSON.readTree(ask(server, "fixes", "--format", "sarif").out());
    assertThat(sarif.at("/runs/0/results/0/partialFingerprints/headroomProposal~1v1").asText())
        .isEqualTo(id);
    return id;
  }

  /// @return the id of the proof
  private static String accepted(RunningHeadroom server, String id)
      throws IOException, InterruptedException {
    Cli cli = ask(server, "fixes", "accept", id, "--window", WINDOW_MINUTES + "m", "--who", "ada");
    assertThat(cli.out()).contains("accepted; proof " + id + ".1", "1 h 30 min");
    assertThat(ask(server, "fixes", "assign", id, "--assignee", "bob", "--who", "ada").out())
        .contains("assigned to bob");
    assertThat(server.json("/api/fixes?state=accepted").at("/fixes/0/assignee").asText())
        .isEqualTo("bob");
    server.post("/api/analyses/run", "application/json", "{}");
    assertThat(server.json("/api/proofs/" + id).at("/proof/state").asText()).isEqualTo("WAITING");
    return id + ".1";
  }

  /// @return the proof
  private static JsonNode proved(RunningHeadroom server, String id)
      throws IOException, InterruptedException {
    JsonNode view = server.json("/api/proofs/" + id);
    JsonNode proof = view.path("proof");
    assertThat(proof.path("verdict").asText()).as(view.toString()).isEqualTo("FIXED");
    assertThat(proof.at("/change/version").asText()).isEqualTo("2.0");
    assertThat(view.at("/measured/controls/0").asText()).isEqualTo("GET /search in search");
    assertThat(proof.at("/effect/share").asDouble()).isBetween(-0.95, -0.7);

    assertThat(JSON.readTree(ask(server, "proof", id, "--json").out())).isEqualTo(view);
    String came = Format.change(proof.at("/effect/share").asDouble());
    assertThat(ask(server, "proof", id).out()).contains("fixed", came);
    assertThat(ask(server, "proof").out()).contains(id, "FIXED");
    assertThat(server.get("/proof?id=" + id).body()).contains("fixed", came);
    assertThat(server.get("/proofs").body()).contains(came);
    assertThat(server.get("/calibration").body()).contains("n-plus-one", came);
    assertThat(ask(server, "calibration").out()).contains("n-plus-one");
    return view;
  }
}
