package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.signal.Span;
import java.util.List;

/// Port: reads the payload of kept traces. Thread-safe.
public interface PayloadReader {

  /// The spans of a stored payload (OTLP TracesData).
  ///
  /// @throws dev.headroom.base.HeadroomException when the bytes are anything else
  List<Span> spans(byte[] payload);

  /// The normalised operation of a span, as the rollups name it.
  OperationName operation(Span span);
}
