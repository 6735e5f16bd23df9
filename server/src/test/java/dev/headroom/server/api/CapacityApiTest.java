package dev.headroom.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.testkit.store.CapacityTestSamples;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Results of load tests over the API.
final class CapacityApiTest {
  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  /// A result as it is sent.
  static String sent(String id) {
    return """
    {"id":"%s","at":"2026-02-28T10:00:00Z","kind":"search",
     "target":"http://ann:secret@checkout.test/cart/1",
     "service":"checkout","operation":"GET /cart/{id}","version":"2","environment":"staging",
     "objective":"p99<300ms","answer":"holds p99 < 300 ms up to 42 requests/s (95 %%: 40 to 44)",
     "details":["with more than enough to do it completes 47 requests/s"],
     "perSecond":42,"low":40,"high":44,"capacityPerSecond":47,"failed":false,
     "points":[{"ratePerSecond":40,"lengthSeconds":30.5,"throughputPerSecond":39.9,"inFlight":2.5,
       "p50Nanos":40000000,"p99Nanos":280000000,"failedShare":0.01,"verdict":"holds"}],
     "doubts":[],"command":"headroom load search","document":{"form":1,"steps":[{"rate":40}]}}\
    """
        .formatted(id);
  }

  private HttpResponse<String> post(String body) {
    return api.send("POST", "/api/capacity-tests", "application/json", body);
  }

  @Test
  void whatIsSentIsShown() {
    HttpResponse<String> first = post(sent("run-1"));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    JsonNode view = api.json(first);
    assertThat(view.at("/test/target").asText()).isEqualTo("http://checkout.test/cart/1");
    assertThat(view.at("/test/perSecond").asDouble()).isEqualTo(42);
    assertThat(view.at("/loads/0/lengthSeconds").asDouble()).isEqualTo(30.5);
    assertThat(view.at("/loads/0/verdict").asText()).isEqualTo("HOLDS");
    assertThat(view.at("/against/difference").asText()).isNotBlank();
    assertThat(view.path("document").asBoolean()).isTrue();
    assertThat(api.ok("/api/capacity-tests/run-1")).isEqualTo(view);
    assertThat(api.ok("/api/capacity-tests/run-1/document").at("/steps/0/rate").asInt())
        .isEqualTo(40);
    assertThat(api.ok("/api/capacity-tests?service=checkout").at("/routes/0/test"))
        .isEqualTo(view.path("test"));
  }

  @Test
  void sendingItAgainIsHarmlessAndAnotherUnderItsIdIsRefused() {
    assertThat(post(sent("run-1")).statusCode()).isEqualTo(201);
    assertThat(post(sent("run-1")).statusCode()).isEqualTo(200);
    HttpResponse<String> other = post(sent("run-1").replace("\"high\":44", "\"high\":45"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(api.json(other).path("detail").asText()).contains("'run-1'");
    assertThat(post(sent("run-1").replace("\"form\":1", "\"form\":2")).statusCode()).isEqualTo(409);
    assertThat(api.ok("/api/capacity-tests").path("testCount").asInt()).isEqualTo(2);
  }

  @Test
  void isFoundByRouteAndEnvironmentAndDeleted() {
    assertThat(post(sent("run-1")).statusCode()).isEqualTo(201);
    assertThat(post(sent("run-2").replace("staging", "perf")).statusCode()).isEqualTo(201);
    assertThat(found("?service=checkout")).containsExactly("run-1", "run-2");
    assertThat(found("?service=checkout&environment=perf")).containsExactly("run-2");
    assertThat(found("?operation=GET%20/orders/%7Bid%7D"))
        .containsExactly(ApiFixture.CAPACITY_TEST);
    assertThat(found("?service=nobody")).isEmpty();
    assertThat(found("?limit=1&sort=service")).containsExactly("run-1");

    HttpResponse<String> gone = api.send("DELETE", "/api/capacity-tests/run-1", "", "");
    assertThat(api.json(gone).at("/test/id").asText()).isEqualTo("run-1");
    assertThat(api.send("DELETE", "/api/capacity-tests/run-1", "", "").statusCode()).isEqualTo(404);
    assertThat(api.get("/api/capacity-tests/rnu-2").body()).contains("did you mean 'run-2'?");
    assertThat(found("")).containsExactly("run-2", ApiFixture.CAPACITY_TEST);
  }

  private Iterable<String> found(String query) {
    return api.ok("/api/capacity-tests" + query).path("tests").findValuesAsText("id");
  }

  @Test
  void aTestWithoutADocumentHasNone() {
    assertThat(
            api.capacityTests.keep(CapacityTestSamples.run("bare", CapacityTestSamples.NOON), ""))
        .isTrue();
    assertThat(api.get("/api/capacity-tests/bare/document").statusCode()).isEqualTo(404);
    assertThat(api.ok("/api/capacity-tests/bare").path("against").isNull()).isTrue();
  }

  @Test
  void mistakesAreNamed() {
    refused("\"id\":\"x\"", "\"id\":\"../x\"", "id is '../x'; expected 1 to 64");
    refused("\"id\":\"x\",", "", "id is missing");
    refused("\"at\":\"2026-02-28T10:00:00Z\"", "\"at\":\"noon\"", "at 'noon'");
    refused(
        "\"at\":\"2026-02-28", "\"at\":\"2027-02-28", "at '2027-02-28T10:00:00Z' is in the future");
    refused(
        "\"kind\":\"search\"",
        "\"kind\":\"soak\"",
        "kind 'soak' is not valid; expected one of run, search");
    refused("\"operation\":\"GET /cart/{id}\",", "", "operation is missing");
    refused("\"low\":40,", "", "low is missing");
    refused("\"low\":40,", "\"low\":43,", "low is '43.0'; expected above 0, at most perSecond");
    refused("\"perSecond\":42,", "", "perSecond is missing");
    refused("\"high\":44", "\"high\":\"NaN\"", "high is 'NaN'");
    refused("\"answer\":", "\"anwser\":", "did you mean 'answer'?");
    refused(
        "\"inFlight\":2.5",
        "\"inFlight\":-1",
        "points[0].inFlight is '-1.0'; expected a number, 0 or more");
    refused("\"inFlight\":2.5,", "", "points[0].inFlight is missing");
    refused("\"failedShare\":0.01", "\"failedShare\":1.5", "points[0].failedShare is '1.5'");
    refused("\"lengthSeconds\":30.5", "\"lengthSeconds\":1e300", "points[0].lengthSeconds");
    refused("\"verdict\":\"holds\"", "\"verdict\":\"maybe\"", "points[0].verdict 'maybe'");
    refused(
        "\"document\":{",
        "\"document\":[{",
        "document 'ARRAY' is not valid; expected a JSON object");
    refused("\"points\":[", "\"points\":[null,", "points[0] is missing");
    refused("\"command\":\"headroom", "\"command\":\"" + "x".repeat(2_001), "command has 20");
    assertThat(found("")).containsExactly(ApiFixture.CAPACITY_TEST);
  }

  private void refused(String part, String by, String message) {
    String body = sent("x").replace(part, by);
    HttpResponse<String> reply = post(by.contains("[{") ? body.replace("}]}}", "}]}]}") : body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
    assertThat(api.json(reply).path("detail").asText()).contains(message);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    String body = sent("x").replace("\"form\":1", "\"form\":\"" + "x".repeat(4 << 20) + "\"");
    assertThat(post(body).statusCode()).isEqualTo(413);
  }
}
