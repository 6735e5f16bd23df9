package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.TraceRow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScatterTest {
  private static final Instant START = Instant.parse("2026-05-06T12:00:00Z");
  private static final TimeWindow WINDOW = new TimeWindow(START, START.plusSeconds(60));

  private static TraceRow trace(String id, long millis, String operation) {
    return new TraceRow(
        id, START.plusMillis(millis), 5_000, "shop", operation, false, 1, 1, "ERROR");
  }

  @Test
  void givesPointsInTheOrderOfTimeAsJson() throws Exception {
    Scatter scatter =
        new Scatter(
            WINDOW, List.of(trace("b", 2_500, "GET \"x\\y\""), trace("a", 1_000, "GET /")), true);
    JsonNode json = new JsonMapper().readTree(scatter.json());
    assertThat(json.path("from").asLong()).isEqualTo(START.getEpochSecond());
    assertThat(json.path("to").asLong()).isEqualTo(START.getEpochSecond() + 60);
    assertThat(json.path("points").findValuesAsText("id")).containsExactly("a", "b");
    JsonNode second = json.path("points").path(1);
    assertThat(second.path("at").asDouble()).isEqualTo(START.getEpochSecond() + 2.5);
    assertThat(second.path("nanos").asLong()).isEqualTo(5_000);
    assertThat(second.path("name").asText()).isEqualTo("shop GET \"x\\y\"");
  }

  @Test
  void saysWhetherItShowsAll() {
    List<TraceRow> one = List.of(trace("a", 0, "GET /"));
    assertThat(new Scatter(WINDOW, one, false).note()).isEqualTo("all 1 that fit");
    assertThat(new Scatter(WINDOW, one, true).note()).isEqualTo("the newest 1 that fit");
  }
}
