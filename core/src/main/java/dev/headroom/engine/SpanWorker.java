package dev.headroom.engine;

import dev.headroom.rollup.OpenTraceIds;
import dev.headroom.rollup.ShardStats;
import dev.headroom.rollup.SpanShard;
import dev.headroom.signal.SpanBatch;
import java.util.List;
import java.util.function.Consumer;

/// Folds the spans of one shard.
final class SpanWorker extends Worker<SpanWorker.Spans> {
  /// The name of the state that holds the open traces.
  static final String STATE = "traces";

  private final SpanShard shard;
  private final int number;
  private final OpenTraceIds openBefore;
  private final Quarantine quarantine;
  private volatile ShardStats stats;

  /// @param stored whether a commit covers the batch already: it only rebuilds state
  record Spans(SpanBatch batch, long clockNanos, boolean stored) {}

  SpanWorker(
      int number,
      SpanShard shard,
      OpenTraceIds openBefore,
      Quarantine quarantine,
      long capacity,
      Consumer<Throwable> broken) {
    super("spans-" + number, capacity, broken);
    this.number = number;
    this.shard = shard;
    this.openBefore = openBefore;
    this.quarantine = quarantine;
    this.stats = shard.stats();
    shard.remember(openBefore);
  }

  @Override
  void work(Spans spans) {
    if (spans.stored()) {
      shard.restore(spans.batch(), openBefore, spans.clockNanos());
    } else {
      shard.accept(spans.batch(), spans.clockNanos());
    }
  }

  @Override
  Barrier.Part pass(Barrier barrier) {
    if (barrier.flushing()) {
      shard.flush(barrier.clockNanos());
    } else {
      shard.tick(barrier.clockNanos());
    }
    stats = shard.stats();
    return new Barrier.Part(
        shard.drainRollups(),
        shard.drainTraces(),
        List.of(),
        shard.oldestOpenPosition(),
        shard.oldestKnownPosition(),
        barrier.saving()
            ? List.of(
                new Barrier.State(STATE, number, shard.save()),
                new Barrier.State(Quarantine.STATE, number + 1, quarantine.save()))
            : List.of());
  }

  EngineStats.Quarantine quarantined() {
    return quarantine.summary();
  }

  /// As of the last barrier.
  ShardStats stats() {
    return stats;
  }
}
