package dev.headroom.engine;

import dev.headroom.base.SpanId;
import dev.headroom.rollup.ClosedTrace;
import dev.headroom.rollup.FaultSink;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.SpanBatch;

/// Puts the spans and traces that a shard's folds could not take into quarantine.
final class SpanFaults implements FaultSink {
  private final Quarantine quarantine;
  private final JournalBytes bytes;

  SpanFaults(Quarantine quarantine, JournalBytes bytes) {
    this.quarantine = quarantine;
    this.bytes = bytes;
  }

  @Override
  public void span(String fold, SpanBatch batch, int i, RuntimeException why) {
    String subject = "span " + new SpanId(batch.spanId(i));
    quarantine.add(fold, item(batch, i, subject), why, () -> bytes.read(batch, i));
  }

  @Override
  public void trace(String fold, ClosedTrace trace, RuntimeException why) {
    SpanBatch first = trace.batch(0);
    quarantine.add(
        fold,
        item(first, trace.batchIndex(0), "trace " + trace.id()),
        why,
        () -> bytes.read(trace));
  }

  private static Quarantine.Item item(SpanBatch batch, int i, String subject) {
    return new Quarantine.Item(SignalType.TRACES, batch.journalPosition(), i, 1, subject);
  }
}
