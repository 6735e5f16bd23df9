package dev.headroom.load.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.load.result.RunRecord;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// What `k6 run --out json=FILE` writes: a JSON object per line, of which the points of
/// `http_req_duration` are requests (milliseconds; k6 stamps a point when the answer has come).
final class K6Json {
  private static final String DURATION = "http_req_duration";

  private K6Json() {}

  static RunRecord read(Source source, String first) throws IOException {
    Requests requests = new Requests(source, "k6");
    String target = "";
    for (@Nullable String line = first; line != null; line = source.next()) {
      JsonNode node = JsonLines.object(source, line);
      JsonNode data = node.path("data");
      if (!node.path("type").asText().equals("Point")
          || !node.path("metric").asText().equals(DURATION)) {
        continue;
      }
      JsonNode value = data.path("value");
      if (!value.isNumber()) {
        throw source.wrong("a point whose value is '" + value.asText() + "'", "milliseconds");
      }
      JsonNode tags = data.path("tags");
      long latency = JsonLines.nanos(source, value.asDouble() * 1e6);
      int status = tags.path("status").asInt(0);
      target = target.isEmpty() ? tags.path("url").asText("") : target;
      requests.add(
          tags.path("name").asText("(all)"),
          time(source, data.path("time").asText()) - latency,
          latency,
          status,
          failure(tags, status));
    }
    return requests.record(target);
  }

  private static String failure(JsonNode tags, int status) {
    String expected = tags.path("expected_response").asText("");
    boolean failed = expected.isEmpty() ? status == 0 || status >= 400 : expected.equals("false");
    if (!failed) {
      return "";
    }
    String error = tags.path("error").asText("");
    return error.isEmpty() ? "status " + status : error;
  }

  static long time(Source source, String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return Math.addExact(
          Math.multiplyExact(time.toEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (DateTimeParseException | ArithmeticException _) {
      throw source.wrong("a request at '" + text + "'", "a time such as 2026-11-25T10:00:00.5Z");
    }
  }
}
