package dev.headroom.signal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Attributes in the order they were sent; immutable. A key sent twice keeps its last value.
public record Attributes(Map<String, Value> values) {

  public static final Attributes EMPTY = new Attributes(Map.of());

  public Attributes {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public @Nullable Value get(String key) {
    return values.get(key);
  }

  /// The value of the first of the keys that is present, as text; empty when none is.
  public String text(String... keys) {
    for (String key : keys) {
      Value value = values.get(key);
      if (value != null) {
        return value.asText();
      }
    }
    return "";
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// The attributes as a JSON object; numbers that JSON cannot hold (NaN, infinities) are texts.
  public String toJson() {
    StringBuilder json = new StringBuilder(64);
    JsonText.object(values, json);
    return json.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    values.forEach((key, value) ->
        text.append(text.length() > 1 ? ", " : "").append(key).append('=').append(value.asText()));
    return text.append('}').toString();
  }
}
