package dev.headroom.store;

import java.util.Map;
import java.util.Set;

/// Looks into the payload of a stored trace, so that engines can search by what only the spans tell
/// without knowing how spans are encoded. Thread-safe.
public interface TraceInspector {

  /// The names of all services that have a span in the payload.
  Set<String> services(byte[] payload);

  /// Whether one and the same span, or its resource, carries all the attributes with exactly these
  /// texts.
  boolean carries(byte[] payload, Map<String, String> attributes);

  /// Sees nothing: only roots are found by service, and nothing by attribute.
  static TraceInspector blind() {
    return new TraceInspector() {
      @Override
      public Set<String> services(byte[] payload) {
        return Set.of();
      }

      @Override
      public boolean carries(byte[] payload, Map<String, String> attributes) {
        return attributes.isEmpty();
      }
    };
  }
}
