package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Forty minutes of a route, the last twenty of which fail half of the time: the budget, the alert,
/// the gate, a correction and a restart, told alike by API, pages and command line.
@Timeout(300)
final class ObjectivesE2eTest {
  private static final int MINUTES = 40;
  private static final int FAILING = 20;
  private static final int PER_MINUTE = 30;
  private static final String NAME = "cart-availability";
  private static final String DOCUMENT =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata: {name: cart-availability, displayName: Carts are shown}
      spec:
        service: cart
        indicator:
          metadata: {name: carts}
          spec:
            ratioMetric:
              rawType: success
              raw:
                metricSource:
                  type: headroom
                  spec: {operation: GET /cart, bad: failed}
        timeWindow: [{duration: 7d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{displayName: shown, target: 0.99}]
      """;

  @TempDir private Path directory;

  /// All ends lie in whole minutes that are over.
  private static byte[] traffic(Instant lastMinuteEnd) {
    List<OtlpSpans.Sent> spans = new ArrayList<>();
    for (int minute = 1; minute <= MINUTES; minute++) {
      for (int i = 0; i < PER_MINUTE; i++) {
        Instant end = lastMinuteEnd.minus(Duration.ofMinutes(minute)).plusMillis(500 + 1_000L * i);
        long nanos = end.getEpochSecond() * 1_000_000_000L + end.getNano();
        spans.add(
            new OtlpSpans.Sent(
                "cart",
                String.format("%016x%016x", 7, minute * 1_000L + i),
                String.format("%016x", minute * 1_000L + i),
                "",
                "GET /cart",
                Span.SpanKind.SPAN_KIND_SERVER,
                nanos - 50_000_000,
                nanos,
                minute <= FAILING && i % 2 == 0,
                Map.of("http.request.method", "GET", "http.route", "/cart")));
      }
    }
    return OtlpSpans.protobuf(spans);
  }

  @Test
  void budgetAlertGateAndCorrectionAreToldAlike() throws IOException, InterruptedException {
    Path slo = Files.writeString(directory.resolve("slo.yaml"), DOCUMENT);
    Path data = directory.resolve("data");
    String alert;
    try (RunningHeadroom headroom = RunningHeadroom.start(data)) {
      String server = headroom.pages().toString();
      long minute = Math.floorDiv(Instant.now().getEpochSecond(), 60L) - 1;
      Instant until = Instant.ofEpochSecond(minute * 60);
      headroom.send("/v1/traces", "application/x-protobuf", traffic(until));
      headroom.await(
          "/api/services?range=2h", answer -> answer.path("services").toString().contains("cart"));

      Cli applied = Cli.run("slo", "apply", slo.toString(), "--server", server);
      assertThat(applied.code()).as(applied.err()).isZero();
      JsonNode row =
          headroom
              .await("/api/slos", answer -> answer.at("/slos/0/budget/total").asDouble() > 0)
              .at("/slos/0");
      assertThat(row.at("/budget/total").asDouble()).isEqualTo(MINUTES * PER_MINUTE);
      assertThat(row.at("/budget/bad").asDouble()).isEqualTo(FAILING * PER_MINUTE / 2.0);
      assertThat(row.at("/budget/goodShare").asDouble()).isCloseTo(0.75, within(1e-9));

      JsonNode listed =
          new JsonMapper().readTree(Cli.run("slo", "list", "--json", "--server", server).out());
      assertThat(listed.at("/slos/0/budget")).isEqualTo(row.path("budget"));
      assertThat(Cli.run("slo", "show", NAME, "--server", server).out())
          .contains(
              "Carts are shown", "99 % of requests of GET /cart without failure, over 7 days");
      assertThat(headroom.get("/slos").body()).contains("Carts are shown", "75 %");
      assertThat(headroom.get("/slo?name=" + NAME).body()).contains("page-fast", "Release gate");

      alert = fires(headroom, server);
      corrects(headroom, server, until);
      outlook(headroom, server);
    }
    try (RunningHeadroom again = RunningHeadroom.start(data)) {
      Cli gate = Cli.run("gate", "--service", "cart", "--server", again.pages().toString());
      assertThat(gate.out())
          .as("the command asks until it is known")
          .doesNotContain("not evaluated")
          .contains("Carts are shown");
      assertThat(again.json("/api/alerts?range=24h").toString()).contains(alert);
      JsonNode view =
          again.await("/api/slos/" + NAME, answer -> !answer.path("evaluatedAt").isNull());
      assertThat(view.at("/corrections/0/reason").asText()).isEqualTo("the test");
      assertThat(view.at("/objectives/0/budget/bad").asDouble()).isZero();
    }
  }

  /// @return the id of the page
  private static String fires(RunningHeadroom headroom, String server)
      throws IOException, InterruptedException {
    JsonNode alerts =
        headroom.await("/api/alerts?severity=page", answer -> !answer.path("alerts").isEmpty());
    assertThat(alerts.path("alerts")).hasSize(1);
    JsonNode page = alerts.at("/alerts/0");
    assertThat(page.path("state").asText()).isEqualTo("FIRING");
    assertThat(page.path("unrouted").asBoolean()).isTrue();
    assertThat(page.path("summary").asText()).contains("error budget went in the last 1 h");
    assertThat(page.path("link").asText()).isEqualTo(server + "/slo?name=" + NAME);
    assertThat(page.at("/annotations/diagnosis").asText()).contains("cart (");
    assertThat(page.at("/annotations/diagnosis_url").asText())
        .startsWith(server + "/incident?metric=errors&target=cart&from=");
    assertThat(headroom.get("/alert?id=" + page.path("id").asText()).body())
        .contains("Probable causes", "Diagnose again");
    assertThat(Cli.run("alerts", "--server", server).out()).contains("FIRING", "page", "cart");
    assertThat(headroom.get("/alerts").body()).contains(page.path("summary").asText());
    Cli gate = Cli.run("gate", "--service", "cart", "--server", server);
    assertThat(gate.code()).isEqualTo(1);
    assertThat(gate.out()).startsWith("closed").contains("blocks:");
    assertThat(headroom.json("/api/gate?service=cart").path("open").asBoolean(true)).isFalse();
    assertThat(Cli.run("gate", "--service", "card", "--server", server).err())
        .contains("did you mean 'cart'?");
    return page.path("id").asText();
  }

  private static void corrects(RunningHeadroom headroom, String server, Instant until)
      throws IOException, InterruptedException {
    Cli bad =
        Cli.run("slo", "correct", NAME, "--reason", "x", "--from", "soon", "--server", server);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("to is missing");
    Cli corrected =
        Cli.run(
            "slo",
            "correct",
            NAME,
            "--from",
            until.minus(Duration.ofMinutes(FAILING)).toString(),
            "--to",
            until.toString(),
            "--reason",
            "the test",
            "--who",
            "ada",
            "--server",
            server);
    assertThat(corrected.code()).as(corrected.err()).isZero();
    JsonNode view =
        headroom.await(
            "/api/slos/" + NAME, answer -> answer.at("/objectives/0/budget/bad").asDouble() == 0);
    JsonNode kept = view.at("/corrections/0");
    assertThat(kept.path("who").asText()).isEqualTo("ada");
    assertThat(kept.path("remainingAfter").asDouble()).isEqualTo(1);
    assertThat(kept.path("remainingBefore").asDouble()).isLessThan(1);
  }

  private static void outlook(RunningHeadroom headroom, String server)
      throws IOException, InterruptedException {
    Cli simulated = Cli.run("slo", "simulate", NAME, "--range", "2h", "--server", server);
    assertThat(simulated.code()).as(simulated.err()).isZero();
    assertThat(simulated.out()).contains("It would not have alerted.");
    assertThat(headroom.get("/slo/simulation?range=2h&name=" + NAME).statusCode()).isEqualTo(200);
    // That customers hit it is known once its traces are complete.
    JsonNode proposals =
        headroom.await(
            "/api/slo-proposals?range=1d", answer -> !answer.path("proposals").isEmpty());
    assertThat(proposals.path("proposals").toString()).contains("GET /cart");
    Cli accepted = Cli.run("slo", "propose", "--apply", "--range", "1d", "--server", server);
    assertThat(accepted.code()).as(accepted.err()).isZero();
    String name = proposals.at("/proposals/0/name").asText();
    assertThat(accepted.out()).contains("applied " + name);
    assertThat(headroom.get("/slos/proposals?range=1d").body()).contains(">applied<");
    assertThat(headroom.json("/api/slos/" + name).path("origin").asText()).isEqualTo("api");
  }

  @Test
  void aFormOfAnotherSiteIsRefused() throws IOException, InterruptedException {
    try (RunningHeadroom headroom = RunningHeadroom.start(directory.resolve("data"));
        HttpClient http = HttpClient.newHttpClient()) {
      URI add = headroom.pages().resolve("/silences/add");
      String form = "matchers=service%3Dcart&minutes=5&why=test&who=ada";
      assertThat(post(http, add, form, "https://evil.example").statusCode()).isEqualTo(403);
      HttpResponse<String> own = post(http, add, form, "http://" + headroom.pages().getAuthority());
      assertThat(own.statusCode()).as(own.body()).isEqualTo(303);
      assertThat(headroom.json("/api/silences").at("/silences/0/why").asText()).isEqualTo("test");
    }
  }

  private static HttpResponse<String> post(HttpClient http, URI to, String form, String origin)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
