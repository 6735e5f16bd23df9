package dev.headroom.app.serve;

import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.query.PayloadReader;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.Value;
import dev.headroom.store.TraceInspector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the payloads of kept traces for stores and questions, which do not know OTLP. Stateless.
final class Payloads implements TraceInspector, PayloadReader {

  @Override
  public List<Span> spans(byte[] payload) {
    return TraceDecoder.decode(payload);
  }

  @Override
  public SpanShape shape(Span span) {
    return SemanticConventions.shape(span);
  }

  @Override
  public long rows(Span span) {
    return SemanticConventions.rows(span);
  }

  @Override
  public Set<String> services(byte[] payload) {
    return spans(payload).stream().map(span -> span.service().value()).collect(Collectors.toSet());
  }

  @Override
  public boolean carries(byte[] payload, Map<String, String> attributes) {
    return spans(payload).stream()
        .anyMatch(span ->
            attributes.entrySet().stream()
                .allMatch(wanted -> has(span, wanted.getKey(), wanted.getValue())));
  }

  private static boolean has(Span span, String key, String text) {
    Value own = span.attributes().get(key);
    Value value = own == null ? span.resource().get(key) : own;
    return value != null && value.asText().equals(text);
  }
}
