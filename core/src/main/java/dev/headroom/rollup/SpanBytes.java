package dev.headroom.rollup;

/// Port: turns spans back into bytes, from the journal that holds them.
public interface SpanBytes {

  /// The spans of the trace, in its order and duplicates included, as OTLP TracesData protobuf,
  /// uncompressed. Called on the fold's thread; the trace is only lent.
  byte[] read(ClosedTrace trace);
}
