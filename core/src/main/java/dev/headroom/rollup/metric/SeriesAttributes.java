package dev.headroom.rollup.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the attributes of a metric series as its key writes them: `key=value` pairs sorted by key
/// and joined by commas. A comma inside a value is told apart by what follows: the next pair always
/// has a `=`, and its key sorts after the one before.
public final class SeriesAttributes {
  private SeriesAttributes() {}

  /// In the order of the text; unmodifiable.
  public static Map<String, String> of(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    String key = "";
    StringBuilder value = new StringBuilder();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).compareTo(key) > 0) {
        add(attributes, key, value);
        key = part.substring(0, equals);
        value.setLength(0);
        value.append(part, equals + 1, part.length());
      } else {
        value.append(',').append(part);
      }
    }
    add(attributes, key, value);
    return Collections.unmodifiableMap(attributes);
  }

  private static void add(Map<String, String> attributes, String key, StringBuilder value) {
    if (!key.isEmpty()) {
      attributes.put(key, value.toString());
    }
  }
}
