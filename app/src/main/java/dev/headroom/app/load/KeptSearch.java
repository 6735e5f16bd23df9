package dev.headroom.app.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.load.model.AnswerText;
import dev.headroom.load.search.JudgedStep;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.stat.Interval;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The answer of a search in the form in which a server keeps capacity tests.
///
/// @param id of the run
/// @param at when it began
/// @param service and `operation`: the route as telemetry names it; null when not told
/// @param failed whether the answer is "no"
record KeptSearch(
    String id,
    Instant at,
    String target,
    @Nullable String service,
    @Nullable String operation,
    String version,
    String environment,
    boolean failed) {
  private static final JsonMapper JSON = new JsonMapper();

  /// Sends it; the path of its page.
  ///
  /// @param written the whole answer as it is written to files
  String send(ApiClient server, SearchAnswer answer, List<String> details, String written)
      throws InterruptedException {
    byte[] body = json(answer, details, written).getBytes(StandardCharsets.UTF_8);
    return "/capacity/test?id="
        + server
            .send("POST", "/api/capacity-tests", List.of(), "application/json", body)
            .good()
            .json()
            .path("id")
            .asText(id);
  }

  String json(SearchAnswer answer, List<String> details, String written) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", id).put("at", at.toString()).put("kind", "search").put("target", target);
    root.put("service", service).put("operation", operation);
    root.put("version", version).put("environment", environment);
    root.put("objective", answer.objective().toString());
    root.put("answer", AnswerText.headline(answer));
    details.forEach(root.putArray("details")::add);
    Interval interval = answer.interval();
    if (answer.perSecond() != null && interval != null) {
      root.put("perSecond", answer.perSecond()).put("low", interval.low());
      root.put("high", Double.isFinite(interval.high()) ? Double.valueOf(interval.high()) : null);
    }
    root.put("capacityPerSecond", answer.capacity()).put("failed", failed);
    answer.steps().forEach(step -> root.withArray("points").add(point(step)));
    try {
      root.set("document", JSON.readTree(written));
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON can be read", e);
    }
  }

  private static ObjectNode point(JudgedStep step) {
    ObjectNode point = JSON.createObjectNode();
    long ended = step.completed() + step.failed();
    point.put("ratePerSecond", step.ratePerSecond());
    point.put("lengthSeconds", step.length().toNanos() / 1e9);
    point.put("throughputPerSecond", step.throughput()).put("inFlight", step.inFlight());
    if (ended > 0) {
      point.put("p50Nanos", step.latency().p50().toNanos());
      point.put("p99Nanos", step.latency().p99().toNanos());
    }
    point.put("failedShare", ended > 0 ? (double) step.failed() / ended : 0);
    return point.put("verdict", step.verdict().name().toLowerCase(Locale.ROOT));
  }
}
