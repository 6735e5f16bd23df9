package dev.headroom.load.run;

import java.time.Duration;

/// When a run starts, when it begins to count and when it should end, as `System.nanoTime` has it,
/// and the slices it is cut into.
///
/// @param sliceNanos length of a slice: 100 ms, more in runs that would have too many
record Stretch(long start, long measuredFrom, long end, long sliceNanos) {
  private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();
  private static final int MOST_SLICES = 20_000;

  static Stretch of(long start, Duration warmUp, Duration length) {
    long whole = warmUp.plus(length).toNanos();
    long times = Math.max(1, Math.ceilDiv(whole, SLICE_NANOS * MOST_SLICES));
    return new Stretch(start, start + warmUp.toNanos(), start + whole, SLICE_NANOS * times);
  }

  int slices() {
    return (int) Math.ceilDiv(end - start, sliceNanos);
  }

  int slice(long nanos) {
    return (int) Math.max(0, (nanos - start) / sliceNanos);
  }
}
