package dev.headroom.signal;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;

/// The intern tables that decoding and folding share.
///
/// @param shapes what spans have in common
/// @param segments for whom they worked; number 0 is [SpanSegment#NONE]
public record SpanTables(InternTable<SpanShape> shapes, InternTable<SpanSegment> segments) {

  /// Tables with room for 200,000 shapes and 100,000 segment triples; number 0 takes the overflow.
  public static SpanTables create() {
    SpanShape overflow =
        new SpanShape(
            ServiceName.OTHER,
            "",
            "",
            "",
            "",
            OperationName.OTHER,
            SpanKind.UNSPECIFIED,
            null,
            "",
            null);
    return new SpanTables(
        new InternTable<>(overflow, 200_000), new InternTable<>(SpanSegment.NONE, 100_000));
  }
}
