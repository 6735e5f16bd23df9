package dev.headroom.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.testkit.store.FixSamples;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Proposals, decisions and proofs over the API.
final class FixApiTest {
  private static final String FIRST = FixSamples.proposal(1).value();
  private static final String SECOND = FixSamples.proposal(2).value();

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private HttpResponse<String> post(String path, String body) {
    return api.send("POST", path, "application/json", body);
  }

  private JsonNode done(String path, String body) {
    HttpResponse<String> reply = post(path, body);
    assertThat(reply.statusCode()).as(reply.body()).isLessThan(300);
    return api.json(reply);
  }

  @Test
  void ranksWhatIsOpen() {
    JsonNode view = api.ok("/api/fixes");
    assertThat(view.path("fixes")).hasSize(2);
    JsonNode first = view.at("/fixes/0");
    assertThat(first.path("id").asText()).isEqualTo(FIRST);
    assertThat(first.path("rank").asInt()).isEqualTo(1);
    assertThat(first.path("headline").asText()).isEqualTo("Fix this first: batch the query.");
    assertThat(first.at("/routes/0/p95/thenNanos").asDouble()).isEqualTo(2e8);
    assertThat(api.ok("/api/fixes?service=cart").path("fixes")).isEmpty();
    assertThat(api.ok("/api/fixes/" + FIRST.substring(0, 16)).at("/fix/id").asText())
        .isEqualTo(FIRST);
    assertThat(api.get("/api/fixes/0000000000").statusCode()).isEqualTo(400);
    assertThat(api.get("/api/fixes/9999999999999999-0").statusCode()).isEqualTo(404);
  }

