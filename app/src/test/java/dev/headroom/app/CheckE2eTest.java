package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A check of files finds what a server finds in the same traces, under the same names.
@Timeout(300)
final class CheckE2eTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void findingsAreThoseOfAServer() throws Exception {
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    Path traces =
        Files.write(
            directory.resolve("traces.pb"), shop.file(ShopTraffic.ORDERS, ShopTraffic.QUERIES));
    Path data = directory.resolve("data");
    Cli imported = Cli.run("import", "--data-dir", data.toString(), traces.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    Path findings = directory.resolve("findings.json");
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      server.post("/api/analyses/run", "application/json", "{}");
      String address = server.pages().toString();
      Cli listed = Cli.run("findings", "--all", "--json", "--server", address);
      assertThat(listed.code()).as(listed.err()).isZero();
      Files.writeString(findings, listed.out());
    }
    Path saved = directory.resolve("saved.json");
    Cli check =
        Cli.run(
            "check",
            "--import",
            traces.toString(),
            "--baseline-findings",
            findings.toString(),
            "--save-findings",
            saved.toString());
    assertThat(check.code()).as(check.out() + check.err()).isZero();
    assertThat(named(saved)).isNotEmpty().isEqualTo(named(findings));
  }

  /// Ids of analyses by the fingerprints of their findings.
  private static Map<String, String> named(Path findings) throws Exception {
    Map<String, String> named = new TreeMap<>();
    for (JsonNode finding : JSON.readTree(Files.readString(findings)).path("findings")) {
      named.put(finding.path("fingerprint").asText(), finding.path("analysis").asText());
    }
    return named;
  }
}
