package dev.headroom.engine;

import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.TraceSlices;
import dev.headroom.rollup.ClosedTrace;
import dev.headroom.rollup.SpanBytes;
import dev.headroom.signal.SpanBatch;
import dev.headroom.store.Journal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Reads the bytes of kept traces back from the journal. A span that the journal cannot give back
/// any more, because a file of it is damaged, is left out and counted. Thread-safe.
final class JournalBytes implements SpanBytes {
  private final Supplier<Journal> journal;
  private final LongAdder lost = new LongAdder();

  /// A stretch of the journal.
  private record Range(long position, int length) {}

  /// @param journal asked at each read, since the journal opens after the workers are made
  JournalBytes(Supplier<Journal> journal) {
    this.journal = journal;
  }

  @Override
  public byte[] read(ClosedTrace trace) {
    TraceSlices slices = new TraceSlices();
    // Resource and scope are shared by the spans of a batch: each is read once a trace.
    Map<Range, byte[]> shared = new HashMap<>();
    for (int i = 0; i < trace.size(); i++) {
      add(slices, shared, trace.batch(i), trace.batchIndex(i));
    }
    return slices.build();
  }

  /// Span `at` of the batch as OTLP TracesData protobuf, uncompressed.
  byte[] read(SpanBatch batch, int at) {
    TraceSlices slices = new TraceSlices();
    add(slices, new HashMap<>(), batch, at);
    return slices.build();
  }

  private void add(TraceSlices slices, Map<Range, byte[]> shared, SpanBatch batch, int at) {
    try {
      slices.add(
          part(shared, batch, batch.resourceOffset(at), batch.resourceLength(at)),
          part(shared, batch, batch.scopeOffset(at), batch.scopeLength(at)),
          bytes(new Range(batch.journalPosition() + batch.offset(at), batch.length(at))));
    } catch (HeadroomException _) {
      lost.increment();
    }
  }

  /// How many spans of kept traces could not be read back.
  long lost() {
    return lost.sum();
  }

  private byte[] part(Map<Range, byte[]> shared, SpanBatch batch, int offset, int length) {
    return shared.computeIfAbsent(new Range(batch.journalPosition() + offset, length), this::bytes);
  }

  private byte[] bytes(Range range) {
    byte[] bytes = new byte[range.length()];
    if (bytes.length > 0) {
      journal.get().read(range.position(), ByteBuffer.wrap(bytes));
    }
    return bytes;
  }
}
