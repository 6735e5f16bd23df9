package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.server.web.Format;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Traces with a known trouble, sent over the wire: the finding is in API, command line and pages,
/// with the same numbers, and survives a restart.
@Timeout(300)
final class FindingsE2eTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void aTroubleIsFoundAndShownTheSameEverywhere() throws Exception {
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    Path data = directory.resolve("data");
    JsonNode before;
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      assertThat(server.get("/findings").body()).contains("The analyses have not run yet");
      shop.sendTo(server);
      server.post("/api/analyses/run", "application/json", "{}");
      before = found(server);
      checkTruth(before);
      checkCommandLine(server, before);
      checkPages(server, before);
      assertThat(server.json("/api/system").at("/analyses/runs").asInt()).isPositive();
    }
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      JsonNode kept = found(server);
      assertThat(kept).as("before the analyses ran again").isEqualTo(before);
      Cli run = Cli.run("analyses", "--run", "--server", server.pages().toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("n-plus-one");
      JsonNode again = found(server);
      assertThat(again.path("fingerprint")).isEqualTo(before.path("fingerprint"));
      assertThat(again.path("firstSeen")).isEqualTo(before.path("firstSeen"));
      assertThat(Instant.parse(again.path("lastSeen").asText()))
          .isAfter(Instant.parse(before.path("lastSeen").asText()));
      checkCommandLine(server, again);
      checkPages(server, again);
    }
  }

  /// The N+1 among the findings.
  private static JsonNode found(RunningHeadroom server) throws Exception {
    JsonNode findings = server.json("/api/findings?analysis=n-plus-one").path("findings");
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  /// Every order asks five times, one after the other, each a twentieth of the order's time.
  private static void checkTruth(JsonNode finding) {
    assertThat(finding.path("service").asText()).isEqualTo("stock");
    assertThat(finding.path("operation").asText()).isEqualTo("GET /stock");
    assertThat(finding.path("claim").asText()).contains(ShopTraffic.QUERIES + " times");
    JsonNode route = finding.at("/routes/0");
    assertThat(route.path("service").asText()).isEqualTo("shop");
    assertThat(route.path("operation").asText()).isEqualTo(ShopTraffic.ROUTE);
    double saved = (ShopTraffic.QUERIES - 1) / 20.0;
    assertThat(route.path("share").asDouble()).isCloseTo(saved, Percentage.withPercentage(2));
  }

  private static void checkCommandLine(RunningHeadroom server, JsonNode finding) throws Exception {
    String address = server.pages().toString();
    String fingerprint = finding.path("fingerprint").asText();
    Cli json = Cli.run("findings", "--analysis", "n-plus-one", "--json", "--server", address);
    assertThat(json.code()).as(json.err()).isZero();
    assertThat(JSON.readTree(json.out()).at("/findings/0")).isEqualTo(finding);

    Cli table = Cli.run("findings", "--service", "shop", "--server", address);
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out())
        .contains(fingerprint)
        .contains(Format.nanos(finding.at("/routes/0/nanosPerRequest").asDouble()))
        .contains(Format.share(finding.at("/routes/0/share").asDouble()));

    Cli recent = Cli.run("findings", "--range", "1h", "--server", address);
    assertThat(recent.code()).as(recent.err()).isZero();
    assertThat(recent.out()).contains(fingerprint);
    Cli past = Cli.run("findings", "--from", "-30d", "--to", "-29d", "--server", address);
    assertThat(past.code()).as(past.err()).isZero();
    assertThat(past.out()).contains("nothing was found");

    Cli one = Cli.run("finding", fingerprint.substring(0, 8), "--server", address);
    assertThat(one.code()).as(one.err()).isZero();
    assertThat(one.out())
        .startsWith(finding.path("claim").asText())
        .contains("Who pays", "Measured", "What would help", "Rule: ", "Would refute it: ")
        .contains(Format.nanos(finding.at("/routes/0/nanosPerRequest").asDouble()));

    String last = fingerprint.endsWith("0") ? "1" : "0";
    Cli near = Cli.run("finding", fingerprint.substring(0, 15) + last, "--server", address);
    assertThat(near.code()).isEqualTo(1);
    assertThat(near.err()).contains("did you mean '" + fingerprint + "'");
  }

  private static void checkPages(RunningHeadroom server, JsonNode finding) throws Exception {
    String link = "/finding?id=" + finding.path("fingerprint").asText();
    String costs = Format.nanos(finding.at("/routes/0/nanosPerRequest").asDouble());
    String list = server.get("/findings?service=shop").body();
    assertThat(list).contains(link, costs, finding.path("claim").asText());

    assertThat(server.get("/findings?range=24h").body()).contains(link, "seen from", "last 24h");
    assertThat(server.get("/findings?from=-30d&to=-29d").body()).doesNotContain(link);

    String page = server.get(link).body();
    JsonNode view = server.json("/api/findings/" + finding.path("fingerprint").asText());
    assertThat(page).contains(costs, view.path("rule").asText(), "The trace that shows it best");
    for (JsonNode evidence : view.path("evidence")) {
      assertThat(page).contains(evidence.path("title").asText());
    }
    int marked = page.split("wf-row [^\"]*\\bmarked\\b", -1).length - 1;
    assertThat(marked).isEqualTo(ShopTraffic.QUERIES);

    assertThat(server.get("/service?name=stock").body()).contains(link);
    assertThat(server.get("/service?name=shop").body()).contains(link);
    assertThat(server.get("/route?service=shop&operation=GET%20/orders/%7Bid%7D").body())
        .contains(link);
    assertThat(server.get("/analyses").body()).contains("N+1 queries", "What cannot be seen");
    assertThat(server.get("/system").body()).contains("/analyses#n-plus-one");
  }
}
