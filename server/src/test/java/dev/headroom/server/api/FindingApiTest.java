package dev.headroom.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.testkit.store.FindingSamples;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Findings over HTTP: lists, one of them, and having the analyses run.
final class FindingApiTest {
  private static final String OPEN = FindingSamples.finding("a").fingerprint().value();
  private static final String GONE = FindingSamples.finding("b").fingerprint().value();

  private final ApiFixture server = new ApiFixture();

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> found(String query) {
    return server.ok("/api/findings" + query).path("findings").findValuesAsText("fingerprint");
  }

  @Test
  void listsWhatIsOpenUnlessToldOtherwise() {
    assertThat(found("")).containsExactly(OPEN);
    assertThat(found("?state=gone")).containsExactly(GONE);
    assertThat(found("?state=any")).containsExactlyInAnyOrder(OPEN, GONE);
    JsonNode view = server.ok("/api/findings");
    assertThat(view.at("/severities/MAJOR").asInt()).isEqualTo(1);
    assertThat(view.path("gone").asInt()).isEqualTo(1);
    assertThat(view.path("hints")).isEmpty();
  }

  @Test
  void narrows() {
    assertThat(found("?service=cart")).containsExactly(OPEN);
    assertThat(found("?service=gateway")).as("it pays").containsExactly(OPEN);
    assertThat(found("?service=stock")).isEmpty();
    assertThat(found("?service=gateway&operation=GET%20/cart")).containsExactly(OPEN);
    assertThat(found("?service=gateway&operation=GET%20/other")).isEmpty();
    assertThat(found("?analysis=n-plus-one")).containsExactly(OPEN);
    assertThat(found("?analysis=memory-leak")).isEmpty();
    assertThat(found("?severity=major")).containsExactly(OPEN);
    assertThat(found("?severity=critical")).isEmpty();
    assertThat(found("?filter=PRICES")).containsExactly(OPEN);
    assertThat(found("?owner=nobody")).isEmpty();
    assertThat(server.get("/api/findings?severity=loud").statusCode()).isEqualTo(400);
  }

  @Test
  void aWindowNarrowsToWhatWasFoundAtSomeTimeInIt() {
    Instant now = ApiFixture.NOW;
    FindingRecord past =
        FindingRecord.first(FindingSamples.finding("past"), now.minus(Duration.ofDays(3)))
            .seen(FindingSamples.finding("past"), now.minus(Duration.ofDays(2)));
    server.findings.keep(List.of(past));
    String id = past.fingerprint().value();
    assertThat(found("?range=1d")).doesNotContain(id);
    assertThat(found("?range=4d")).contains(id);
    assertThat(found("?range=49h")).as("its last sighting").contains(id);
    assertThat(found("?from=-70h&to=-60h")).as("between first and last").containsExactly(id);
    assertThat(found("?from=-90h&to=-80h")).isEmpty();
    assertThat(server.get("/api/findings?from=now&to=-1h").statusCode()).isEqualTo(400);
  }

  @Test
  void comesInPagesAndSorted() {
    for (int i = 0; i < 5; i++) {
      server.findings.keep(
          List.of(
              FindingRecord.first(
                  FindingSamples.finding("more " + i), ApiFixture.NOW.minusSeconds(i))));
    }
    JsonNode first = server.ok("/api/findings?limit=4&sort=firstSeen&order=asc");
    assertThat(first.path("findingCount").asInt()).isEqualTo(6);
    JsonNode second =
        server.ok(
            "/api/findings?limit=4&sort=firstSeen&order=asc&cursor="
                + first.path("nextCursor").asText());
    List<String> times = first.path("findings").findValuesAsText("firstSeen");
    times.addAll(second.path("findings").findValuesAsText("firstSeen"));
    assertThat(times).hasSize(6).isSorted();
    assertThat(second.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void oneIsFoundByTheStartOfItsFingerprint() {
    JsonNode whole = server.ok("/api/findings/" + OPEN);
    assertThat(server.ok("/api/findings/" + OPEN.substring(0, 8))).isEqualTo(whole);
    assertThat(server.ok("/api/findings/" + OPEN.substring(0, 8).toUpperCase(Locale.ROOT)))
        .isEqualTo(whole);
    assertThat(whole.path("evidence").findValuesAsText("kind"))
        .containsExactly("FIGURE", "SERIES", "TABLE", "COMPARISON", "TRACE");
    assertThat(whole.at("/remedies/0/edits/0/kind").asText()).isEqualTo("batched");
    assertThat(whole.at("/finding/routes/1/nanosPerRequest").isNull()).isTrue();
    assertThat(whole.at("/evidence/3/comparison/difference").asDouble()).isEqualTo(3);
    assertThat(server.ok("/api/findings/" + GONE).at("/finding/goneSince").asText())
        .isEqualTo(ApiFixture.NOW.toString());
  }

  @Test
  void mistakesAreTold() {
    char last = OPEN.charAt(15);
    String near = OPEN.substring(0, 15) + (last == '0' ? '1' : '0');
    HttpResponse<String> missing = server.get("/api/findings/" + near);
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("did you mean '" + OPEN + "'");
    assertThat(server.get("/api/findings/xyz").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/findings/ab").body()).contains("4 at least");
  }

  @Test
  void severalOfOneStartAreNamed() {
    // Among a few hundred some two have the same first four digits.
    Map<String, Finding> byStart = new HashMap<>();
    for (int i = 0; ; i++) {
      Finding next = FindingSamples.finding("look-alike " + i);
      String start = next.fingerprint().value().substring(0, 4);
      Finding other = byStart.put(start, next);
      if (other != null) {
        server.findings.keep(
            List.of(
                FindingRecord.first(next, ApiFixture.NOW),
                FindingRecord.first(other, ApiFixture.NOW)));
        HttpResponse<String> several = server.get("/api/findings/" + start);
        assertThat(several.statusCode()).isEqualTo(400);
        assertThat(several.body())
            .contains("may be any of", next.fingerprint().value(), other.fingerprint().value());
        return;
      }
    }
  }

  @Test
  void runsTheAnalysesWhenAsked() {
    HttpResponse<String> run =
        server.send("POST", "/api/analyses/run", "application/json", "{\"patienceSeconds\":7}");
    assertThat(run.statusCode()).isEqualTo(200);
    assertThat(server.json(run).at("/analyses/0/open").asInt()).isEqualTo(1);
    assertThat(server.asked).containsExactly(Duration.ofSeconds(7));
    server.patient = false;
    assertThat(server.send("POST", "/api/analyses/run", "application/json", "{}").statusCode())
        .as("they still run")
        .isEqualTo(202);
    assertThat(
            server
                .send("POST", "/api/analyses/run", "application/json", "{\"patienceSeconds\":0}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void tellsWhatCannotBeSeen() {
    JsonNode spots = server.ok("/api/analyses").path("blindSpots");
    assertThat(spots.findValuesAsText("missing")).contains("logs");
    for (JsonNode spot : spots) {
      assertThat(spot.path("services")).isNotEmpty();
      assertThat(spot.path("unseen").asText()).isNotBlank();
    }
  }
}
