package dev.headroom.testkit.fleet;

import dev.headroom.base.TraceId;
import dev.headroom.otlp.OtlpWriter;
import dev.headroom.rollup.AssemblyPolicy;
import dev.headroom.rollup.ClosedTrace;
import dev.headroom.rollup.FaultSink;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanShard;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import dev.headroom.store.memory.MemoryStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Gives finished requests to a shard as a server would, with all its folds and its sampler. Not
/// thread-safe.
final class SpanFeed {
  private static final AssemblyPolicy ASSEMBLY =
      new AssemblyPolicy(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          500_000,
          100_000,
          1_024);

  /// Closed traces whose spans may still be asked for.
  private static final int REMEMBERED = 4_096;

  private final FleetRollups rollups;
  private final MemoryStore store;
  private final SpanShard shard;
  private final double sampled;
  private final Random random;
  private final LinkedHashMap<TraceId, Request> recent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TraceId, Request> eldest) {
          return size() > REMEMBERED;
        }
      };
  private SpanBatch batch = new SpanBatch();
  private long position;
  private long spans;

  /// @param store takes the traces that are kept
  /// @param sampled the share of traces that are sent; what was sampled is told when below 1, else
  ///   it is unknown, as with an agent that sends everything
  SpanFeed(
      KeyTable keys,
      SpanTables tables,
      FleetRollups rollups,
      MemoryStore store,
      double sampled,
      long seed) {
    this.rollups = rollups;
    this.store = store;
    this.sampled = sampled;
    random = new Random(seed);
    shard =
        new SpanShard(
            0,
            1,
            tables,
            keys,
            ASSEMBLY,
            new SamplingPolicy(false, 1, 600, 1, 1, 0.99, 1, 60, seed),
            1 << 16,
            trace -> OtlpWriter.traces(request(trace).spans()),
            new SliSpecs(List.of()),
            Folds.PLAIN,
            new Faults());
    batch.group(0, 0, 0, 0);
  }

  private Request request(ClosedTrace trace) {
    Request request = recent.get(trace.id());
    if (request == null) {
      throw new IllegalStateException("trace " + trace.id() + " is forgotten");
    }
    return request;
  }

  /// A fault of a fold is a fault of the fleet.
  private static final class Faults implements FaultSink {
    @Override
    public void span(String fold, SpanBatch batch, int i, RuntimeException why) {
      throw new IllegalStateException("fold " + fold, why);
    }

    @Override
    public void trace(String fold, ClosedTrace trace, RuntimeException why) {
      throw new IllegalStateException("fold " + fold, why);
    }
  }

  void finished(Request request) {
    if (request.size() == 0 || (sampled < 1 && random.nextDouble() >= sampled)) {
      return;
    }
    if (sampled < 1) {
      long threshold = (long) ((1 - sampled) * 0x1p56);
      request.sampled("ot=th:" + String.format("%014x", threshold));
    }
    recent.put(request.traceId(), request);
    request.into(batch, sampled < 1 ? (float) (1 / sampled) : Float.NaN);
    spans += request.size();
  }

  /// Hands over what came in since the last time.
  void tick(long nowNanos) {
    if (batch.size() > 0) {
      batch.journaledAt(++position);
      shard.accept(batch, nowNanos);
      batch = new SpanBatch();
      batch.group(0, 0, 0, 0);
    }
    shard.tick(nowNanos);
  }

  /// Stores what has been counted.
  void drain() {
    rollups.add(shard.drainRollups());
    store.add(List.of(), shard.drainTraces(), List.of());
  }

  void close(long nowNanos) {
    tick(nowNanos);
    shard.flush(nowNanos);
    drain();
  }

  long spans() {
    return spans;
  }
}
