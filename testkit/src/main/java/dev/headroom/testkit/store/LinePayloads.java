package dev.headroom.testkit.store;

import dev.headroom.store.TraceInspector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Trace payloads that tests can read: one span per line, `service key=value key=value`.
public final class LinePayloads implements TraceInspector {

  /// The payload with these lines.
  public static byte[] of(String... lines) {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Set<String> services(byte[] payload) {
    Set<String> services = new TreeSet<>();
    text(payload).lines().forEach(line -> services.add(line.split(" ", -1)[0]));
    return services;
  }

  @Override
  public boolean carries(byte[] payload, Map<String, String> attributes) {
    return text(payload)
        .lines()
        .anyMatch(line -> {
          Set<String> words = Set.copyOf(Arrays.asList(line.split(" ", -1)));
          return attributes.entrySet().stream()
              .allMatch(wanted -> words.contains(wanted.getKey() + "=" + wanted.getValue()));
        });
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
