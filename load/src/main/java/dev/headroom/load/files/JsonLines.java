package dev.headroom.load.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// Lines of JSON.
final class JsonLines {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonLines() {}

  static JsonNode object(Source source, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException _) {
      // Told below, as for what is JSON but no object.
    }
    throw source.wrong("'" + shortened(line) + "'", "a JSON object");
  }

  static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  /// Rounded; what no latency can be is refused.
  static long nanos(Source source, double nanos) {
    if (!(nanos >= 0 && nanos <= Requests.LONGEST_NANOS)) {
      throw source.wrong("a request of " + nanos + " ns", "0 up to an hour");
    }
    return Math.round(nanos);
  }
}
