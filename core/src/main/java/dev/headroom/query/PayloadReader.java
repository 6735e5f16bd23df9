package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import java.util.List;

/// Port: reads the payload of kept traces. Thread-safe.
public interface PayloadReader {

  /// The spans of a stored payload (OTLP TracesData).
  ///
  /// @throws dev.headroom.base.HeadroomException when the bytes are anything else
  List<Span> spans(byte[] payload);

  /// What a span did and towards whom, as the rollups name it.
  SpanShape shape(Span span);

  /// How many rows came back to a database call; -1 when not told.
  long rows(Span span);

  /// The normalised operation of a span, as the rollups name it.
  default OperationName operation(Span span) {
    return shape(span).operation();
  }
}
