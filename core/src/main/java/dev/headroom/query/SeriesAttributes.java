package dev.headroom.query;

import dev.headroom.query.view.AttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the attributes of a metric series as its key writes them: `key=value` pairs sorted by key
/// and joined by commas. A comma inside a value is told apart by what follows: the next pair always
/// has a `=`, and its key sorts after the one before.
public final class SeriesAttributes {
  private SeriesAttributes() {}

  public static List<AttributeView> of(String text) {
    List<AttributeView> attributes = new ArrayList<>();
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
    return attributes;
  }

  private static void add(List<AttributeView> attributes, String key, StringBuilder value) {
    if (!key.isEmpty()) {
      attributes.add(new AttributeView(key, value.toString()));
    }
  }

  static Optional<String> value(String text, String key) {
    return of(text).stream()
        .filter(attribute -> attribute.key().equals(key))
        .map(AttributeView::value)
        .findFirst();
  }
}
