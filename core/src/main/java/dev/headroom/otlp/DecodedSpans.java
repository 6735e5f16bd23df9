package dev.headroom.otlp;

import dev.headroom.signal.SpanBatch;

/// What became of the spans of one request.
///
/// @param batch the valid spans, in columns
/// @param rejected how many were not valid
/// @param message why the first of them was rejected, empty when none was
public record DecodedSpans(SpanBatch batch, int rejected, String message) {}
