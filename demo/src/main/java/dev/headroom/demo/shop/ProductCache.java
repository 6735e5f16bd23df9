package dev.headroom.demo.shop;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A small least-recently-used cache of product texts that counts hits and misses. Thread safe.
final class ProductCache {
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey("cache.result");
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("cache.name");

  private final LinkedHashMap<String, String> entries;
  private final LongCounter lookups;
  private final Attributes hit;
  private final Attributes miss;

  ProductCache(String name, int capacity, LongCounter lookups) {
    this.lookups = lookups;
    this.hit = Attributes.of(NAME, name, RESULT, "hit");
    this.miss = Attributes.of(NAME, name, RESULT, "miss");
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > capacity;
          }
        };
  }

  Optional<String> get(String key) {
    Optional<String> found;
    synchronized (entries) {
      found = Optional.ofNullable(entries.get(key));
    }
    lookups.add(1, found.isPresent() ? hit : miss);
    return found;
  }

  void put(String key, String value) {
    synchronized (entries) {
      entries.put(key, value);
    }
  }
}
