package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.signal.Span;
import java.util.List;

/// Reads payloads as they are stored: OTLP TracesData.
public final class OtlpPayloads implements PayloadReader {

  @Override
  public List<Span> spans(byte[] payload) {
    return TraceDecoder.decode(payload);
  }

  @Override
  public OperationName operation(Span span) {
    return SemanticConventions.shape(span).operation();
  }
}
