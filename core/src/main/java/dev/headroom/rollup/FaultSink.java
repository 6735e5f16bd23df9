package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;

/// Port: is told which items a fold could not take. Such an item is left out of that fold alone.
/// Called on the fold's thread; must not throw.
public interface FaultSink {

  /// @param fold the name of the fold
  void span(String fold, SpanBatch batch, int i, RuntimeException why);

  /// @param fold the name of the fold
  /// @param trace only lent; its spans are in, its structure may not be
  void trace(String fold, ClosedTrace trace, RuntimeException why);
}
