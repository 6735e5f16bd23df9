package dev.headroom.demo;

import java.util.Collection;

/// Writes the little JSON the demo needs without a library on the services' class path.
final class Json {
  private Json() {}

  static String object(String... fields) {
    return "{" + String.join(",", fields) + "}";
  }

  static String array(Collection<String> items) {
    return "[" + String.join(",", items) + "]";
  }

  static String field(String name, String value) {
    return raw(name, quote(value));
  }

  static String field(String name, long value) {
    return raw(name, String.valueOf(value));
  }

  static String field(String name, boolean value) {
    return raw(name, String.valueOf(value));
  }

  /// A field whose value is JSON already.
  static String raw(String name, String json) {
    return quote(name) + ":" + json;
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c < 0x20) {
            quoted.append(String.format("\\u%04x", c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}
