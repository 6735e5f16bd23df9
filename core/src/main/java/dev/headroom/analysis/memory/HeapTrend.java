package dev.headroom.analysis.memory;

import dev.headroom.analysis.Grid;
import dev.headroom.stat.RobustLine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How what is alive on one heap grows.
///
/// @param from the slice in which the run of the process begins
/// @param seconds of the run
/// @param slope bytes per second
/// @param slopeLow of its 95 % interval
/// @param slopeHigh of its 95 % interval
/// @param level bytes at the end, on the line
/// @param lateShare the slope of the last half, as a share of the whole's
record HeapTrend(
    HeapHistory heap,
    int from,
    double seconds,
    double slope,
    double slopeLow,
    double slopeHigh,
    double tau,
    double level,
    double lateShare) {
  /// A run is cut into at most so many blocks, of which the least value counts.
  private static final int BLOCKS = 60;

  /// So many blocks there must be.
  static final int BLOCKS_MIN = 12;

  /// Slices without values that end a run.
  private static final int GAP = 5;

  /// Null when the run is too short to tell.
  static @Nullable HeapTrend of(HeapHistory heap, Grid grid) {
    int from = heap.runStart(GAP);
    int slices = grid.size() - from;
    int length = Math.max(1, Math.ceilDiv(slices, BLOCKS));
    double[] blocks = heap.blocks(from, length);
    // The first block of a run is the start of the process, when little has been loaded.
    double[] settled = blocks.length > 1 ? Arrays.copyOfRange(blocks, 1, blocks.length) : blocks;
    RobustLine line = settled.length < BLOCKS_MIN ? null : RobustLine.through(settled);
    RobustLine late =
        line == null
            ? null
            : RobustLine.through(Arrays.copyOfRange(settled, settled.length / 2, settled.length));
    if (line == null || late == null) {
      return null;
    }
    double step = grid.step() * (double) length;
    return new HeapTrend(
        heap,
        from,
        settled.length * step,
        line.slope() / step,
        line.interval().low() / step,
        line.interval().high() / step,
        line.tau(),
        line.at(),
        line.slope() > 0 ? late.slope() / line.slope() : 0);
  }

  /// What was added in the run, bytes.
  double growth() {
    return slope * seconds;
  }

  /// Seconds until the limit at this rate; NaN without a limit.
  double secondsLeft() {
    return left(slope);
  }

  double left(double perSecond) {
    return perSecond > 0 ? Math.max(0, heap.limit() - level) / perSecond : Double.POSITIVE_INFINITY;
  }
}
