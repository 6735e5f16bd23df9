package dev.headroom.benchmarks;

import dev.headroom.rollup.ClosedTrace;
import dev.headroom.rollup.FaultSink;
import dev.headroom.signal.SpanBatch;

/// Nothing that is measured may fail.
final class NoFaults implements FaultSink {
  @Override
  public void span(String fold, SpanBatch batch, int i, RuntimeException why) {
    throw why;
  }

  @Override
  public void trace(String fold, ClosedTrace trace, RuntimeException why) {
    throw why;
  }
}
