package dev.headroom.engine;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Limits;
import dev.headroom.rollup.AssemblyPolicy;
import dev.headroom.rollup.SamplingPolicy;
import java.time.Duration;

/// How the engine works.
///
/// @param shards threads that fold spans
/// @param queueSpans spans that may wait for one shard; beyond it the journal's reader waits
/// @param queuePoints data points and log records that may wait
/// @param dedupSpans spans per generation of the duplicate filter of one shard
/// @param dedupJournalBytes how much of the journal is kept for the duplicate filter alone, which a
///   restart rebuilds from it
/// @param tick how often folded data becomes visible and idle traces are closed
/// @param commitInterval longest time between two commits while data comes in
/// @param commitJournalBytes a commit is due when this much journal is not covered by the last one
/// @param pendingBytesMax beyond this much folded but uncommitted data nothing more is taken in
/// @param maintainInterval how often minutes are merged into hours and old data is dropped
public record EngineSettings(
    int shards,
    int queueSpans,
    int queuePoints,
    int dedupSpans,
    long dedupJournalBytes,
    Duration tick,
    Duration commitInterval,
    long commitJournalBytes,
    long pendingBytesMax,
    Duration maintainInterval,
    Limits limits,
    AssemblyPolicy assembly,
    SamplingPolicy sampling) {

  /// For a machine with that many cores.
  public static EngineSettings forCores(int cores) {
    return new EngineSettings(
        Math.max(1, cores / 2),
        100_000,
        100_000,
        1 << 19,
        256L << 20,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        64L << 20,
        160L << 20,
        Duration.ofMinutes(5),
        Limits.DEFAULT,
        AssemblyPolicy.DEFAULT,
        SamplingPolicy.DEFAULT);
  }

  public EngineSettings {
    if (shards < 1 || shards > 64) {
      throw new HeadroomException(ErrorCode.INVALID, "shards " + shards + "; expected 1 to 64");
    }
    if (queueSpans < 1 || queuePoints < 1 || dedupSpans < 1 || dedupJournalBytes < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "queueSpans "
              + queueSpans
              + ", queuePoints "
              + queuePoints
              + ", dedupSpans "
              + dedupSpans
              + "; expected more than 0");
    }
    if (tick.isNegative() || tick.isZero() || commitInterval.compareTo(tick) < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "tick "
              + tick
              + ", commitInterval "
              + commitInterval
              + "; expected 0 < tick <= interval");
    }
  }

  /// The same with what people set.
  ///
  /// @param threads that fold spans; 0 leaves it to the cores
  public EngineSettings configured(int threads, int commitSeconds, Limits caps) {
    return new EngineSettings(
        threads == 0 ? shards : threads,
        queueSpans,
        queuePoints,
        dedupSpans,
        dedupJournalBytes,
        tick,
        Duration.ofSeconds(commitSeconds),
        commitJournalBytes,
        pendingBytesMax,
        maintainInterval,
        caps,
        assembly,
        sampling);
  }

  /// The same with another sampling policy.
  public EngineSettings withSampling(SamplingPolicy policy) {
    return new EngineSettings(
        shards,
        queueSpans,
        queuePoints,
        dedupSpans,
        dedupJournalBytes,
        tick,
        commitInterval,
        commitJournalBytes,
        pendingBytesMax,
        maintainInterval,
        limits,
        assembly,
        policy);
  }
}
