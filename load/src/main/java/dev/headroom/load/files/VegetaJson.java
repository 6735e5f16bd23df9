package dev.headroom.load.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.load.result.RunRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What `vegeta encode --to json` writes: a JSON object per request, latency in nanoseconds.
final class VegetaJson {
  private VegetaJson() {}

  static RunRecord read(Source source, String first) throws IOException {
    Requests requests = new Requests(source, "vegeta");
    String target = "";
    for (@Nullable String line = first; line != null; line = source.next()) {
      JsonNode node = JsonLines.object(source, line);
      JsonNode latency = node.path("latency");
      if (!latency.isNumber()) {
        throw source.wrong("a result whose latency is '" + latency.asText() + "'", "nanoseconds");
      }
      int code = node.path("code").asInt();
      String error = node.path("error").asText("");
      boolean failed = !error.isEmpty() || code < 200 || code >= 400;
      String url = node.path("url").asText("");
      target = target.isEmpty() ? url : target;
      requests.add(
          (node.path("method").asText("") + " " + url).strip(),
          K6Json.time(source, node.path("timestamp").asText()),
          JsonLines.nanos(source, latency.asDouble()),
          code,
          failed ? (error.isEmpty() ? "status " + code : error) : "");
    }
    return requests.record(target);
  }
}
