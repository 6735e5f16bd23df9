package dev.headroom.rollup;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The attributes that tell what exactly a span asked for, and whether a cache knew it: all that a
/// [TraceSpan] keeps, because thousands of traces are held at once.
final class AskedAttributes {
  private static final String PARAMETER = "db.query.parameter.";

  /// By themselves, so that all spans share the texts.
  private static final Map<String, String> KEYS =
      Stream.of(
              "db.query.text",
              "db.statement",
              "http.request.method",
              "http.method",
              "url.full",
              "http.url",
              "url.path",
              "http.target",
              "url.query",
              "cache.hit",
              "cache.result",
              "db.cache.hit")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  private AskedAttributes() {}

  static Attributes of(Attributes sent) {
    Map<String, Value> asked = new LinkedHashMap<>();
    sent.values()
        .forEach((key, value) -> {
          String known = KEYS.get(key);
          if (known != null || key.startsWith(PARAMETER)) {
            asked.put(known == null ? key : known, value);
          }
        });
    return asked.isEmpty() ? Attributes.EMPTY : new Attributes(asked);
  }
}
