package dev.headroom.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AlertApiTest {
  private static final String WEBHOOK =
      """
      {"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing","receiver":"r",
       "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am",
       "alerts":[
        {"status":"firing","labels":{"alertname":"Disk","severity":"warning","service":"db"},
         "annotations":{"summary":"full soon"},"startsAt":"2026-03-01T11:50:00.5Z",
         "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prom/graph?g0=1",
         "fingerprint":"c0ffee"},
        {"status":"resolved","labels":{"alertname":"Old"},"annotations":{},
         "startsAt":"2026-03-01T11:40:00+01:00","endsAt":"2026-03-01T11:45:00Z",
         "generatorURL":"javascript:alert(1)","fingerprint":"beef"}]}
      """;

  private final ApiFixture server = new ApiFixture();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, String type, String body) {
    return server.send("POST", path, type, body);
  }

  @Test
  void listsPagesAndNarrows() {
    JsonNode first = server.ok("/api/alerts?limit=1");
    assertThat(first.path("alerts")).hasSize(1);
    JsonNode second = server.ok("/api/alerts?limit=1&cursor=" + first.path("nextCursor").asText());
    assertThat(second.path("nextCursor").isNull()).isTrue();
    assertThat(first.findValuesAsText("id"))
        .doesNotContainAnyElementsOf(second.findValuesAsText("id"));
    assertThat(server.ok("/api/alerts?service=checkout&state=firing").path("alerts")).hasSize(2);
    assertThat(server.ok("/api/alerts?state=resolved").path("alerts")).isEmpty();
    assertThat(server.ok("/api/alerts?owner=nobody").path("alerts")).isEmpty();
    assertThat(server.get("/api/alerts?state=loud").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/alerts?cursor=xyz").statusCode()).isEqualTo(400);

    JsonNode lead = server.ok("/api/alerts/a");
    assertThat(lead.path("symptoms").path(0).path("id").asText()).isEqualTo("b");
    assertThat(lead.path("alert").path("symptoms").asInt()).isEqualTo(1);
    assertThat(lead.path("alert").path("told").path("chat").asText()).isEqualTo("FIRING");
    assertThat(server.ok("/api/alerts/b").path("lead").path("id").asText()).isEqualTo("a");
    assertThat(server.get("/api/alerts/zz").statusCode()).isEqualTo(404);
  }

  @Test
  void silencesMuteAndEnd() {
    HttpResponse<String> made =
        post(
            "/api/silences",
            "application/json",
            """
            {"id":"m-1","matchers":["service=~check.*"],"minutes":5,"who":"ann","why":"moving"}
            """);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(server.ok("/api/alerts/a").path("alert").path("silencedBy").asText())
        .isEqualTo("m-1");
    assertThat(server.ok("/api/silences").path("silences").findValuesAsText("muting"))
        .containsExactly("2", "0");

    assertThat(server.send("DELETE", "/api/silences/m-1", "", "").statusCode()).isEqualTo(200);
    assertThat(server.ok("/api/alerts/a").path("alert").path("silencedBy").isNull()).isTrue();
    assertThat(server.send("DELETE", "/api/silences/zz", "", "").statusCode()).isEqualTo(404);
    HttpResponse<String> bad =
        post("/api/silences", "application/json", "{\"matchers\":[\"x\"],\"minutes\":5}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("name=value");
  }

  @Test
  void targetsShowHowDeliveriesGo() {
    JsonNode target = server.ok("/api/notification-targets").path("targets").path(0);

    assertThat(target.path("address").asText()).isEqualTo("https://chat.example/…");
    assertThat(target.path("owners").path(0).asText()).isEqualTo("shop");
    assertThat(target.path("waiting").asInt()).isEqualTo(1);
  }

  @Test
  void takesAlertmanagersWebhookAnyNumberOfTimes() {
    HttpResponse<String> first = post("/api/alerts/alertmanager", "application/json", WEBHOOK);
    HttpResponse<String> again = post("/api/alerts/alertmanager", "application/json", WEBHOOK);

    assertThat(first.body()).isEqualTo("{\"kept\":2,\"unchanged\":0,\"own\":0}");
    assertThat(again.body()).isEqualTo("{\"kept\":0,\"unchanged\":2,\"own\":0}");
    JsonNode alerts = server.ok("/api/alerts?source=alertmanager&range=1d").path("alerts");
    assertThat(alerts).hasSize(2);
    JsonNode disk = alerts.path(0);
    assertThat(disk.path("severity").asText()).isEqualTo("warning");
    assertThat(disk.path("summary").asText()).isEqualTo("full soon");
    assertThat(disk.path("startsAt").asText()).isEqualTo("2026-03-01T11:50:00.500Z");
    assertThat(disk.path("endsAt").isNull()).isTrue();
    assertThat(disk.path("link").asText()).isEqualTo("http://prom/graph?g0=1");
    assertThat(alerts.path(1).path("startsAt").asText()).isEqualTo("2026-03-01T10:40:00Z");
    assertThat(alerts.path(1).path("endsAt").asText()).isEqualTo("2026-03-01T11:45:00Z");
    assertThat(alerts.path(1).path("link").asText()).isEmpty();
  }

  @Test
  void itsOwnAlertsAreNotDoubled() {
    String own = WEBHOOK.replace("\"summary\":\"full soon\"", "\"headroom_id\":\"a\"");

    assertThat(post("/api/alerts/alertmanager", "application/json", own).body())
        .isEqualTo("{\"kept\":1,\"unchanged\":0,\"own\":1}");
  }

  private static String event(String type, String time) {
    return """
    {"specversion":"1.0","id":"%s","source":"/mon","type":"%s","subject":"disk","time":"%s",
     "data":{"labels":{"severity":"page"},"summary":"full","link":"https://mon/1"}}
    """
        .formatted(time, type, time);
  }

  @Test
  void takesCloudEventsInEachMode() throws Exception {
    String firing = event("org.mon.alert.firing", "2026-03-01T11:50:00Z");
    String resolved = event("org.mon.alert.resolved", "2026-03-01T11:55:00Z");
    assertThat(post("/api/alerts/cloudevents", "application/cloudevents+json", firing).body())
        .contains("\"kept\":1");
    assertThat(
            post(
                    "/api/alerts/cloudevents",
                    "application/cloudevents-batch+json; charset=utf-8",
                    "[" + resolved + "," + firing + "]")
                .body())
        .as("the beginning came late, after the end")
        .isEqualTo("{\"kept\":1,\"unchanged\":1,\"own\":0}");
    assertThat(binary("org.mon.alert.firing", "disk%20full", "{}")).contains("\"kept\":1");

    JsonNode alerts = server.ok("/api/alerts?source=cloudevents").path("alerts");
    assertThat(alerts.findValuesAsText("state")).containsExactlyInAnyOrder("RESOLVED", "FIRING");
    assertThat(alerts.findValuesAsText("name")).containsExactlyInAnyOrder("disk", "disk full");
  }

  private String binary(String type, String subject, String body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(server.url("/api/alerts/cloudevents")))
                  .header("Content-Type", "application/json")
                  .header("ce-specversion", "1.0")
                  .header("ce-id", "1")
                  .header("ce-source", "/mon")
                  .header("ce-type", type)
                  .header("ce-subject", subject)
                  .header("ce-time", "2026-03-01T11:58:00Z")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private void refused(int status, String path, String type, String body, String part) {
    HttpResponse<String> response = post("/api/alerts/" + path, type, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(server.json(response).path("detail").asText()).contains(part);
  }

  @Test
  void mistakesOfSendersAreNamed() {
    String json = "application/json";
    String structured = "application/cloudevents+json";
    refused(400, "alertmanager", json, "{", "is no JSON");
    refused(400, "alertmanager", json, "[]", "the body is not valid");
    refused(400, "alertmanager", json, "{\"version\":\"3\"}", "version '3'");
    refused(
        400,
        "alertmanager",
        json,
        WEBHOOK.replace("firing\",\"labels", "on\",\"labels"),
        "alerts[0].status 'on'");
    refused(
        400,
        "alertmanager",
        json,
        WEBHOOK.replace("2026-03-01T11:50:00.5Z", "noon"),
        "alerts[0].startsAt 'noon'");
    refused(
        400,
        "alertmanager",
        json,
        WEBHOOK.replace("full soon", "x".repeat(9_000)),
        "alerts[0].annotations.summary '9000 characters'");
    refused(413, "alertmanager", json, " ".repeat(5 << 20), "at most 4194304");
    refused(415, "alertmanager", "text/plain", WEBHOOK, "application/json");
    refused(400, "cloudevents", structured, "{}", "id is not valid");
    refused(
        400,
        "cloudevents",
        structured,
        event("org.mon.party", "2026-03-01T11:50:00Z"),
        "type 'org.mon.party'");
    refused(400, "cloudevents", structured, event("a.firing", "noon"), "time 'noon'");
    refused(400, "cloudevents", json, "{}", "id is not valid");
    refused(415, "cloudevents", "text/plain", "{}", "cloudevents+json");
    assertThat(server.get("/api/alerts/alertmanager").statusCode()).isEqualTo(405);
  }
}
