package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;

/// Sees each accepted span once, in the order of arrival, and leaves mergeable rollups. Called by
/// one thread at a time.
public interface SpanFold {

  /// Takes in span `i` of the batch.
  void fold(SpanBatch batch, int i);
}
