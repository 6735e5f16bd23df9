package dev.headroom.rollup;

import dev.headroom.base.Limits;
import dev.headroom.rollup.Spans.S;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One shard with a clock of its own, and what it handed over so far.
final class ShardProbe {
  static final long SECOND = 1_000_000_000L;

  final SpanTables tables = SpanTables.create();
  final KeyTable keys = new KeyTable(Limits.DEFAULT);
  final List<StoredTrace> traces = new ArrayList<>();
  private final Map<RollupKey, TreeMap<Long, Rollup>> rollups = new HashMap<>();
  final SliSpecs slis = new SliSpecs(List.of());
  private SpanShard shard;
  private long now;
  private long position;

  ShardProbe() {
    this(AssemblyPolicy.DEFAULT, SamplingPolicy.ALL);
  }

  ShardProbe(AssemblyPolicy assembly, SamplingPolicy sampling) {
    shard = shard(tables, keys, assembly, sampling, slis);
  }

  static SpanShard shard(
      SpanTables tables,
      KeyTable keys,
      AssemblyPolicy assembly,
      SamplingPolicy sampling,
      SliSpecs slis) {
    return new SpanShard(
        0,
        1,
        tables,
        keys,
        assembly,
        sampling,
        10_000,
        ShardProbe::payload,
        slis,
        Folds.PLAIN,
        new NoFaults());
  }

  /// No fold of these tests may fail.
  static final class NoFaults implements FaultSink {
    @Override
    public void span(String fold, SpanBatch batch, int i, RuntimeException why) {
      throw new AssertionError(fold, why);
    }

    @Override
    public void trace(String fold, ClosedTrace trace, RuntimeException why) {
      throw new AssertionError(fold, why);
    }
  }

  /// The ids of the spans, in the order of the trace.
  private static byte[] payload(ClosedTrace trace) {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < trace.size(); i++) {
      ids.append(i > 0 ? "," : "").append(trace.batch(i).spanId(trace.batchIndex(i)));
    }
    return ids.toString().getBytes(StandardCharsets.UTF_8);
  }

  SpanShard shard() {
    return shard;
  }

  /// Takes in one batch.
  ShardProbe add(S... spans) {
    return add(List.of(spans));
  }

  ShardProbe add(List<S> spans) {
    shard.accept(Spans.batch(tables, position++, spans), now);
    return this;
  }

  long position() {
    return position;
  }

  ShardProbe pass(Duration time) {
    now += time.toNanos();
    shard.tick(now);
    return collect();
  }

  ShardProbe flush() {
    shard.flush(now);
    return collect();
  }

  /// Takes over what another shard with the same keys counted.
  void take(SpanShard other) {
    shard = other;
    collect();
  }

  private ShardProbe collect() {
    traces.addAll(shard.drainTraces());
    for (RollupRow row : shard.drainRollups()) {
      rollups
          .computeIfAbsent(keys.key(row.key()), _ -> new TreeMap<>())
          .computeIfAbsent(row.minute(), _ -> new Rollup())
          .merge(row.value());
    }
    return this;
  }

  /// All minutes of a key in one; an empty rollup when there is none.
  Rollup total(RollupKey key) {
    Rollup total = new Rollup();
    rollups.getOrDefault(key, new TreeMap<>()).values().forEach(total::merge);
    return total;
  }

  /// The starts of the minutes that hold something of the key.
  List<Long> minutes(RollupKey key) {
    return List.copyOf(rollups.getOrDefault(key, new TreeMap<>()).keySet());
  }

  /// Keys of a kind with what was counted, readable, sorted.
  List<String> counts(RollupKind kind) {
    return rollups.keySet().stream()
        .filter(key -> key.kind() == kind)
        .map(key -> String.join(" | ", key.fields()) + " = " + (long) total(key).count())
        .sorted()
        .toList();
  }

  /// Everything that was counted, in a form that compares.
  Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>();
    rollups.forEach((key, minutes) ->
        minutes.forEach((minute, rollup) ->
            all.put(key.kind() + " " + key.fields() + " " + minute, text(rollup))));
    return all;
  }

  private static String text(Rollup rollup) {
    return rollup.figures()
        + " "
        + rollup.quantile(0.5)
        + " "
        + (rollup.peerSketch() == null ? "" : rollup.peerSketch().quantile(0.5));
  }
}
