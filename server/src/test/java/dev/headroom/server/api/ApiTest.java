package dev.headroom.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.query.view.SystemView;
import dev.headroom.testkit.store.FindingSamples;
import dev.headroom.testkit.store.FixSamples;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiTest {
  private static final Map<String, String> PATH_VALUES =
      Map.of(
          "{service}", "checkout",
          "{id}", ApiFixture.TRACE.toString(),
          "{kind}", "Service",
          "{name}", "jvm.memory.used");

  private static final String BY = "{\"who\":\"ann\",\"why\":\"moving\"}";

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("/api/changes", "{\"service\":\"web\",\"version\":\"9\"}"),
          Map.entry(
              "/api/silences",
              """
              {"matchers":["service=cart"],"minutes":5,"who":"ann","why":"moving"}\
              """),
          Map.entry(
              "/api/slos/{name}/corrections",
              """
              {"from":"-2h","to":"-1h","reason":"moving","who":"ann"}\
              """),
          Map.entry(
              "/api/what-if",
              """
              {"from":"-4h","to":"-2h","service":"checkout","operation":"GET /cart/{id}",
                "edits":["removed service=checkout operation=\\"GET /cart/{id}\\""]}\
              """),
          Map.entry(
              "/api/slo-proposals",
              """
              {"names":["proposed"],"from":"-2h","to":"-1h"}\
              """),
          Map.entry("/api/fixes/{id}/accept", BY),
          Map.entry("/api/fixes/{id}/dismiss", BY),
          Map.entry("/api/fixes/{id}/reopen", BY),
          Map.entry("/api/fixes/{id}/assign", "{\"who\":\"ann\",\"assignee\":\"bob\"}"),
          Map.entry(
              "/api/fixes/{id}/ticket", "{\"who\":\"ann\",\"url\":\"https://tickets.example/1\"}"),
          Map.entry("/api/proofs/{id}/change", "{\"who\":\"ann\"}"),
          Map.entry("/api/capacity-tests", CapacityApiTest.sent("b")));

  private ApiFixture server;

  @BeforeAll
  void start() {
    server = new ApiFixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String filled(String path) {
    String filled =
        switch (path) {
          case "/api/alerts/{id}" -> "/api/alerts/a";
          case "/api/silences/{id}" -> "/api/silences/s1";
          case "/api/notification-targets/{name}/test" -> "/api/notification-targets/chat/test";
          case "/api/slos/{name}/corrections/{id}" ->
              "/api/slos/" + ApiFixture.SLO + "/corrections/c1?who=ada";
          case "/api/findings/{fingerprint}" ->
              "/api/findings/" + FindingSamples.finding("a").fingerprint();
          case "/api/proofs/{id}", "/api/proofs/{id}/change" ->
              path.replace("{id}", FixSamples.proposal(3).value());
          case "/api/capacity-tests/{id}", "/api/capacity-tests/{id}/document" ->
              path.replace("{id}", ApiFixture.CAPACITY_TEST);
          case "/api/diagnosis" -> "/api/diagnosis?metric=latency";
          case "/api/gate" -> "/api/gate?service=checkout";
          default ->
              path.startsWith("/api/slos/")
                  ? path.replace("{name}", ApiFixture.SLO)
                  : path.startsWith("/api/fixes/")
                      ? path.replace("{id}", FixSamples.proposal(1).value())
                      : path;
        };
    for (Map.Entry<String, String> entry : PATH_VALUES.entrySet()) {
      filled = filled.replace(entry.getKey(), entry.getValue());
    }
    return path.endsWith("/route") ? filled + "?operation=" + encoded("GET /cart/{id}") : filled;
  }

  private static final String WHAT_IF =
      "/api/what-if?from=-4h&to=-2h&service=checkout&operation="
          + encoded("GET /cart/{id}")
          + "&edit="
          + encoded("faster=2 service=checkout operation=\"GET /cart/{id}\"");

  private static final String DOCUMENT =
      "{apiVersion: openslo/v1, kind: Service, metadata: {name: jvm.memory.used}}";

  @Test
  void everyEndpointAnswersWhatTheDocumentSays() {
    JsonNode document = server.ok("/api/openapi.json");
    Set<String> served = new HashSet<>();
    for (Endpoint endpoint : server.endpoints()) {
      String method = endpoint.method().name().toLowerCase(Locale.ROOT);
      served.add(method + " " + endpoint.path());
      JsonNode operation = document.path("paths").path(endpoint.path()).path(method);
      assertThat(operation.path("operationId").asText()).isEqualTo(endpoint.operationId());
      HttpResponse<String> response =
          switch (endpoint.method().name()) {
            case "GET" ->
                server.get(
                    endpoint.path().equals("/api/what-if") ? WHAT_IF : filled(endpoint.path()));
            case "POST" ->
                endpoint.takesText()
                    ? server.send(
                        "POST",
                        filled(endpoint.path()),
                        "application/yaml",
                        endpoint.path().equals("/api/slo-simulation")
                            ? ApiFixture.SLO_DOCUMENT
                            : DOCUMENT)
                    : server.send(
                        "POST",
                        filled(endpoint.path()),
                        "application/json",
                        BODIES.getOrDefault(endpoint.path(), "{}"));
            default -> server.send(endpoint.method().name(), filled(endpoint.path()), "", "");
          };
      assertThat(response.statusCode())
          .as(endpoint.path() + " " + response.body())
          .isEqualTo(endpoint.status());
      if (endpoint.givesText()) {
        assertThat(response.headers().firstValue("content-type")).contains("application/yaml");
        continue;
      }
      assertThat(response.headers().firstValue("content-type").orElse(""))
          .startsWith("application/json");
      JsonNode schema =
          operation
              .path("responses")
              .path(Integer.toString(endpoint.status()))
              .path("content")
              .path("application/json")
              .path("schema");
      List<String> faults = new ArrayList<>();
      SchemaCheck.check(document, schema, server.json(response), endpoint.path(), faults);
      assertThat(faults).isEmpty();
    }
    Set<String> documented = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> documented.add(method + " " + path.getKey())));
    for (AlertInlet.Inlet inlet : AlertInlet.INLETS) {
      served.add("post " + inlet.path());
      JsonNode operation = document.path("paths").path(inlet.path()).path("post");
      HttpResponse<String> empty =
          inlet.path().endsWith("cloudevents")
              ? server.send("POST", inlet.path(), "application/cloudevents-batch+json", "[]")
              : server.send(
                  "POST", inlet.path(), "application/json", "{\"version\": \"4\", \"alerts\": []}");
      List<String> faults = new ArrayList<>();
      SchemaCheck.check(
          document,
          operation.at("/responses/200/content/application~1json/schema"),
          server.json(empty),
          inlet.path(),
          faults);
      assertThat(faults).isEmpty();
      HttpResponse<String> other = server.send("POST", inlet.path(), "text/plain", "x");
      assertThat(other.statusCode()).isEqualTo(415);
      operation
          .at("/requestBody/content")
          .fieldNames()
          .forEachRemaining(type -> assertThat(other.body()).contains(type));
    }
    assertThat(documented).isEqualTo(served);
  }

  @Test
  void theDocumentIsTheSameInYaml() throws IOException {
    HttpResponse<String> yaml = server.get("/api/openapi.yaml");

    assertThat(yaml.headers().firstValue("content-type")).contains("application/yaml");
    assertThat(new YAMLMapper().readTree(yaml.body())).isEqualTo(server.ok("/api/openapi.json"));
    assertThat(server.ok("/api/openapi.json").path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void figuresArriveAsTheViewsHoldThem() {
    JsonNode route = server.ok("/api/limits?range=1h").path("routes").path(0);

    assertThat(route.path("operation").asText()).isEqualTo("GET /cart/{id}");
    assertThat(route.path("traffic").path("count").asDouble()).isEqualTo(5);
    assertThat(route.path("traffic").path("errorShare").asDouble()).isEqualTo(0.2);
    assertThat(route.path("traffic").path("latency").path("maxNanos").asLong())
        .isEqualTo(100_000_000);
    assertThat(route.path("ownership").path("owner").isNull()).isTrue();
    assertThat(server.ok("/api/limits").path("window").path("from").asText())
        .isEqualTo("2026-03-01T11:00:00Z");
  }

  @Test
  void namesWithSlashesAndUmlautsFindTheirService() {
    String path = "/api/services/" + encoded("odd/name ü").replace("+", "%20");

    assertThat(server.ok(path).path("service").asText()).isEqualTo("odd/name ü");
    assertThat(
            server
                .ok(path + "/route?operation=" + encoded("GET /cart/{id}"))
                .path("operation")
                .asText())
        .isEqualTo("GET /cart/{id}");
  }

  @Test
  void tracesArePagedToTheEnd() {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          server.ok("/api/traces?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      page.path("traces").forEach(trace -> seen.add(trace.path("traceId").asText()));
      cursor = page.path("nextCursor").isNull() ? "" : page.path("nextCursor").asText();
    } while (!cursor.isEmpty());

    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    assertThat(seen.getLast()).isEqualTo(ApiFixture.TRACE.toString());
  }

  @Test
  void searchesNarrow() {
    assertThat(traces("status=error")).isEqualTo(1);
    assertThat(traces("status=ok")).isEqualTo(4);
    assertThat(traces("minDuration=250ms")).isEqualTo(3);
    assertThat(traces("minDuration=0.2s&maxDuration=300ms")).isEqualTo(2);
    assertThat(traces("service=checkout&operation=" + encoded("GET /cart/{id}"))).isEqualTo(5);
    assertThat(traces("to=2026-03-01T11:00:00Z")).isZero();
  }

  private int traces(String query) {
    return server.ok("/api/traces?" + query).path("traces").size();
  }

  private void refused(int status, String path, String field, String part) {
    HttpResponse<String> response = server.get(path);
    JsonNode problem = server.json(response);

    assertThat(response.statusCode()).as(path).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("type").asText()).startsWith("urn:headroom:problem:");
    assertThat(problem.path("detail").asText()).contains(part);
    if (field.isEmpty()) {
      assertThat(problem.path("field").isNull()).isTrue();
    } else {
      assertThat(problem.path("field").asText()).isEqualTo(field);
      assertThat(problem.path("expected").asText()).isNotBlank();
    }
  }

  @Test
  void mistakesAreNamedByField() {
    refused(400, "/api/limits?rage=1h", "rage", "did you mean 'range'?");
    refused(400, "/api/limits?range=soon", "range", "range 'soon'");
    refused(400, "/api/limits?range=1h&range=2h", "range", "[1h, 2h]");
    refused(400, "/api/limits?sort=speed", "sort", "speed");
    refused(400, "/api/limits?limit=0", "limit", "limit '0'");
    refused(400, "/api/limits?limit=many", "limit", "limit 'many'");
    refused(400, "/api/limits?cursor=xyz", "cursor", "cursor 'xyz'");
    refused(400, "/api/traces?minDuration=long", "minDuration", "250ms");
    refused(400, "/api/traces?minDuration=2s&maxDuration=1s", "minDuration", "maxDuration");
    refused(400, "/api/traces?status=bad", "status", "error, ok");
    refused(400, "/api/traces?attribute=novalue", "attribute", "key=value");
    refused(400, "/api/traces/xyz", "id", "32 hexadecimal");
    refused(400, "/api/services/checkout/route", "operation", "operation is missing");
    refused(400, "/api/logs?severity=loud", "severity", "warn");
    refused(400, "/api/logs?trace=00000000000000000000000000000000", "trace", "not all zero");
    refused(400, "/api/system?range=1h", "range", "unknown parameter");
  }

  @Test
  void unknownNamesSuggestWhatWasMeant() {
    refused(404, "/api/services/chekout", "", "did you mean 'checkout'?");
    refused(
        404,
        "/api/services/checkout/route?operation=" + encoded("GET /crat/{id}"),
        "",
        "did you mean 'GET /cart/{id}'?");
    refused(404, "/api/metrics/jvm.memory.usde", "", "did you mean 'jvm.memory.used'?");
    refused(404, "/api/traces/11111111111111111111111111111111", "", "is not kept");
    refused(404, "/api/traces?service=nobody", "", "unknown service 'nobody'");
    refused(404, "/api/limit", "", "did you mean '/api/limits'?");
    refused(404, "/api/x/y/z", "", "/api/openapi.json");
  }

  @Test
  void otherMethodsAreNotAllowed() {
    HttpResponse<String> response = server.send("DELETE", "/api/changes", "", "");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow").orElse("")).contains("GET").contains("POST");
    assertThat(server.send("HEAD", "/api/limits", "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void changesAreKeptOnceAndShown() {
    String body =
        """
        {"id":"build-1","service":"checkout","version":"2","at":"2026-03-01T11:59:00Z",\
        "url":"https://ci.example/1"}\
        """;

    HttpResponse<String> first = server.send("POST", "/api/changes", "application/json", body);
    server.send("POST", "/api/changes", "application/json; charset=utf-8", body);

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(server.json(first).path("kind").asText()).isEqualTo("DEPLOY");
    assertThat(server.ok("/api/changes?service=checkout").path("changes").findValuesAsText("id"))
        .containsExactly("build-1");
  }

  @Test
  void badChangesAreRefused() {
    badChange(400, "application/json", "{\"service\":\"a\"}", "version is missing");
    badChange(400, "application/json", "{\"version\":\"a\"}", "service is missing");
    badChange(
        400,
        "application/json",
        "{\"servise\":\"a\",\"version\":\"1\"}",
        "did you mean 'service'?");
    badChange(
        400, "application/json", "{\"service\":\"a\",\"at\":\"noon\"}", "at 'noon' is not valid");
    badChange(400, "application/json", "{\"service\":", "is no JSON");
    badChange(400, "application/json", "{\"service\":[\"a\"]}", "service");
    badChange(400, "application/json", "", "empty");
    badChange(
        400,
        "application/json",
        "{\"service\":\"a\",\"version\":\"1\",\"url\":\"javascript:alert(1)\"}",
        "url");
    badChange(415, "text/plain", "{\"service\":\"a\",\"version\":\"1\"}", "application/json");
  }

  private void badChange(int status, String type, String body, String part) {
    HttpResponse<String> response = server.send("POST", "/api/changes", type, body);

    assertThat(response.statusCode()).as(body).isEqualTo(status);
    assertThat(server.json(response).path("detail").asText()).contains(part);
  }

  @Test
  void healthTellsReadyFromReplayingAndStarting() {
    JsonNode health = server.ok("/health");
    assertThat(health.path("ready").asBoolean()).isTrue();
    assertThat(health.path("problems").path(0).asText()).startsWith("2 items were set aside");
    server.state = SystemView.State.REPLAYING;
    assertThat(server.ok("/health").path("replay").path("doneShare").asDouble()).isEqualTo(0.25);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    server.state = SystemView.State.DEGRADED;
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    server.state = SystemView.State.READY;
  }

  @Test
  void metricsAreInPrometheusFormat() {
    HttpResponse<String> response = server.get("/metrics");

    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body())
        .contains("# TYPE headroom_ingest_items_total counter\n")
        .contains("headroom_ingest_items_total{signal=\"traces\"} 42\n")
        .contains("headroom_quarantined_items_total{signal=\"logs\"} 2\n")
        .contains("headroom_cap_overflow_total{cap=\"OPERATION of \\\"checkout\\\"\"} 9\n")
        .contains("headroom_commit_last_duration_seconds 0.005\n")
        .doesNotContain("headroom_commit_lag_seconds")
        .doesNotContain("NaN");
    Set<String> families = new HashSet<>();
    response
        .body()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .forEach(line -> assertThat(families.add(line)).as(line).isTrue());
    response
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> assertThat(line).matches("[a-z_]+(\\{[a-z]+=\".*\"\\})? -?[0-9.E+-]+"));
  }
}
