package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import java.util.List;

/// All that happens to one shard's spans: duplicates are left out, operations counted, traces put
/// together, folded, and kept or not.
///
/// A span or trace that a fold cannot take is told to the [FaultSink] and left out of that fold
/// alone: the others still count it, and a span is still put into its trace. What the fold did with
/// it before it failed stays: at most one contribution of that item to each of its rollups.
///
/// One thread at a time. Time is told by the caller: the clock of arrival, in nanoseconds since the
/// epoch.
public final class SpanShard {
  private final int number;
  private final int shards;
  private final SpanTables tables;
  private final Deduplicator duplicates;
  private final RollupTable table = new RollupTable();

  /// Of its own, because it is small enough for the processor's cache and asked often.
  private final RollupTable eventTable = new RollupTable();

  private final SpanFold operations;
  private final SliFold slis;
  private final SpanFold indicators;
  private final TraceAssembler assembler;
  private final ClosedTraces closed;
  private int[] picked = new int[256];
  private long spans;

  /// @param number of this shard, from 0
  /// @param shards how many there are
  /// @param dedupSpans spans per generation of the [Deduplicator]
  /// @param bytes gives the raw spans of kept traces
  /// @param specs which indicators are counted
  /// @param how the folds are put to work
  /// @param faults is told of items that a fold could not take
  public SpanShard(
      int number,
      int shards,
      SpanTables tables,
      KeyTable keys,
      AssemblyPolicy assembly,
      SamplingPolicy sampling,
      int dedupSpans,
      SpanBytes bytes,
      SliSpecs specs,
      Folds how,
      FaultSink faults) {
    this.number = number;
    this.shards = shards;
    this.tables = tables;
    ShapeTable shapes = new ShapeTable(tables.shapes());
    duplicates = new Deduplicator(dedupSpans);
    TraceSegments segments = new TraceSegments(tables.segments());
    slis = new SliFold(specs, eventTable, shapes, segments, keys);
    operations = guarded(how, "operations", new OperationFold(table, shapes, keys), faults);
    indicators = guarded(how, "slis", slis, faults);
    closed =
        new ClosedTraces(
            table, shapes, segments, keys, slis, new Sampler(sampling), bytes, how, faults);
    assembler = new TraceAssembler(assembly, shapes, closed);
  }

  private static SpanFold guarded(Folds how, String name, SpanFold fold, FaultSink faults) {
    return new GuardedSpanFold(name, how.span(name, fold), faults);
  }

  /// The shard that a trace belongs to.
  public static int of(long traceHi, long traceLo, int shards) {
    return shards == 1 ? 0 : (int) Long.remainderUnsigned(Mix.of(traceHi, traceLo) >>> 32, shards);
  }

  /// Takes in the batch's spans that belong to this shard.
  public void accept(SpanBatch batch, long nowNanos) {
    closed.at(nowNanos);
    slis.begin(nowNanos);
    int count = pickFresh(batch);
    spans += count;
    for (int k = 0; k < count; k++) {
      operations.fold(batch, picked[k]);
      indicators.fold(batch, picked[k]);
    }
    for (int k = 0; k < count; k++) {
      assembler.add(batch, picked[k], nowNanos);
    }
  }

  /// Takes in a batch whose rollups are stored already: it only rebuilds what the shard knows of
  /// spans seen and the traces that were open.
  public void restore(SpanBatch batch, OpenTraceIds open, long nowNanos) {
    now(nowNanos);
    int count = pickFresh(batch);
    for (int k = 0; k < count; k++) {
      int i = picked[k];
      if (open.contains(batch.traceHi(i), batch.traceLo(i), batch.journalPosition(), i)) {
        assembler.add(batch, i, nowNanos);
      }
    }
  }

  /// Lists this shard's spans that were not seen before. A loop of its own, because looks into a
  /// large table overlap when nothing stands between them.
  private int pickFresh(SpanBatch batch) {
    if (picked.length < batch.size()) {
      picked = new int[Math.max(batch.size(), picked.length * 2)];
    }
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (isMine(batch, i) && isFresh(batch, i)) {
        picked[count++] = i;
      }
    }
    return count;
  }

  /// Remembers traces that were closed before a restart; call before any batch.
  public void remember(OpenTraceIds saved) {
    assembler.remember(saved);
  }

  private boolean isMine(SpanBatch batch, int i) {
    return shards == 1 || of(batch.traceHi(i), batch.traceLo(i), shards) == number;
  }

  private boolean isFresh(SpanBatch batch, int i) {
    return duplicates.fresh(
        batch.traceHi(i), batch.traceLo(i), batch.spanId(i), batch.journalPosition());
  }

  /// Closes traces that are complete by now; call about once a second.
  public void tick(long nowNanos) {
    now(nowNanos);
    assembler.tick(nowNanos);
  }

  /// Closes all open traces.
  public void flush(long nowNanos) {
    now(nowNanos);
    assembler.flush();
  }

  private void now(long nanos) {
    closed.at(nanos);
    slis.refresh();
  }

  /// Hands over what was counted since the last time.
  public List<RollupRow> drainRollups() {
    List<RollupRow> rows = table.drain();
    rows.addAll(eventTable.drain());
    return rows;
  }

  /// Hands over the traces kept since the last time.
  public List<StoredTrace> drainTraces() {
    return closed.drain();
  }

  /// The journal position from which replay restores the open traces: [Long#MAX_VALUE] for none.
  public long oldestOpenPosition() {
    return assembler.oldestPosition();
  }

  /// The journal position from which replay restores what is known of spans seen.
  public long oldestKnownPosition() {
    return duplicates.oldestPosition();
  }

  /// The open traces and those closed last, to be stored with a commit; [OpenTraceIds] reads it.
  public byte[] save() {
    return assembler.save();
  }

  public ShardStats stats() {
    return new ShardStats(
        spans,
        duplicates.duplicates(),
        assembler.lateSpans(),
        assembler.openTraces(),
        assembler.openSpans(),
        assembler.closed(TraceAssembler.CloseReason.COMPLETE),
        assembler.closed(TraceAssembler.CloseReason.WITHOUT_ROOT),
        assembler.closed(TraceAssembler.CloseReason.TOO_LONG)
            + assembler.closed(TraceAssembler.CloseReason.TOO_LARGE)
            + assembler.closed(TraceAssembler.CloseReason.NO_ROOM),
        closed.kept(),
        closed.dropped(),
        closed.corrections(),
        closed.paired(),
        closed.unpaired(),
        tables.shapes().overflowed());
  }
}