  @Test
  void acceptsAndWritesDownWhatIsMeasured() {
    JsonNode proof =
        done(
            "/api/fixes/" + FIRST + "/accept",
            "{\"revision\": 0, \"who\": \"ada\", \"minimumEffect\": 0.2, \"windowMinutes\": 90}");
    assertThat(proof.at("/proof/id").asText()).isEqualTo(FIRST + ".1");
    assertThat(proof.at("/proof/state").asText()).isEqualTo("WAITING");
    assertThat(proof.at("/proof/metric").asText()).isEqualTo("P95");
    assertThat(proof.at("/proof/operation").asText()).isEqualTo("GET /orders/{id}");
    assertThat(proof.at("/proof/windowSeconds").asLong()).isEqualTo(5_400);
    assertThat(proof.at("/proof/predicted/share").asDouble()).isCloseTo(-0.5, within(1e-9));

    JsonNode accepted = api.ok("/api/fixes?state=accepted").at("/fixes/0");
    assertThat(accepted.path("rank").isNull()).isTrue();
    assertThat(accepted.path("proof").asText()).isEqualTo(FIRST + ".1");
    assertThat(api.ok("/api/fixes").at("/fixes/0/id").asText()).isEqualTo(SECOND);

    HttpResponse<String> late =
        post(
            "/api/fixes/" + FIRST + "/dismiss",
            "{\"revision\": 0, \"who\": \"bob\", \"why\": \"no\"}");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("ada decided accept");

    JsonNode reopened =
        done("/api/fixes/" + FIRST + "/reopen", "{\"revision\": 1, \"who\": \"bob\"}");
    assertThat(reopened.path("state").asText()).isEqualTo("OPEN");
    assertThat(reopened.path("history")).hasSize(2);
    assertThat(api.ok("/api/proofs/" + FIRST).at("/proof/state").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void aWholeServiceNeedsARouteToBeMeasured() {
    HttpResponse<String> reply = post("/api/fixes/" + SECOND + "/accept", "{\"who\": \"ada\"}");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("operation is missing");
    JsonNode proof =
        done(
            "/api/fixes/" + SECOND + "/accept",
            "{\"who\": \"ada\", \"operation\": \"GET /x\", \"metric\": \"error-share\"}");
    assertThat(proof.at("/proof/metric").asText()).isEqualTo("ERROR_SHARE");
    assertThat(proof.at("/proof/predicted").isNull()).isTrue();
  }

  @Test
  void dismissesForATimeAndAssignsAndLinks() {
    String path = "/api/fixes/" + FIRST;
    assertThat(post(path + "/dismiss", "{\"who\": \"ada\"}").statusCode()).isEqualTo(400);
    assertThat(post(path + "/dismiss", "{\"who\": \"ada\", \"why\": \"x\", \"days\": 400}").body())
        .contains("days '400'");
    JsonNode standing =
        done(path + "/dismiss", "{\"who\": \"ada\", \"why\": \"rewrite comes\", \"days\": 30}");
    assertThat(standing.path("state").asText()).isEqualTo("DISMISSED");
    assertThat(standing.at("/history/0/until").asText()).isEqualTo("2026-03-31T12:00:40Z");
    assertThat(
            done(path + "/assign", "{\"who\": \"ada\", \"assignee\": \"bob\"}")
                .path("assignee")
                .asText())
        .isEqualTo("bob");
    HttpResponse<String> script =
        post(path + "/ticket", "{\"who\": \"ada\", \"url\": \"javascript:alert(1)\"}");
    assertThat(script.statusCode()).isEqualTo(400);
    assertThat(script.body()).contains("expected http:// or https://");
    assertThat(
            done(path + "/ticket", "{\"who\": \"ada\", \"url\": \"https://t.example/1\"}")
                .path("ticket")
                .asText())
        .isEqualTo("https://t.example/1");
  }

  /// What the schema of SARIF 2.1.0 requires of what is written here.
  @Test
  void exportsSarif() {
    var _ = done("/api/fixes/" + SECOND + "/dismiss", "{\"who\": \"ada\", \"why\": \"not now\"}");
    HttpResponse<String> reply = api.get("/api/fixes?format=sarif&state=any");
    assertThat(reply.headers().firstValue("Content-Type")).contains("application/sarif+json");
    JsonNode log = api.json(reply);
    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    assertThat(log.path("$schema").asText()).startsWith("https://").endsWith("2.1.0.json");
    assertThat(fields(log)).isSubsetOf("$schema", "version", "runs", "properties");
    JsonNode run = log.at("/runs/0");
    assertThat(fields(run)).isSubsetOf("tool", "results");
    assertThat(run.at("/tool/driver/name").asText()).isEqualTo("Headroom");
    JsonNode rules = run.at("/tool/driver/rules");
    assertThat(run.path("results")).hasSize(2);
    for (JsonNode result : run.path("results")) {
      assertThat(fields(result))
          .isSubsetOf(
              "ruleId",
              "ruleIndex",
              "kind",
              "level",
              "message",
              "locations",
              "partialFingerprints",
              "rank",
              "suppressions",
              "workItemUris",
              "properties");
      assertThat(rules.path(result.path("ruleIndex").asInt()).path("id"))
          .isEqualTo(result.path("ruleId"));
      assertThat(result.path("level").asText()).isIn("none", "note", "warning", "error");
      assertThat(result.at("/message/text").asText()).isNotBlank();
      assertThat(result.path("rank").asDouble()).isBetween(0.0, 100.0);
      assertThat(result.at("/locations/0/logicalLocations/0/fullyQualifiedName").asText())
          .startsWith("orders");
      result.path("partialFingerprints").forEach(value -> assertThat(value.isTextual()).isTrue());
      assertThat(result.at("/partialFingerprints/headroomProposal~1v1").asText())
          .isIn(FIRST, SECOND);
    }
    JsonNode dismissed = run.at("/results/1/suppressions/0");
    assertThat(dismissed.path("kind").asText()).isIn("inSource", "external");
    assertThat(dismissed.path("status").asText()).isIn("accepted", "underReview", "rejected");
    assertThat(dismissed.path("justification").asText()).isEqualTo("not now");
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void exportsMarkdownWithoutMarkupOfOthers() {
    HttpResponse<String> reply = api.get("/api/fixes?format=markdown");
    assertThat(reply.headers().firstValue("Content-Type")).contains("text/markdown; charset=utf-8");
    assertThat(reply.body())
        .contains("| 1 | Batch the query. |", "400 ms → 200 ms (150 ms to 250 ms)")
        .contains("Give it \\| more \\<b\\>memory\\</b\\>.")
        .doesNotContain("<b>");
  }

  @Test
  void provesAndKeepsScore() {
    JsonNode proofs = api.ok("/api/proofs");
    assertThat(proofs.at("/verdicts/FIXED").asInt()).isEqualTo(1);
    String id = proofs.at("/proofs/0/id").asText();
    JsonNode proof = api.ok("/api/proofs/" + id);
    assertThat(proof.at("/measured/comparison/match").asText())
        .isEqualTo("the same hours of the week");
    assertThat(proof.at("/measured/chart/lines")).hasSize(2);
    JsonNode calibration = api.ok("/api/calibration");
    assertThat(calibration.at("/groups/0/by").asText()).isEqualTo("all");
    assertThat(calibration.at("/groups/0/inside").asInt()).isEqualTo(1);
    assertThat(calibration.at("/outcomes/0/proof").asText()).isEqualTo(id);

    HttpResponse<String> early =
        post(
            "/api/proofs/" + id + "/change",
            "{\"at\": \"2020-01-01T00:00:00Z\", \"who\": \"ada\"}");
    assertThat(early.statusCode()).isEqualTo(400);
    assertThat(api.get("/api/proofs/unknown").statusCode()).isEqualTo(404);
    assertThat(early.body()).contains("before the proposal was accepted");
  }
}
