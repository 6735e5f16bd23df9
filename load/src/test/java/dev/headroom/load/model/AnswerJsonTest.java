package dev.headroom.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.load.search.CeilingSearch;
import dev.headroom.load.search.LatencyObjective;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.load.search.SearchSettings;
import dev.headroom.load.search.SimulatedQueue;
import dev.headroom.load.search.SimulatedQueue.Service;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerJsonTest {
  @Test
  void hasAllThatWasFound() throws InterruptedException, JsonProcessingException {
    JsonNode json = written(1e6);
    assertThat(json.path("ending").asText()).isIn("found", "out-of-time");
    assertThat(json.path("answer").asText()).startsWith("holds p99 < 100 ms up to ");
    assertThat(json.at("/interval/low").asDouble())
        .isLessThanOrEqualTo(json.path("perSecond").asDouble());
    assertThat(json.at("/details/0").asText()).isEqualTo("one more");
    assertThat(json.at("/model/limit/0").asText()).isEqualTo("ceiling");
    assertThat(json.at("/model/queue/servers").asInt()).isEqualTo(4);
    assertThat(json.path("steps")).hasSizeGreaterThan(5);
    assertThat(json.at("/steps/0/latencySeconds/p50").asDouble()).isBetween(0.001, 0.1);
    assertThat(json.at("/model/usl/sigma").isNumber()).isTrue();
  }

  @Test
  void anOpenEndIsNull() throws InterruptedException, JsonProcessingException {
    JsonNode json = written(100);
    assertThat(json.path("ending").asText()).isEqualTo("highest-rate-holds");
    assertThat(json.at("/interval/high").isNull()).isTrue();
    assertThat(json.path("capacityPerSecond").isNull()).isTrue();
  }

  private static JsonNode written(double maxRate)
      throws InterruptedException, JsonProcessingException {
    SearchAnswer answer =
        new CeilingSearch(
                new SimulatedQueue(4, Service.exponential(0.01), 1),
                LatencyObjective.parse("p99<100ms"),
                SearchSettings.of(10, maxRate, Duration.ofMinutes(10)),
                _ -> {})
            .run();
    return new JsonMapper()
        .readTree(
            AnswerJson.write(
                "http://test/", answer, CapacityModel.of(answer), List.of("one more")));
  }
}
