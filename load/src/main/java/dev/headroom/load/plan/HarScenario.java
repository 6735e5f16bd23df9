package dev.headroom.load.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The requests that a browser recorded (HAR 1.2) as one scenario, with the times between them.
/// Credentials are left out: they would be old, and nobody expects them in a scenario.
final class HarScenario {
  private static final Set<String> LEFT_OUT =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "cookie",
          "authorization",
          "accept-encoding",
          "proxy-authorization",
          "upgrade",
          "keep-alive");
  private static final Duration LONGEST_THINK = Duration.ofSeconds(30);

  private HarScenario() {}

  /// Whether a request goes to a target.
  static List<JsonNode> entries(JsonNode document, Target target) {
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode entry : document.path("log").path("entries")) {
      String url = entry.path("request").path("url").asText();
      if (url.startsWith("http") && at(entries.size(), url).origin().equals(target.origin())) {
        entries.add(entry);
      }
    }
    return entries;
  }

  static Target at(int entry, String url) {
    return Target.of("log.entries[" + entry + "].request.url", url);
  }

  static ObjectNode of(List<JsonNode> entries) {
    ObjectNode scenarios = JsonNodeFactory.instance.objectNode();
    var requests = scenarios.putObject("recorded").putArray("requests");
    for (int i = 0; i < entries.size(); i++) {
      ObjectNode request = requests.addObject();
      add(i, entries.get(i), request);
      if (i + 1 < entries.size()) {
        think(entries.get(i), entries.get(i + 1), request);
      }
    }
    return scenarios;
  }

  private static void add(int number, JsonNode entry, ObjectNode request) {
    JsonNode told = entry.path("request");
    String method = told.path("method").asText().toLowerCase(Locale.ROOT);
    request.put(
        RequestReader.method("log.entries[" + number + "].request.method", method)
            .toLowerCase(Locale.ROOT),
        at(number, told.path("url").asText()).path());
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    for (JsonNode header : told.path("headers")) {
      String name = header.path("name").asText();
      if (!name.startsWith(":") && !LEFT_OUT.contains(name.toLowerCase(Locale.ROOT))) {
        headers.put(name, header.path("value").asText());
      }
    }
    if (!headers.isEmpty()) {
      request.set("headers", headers);
    }
    if (told.path("postData").has("text")) {
      request.put("body", told.path("postData").path("text").asText());
    }
    int status = entry.path("response").path("status").asInt();
    if (status >= 100) {
      request.putObject("checks").put("status", status == 304 ? "200,304" : "" + status);
    }
  }

  private static void think(JsonNode entry, JsonNode next, ObjectNode request) {
    try {
      Duration between =
          Duration.between(
              OffsetDateTime.parse(entry.path("startedDateTime").asText()),
              OffsetDateTime.parse(next.path("startedDateTime").asText()));
      long millis = between.toMillis() - Math.round(entry.path("time").asDouble());
      if (millis > 0) {
        request.put("think", Math.min(millis, LONGEST_THINK.toMillis()) + "ms");
      }
    } catch (DateTimeException _) {
      // A recording without times is still a sequence.
    }
  }
}
