package dev.headroom.outcome;

import dev.headroom.stat.Interval;

/// What a comparison of before and after found, on the log scale: the mean of the log of the metric
/// after less that before, at equal load and time, less what untouched routes did.
///
/// @param log the effect: -0.69 halves the metric
/// @param interval at the confidence that was asked for
/// @param match how strictly times were matched
/// @param coverage the share of the slices after the change that found equals before it
/// @param slicesBefore how many slices before the change were used
/// @param slicesAfter how many after it
/// @param controls how many untouched routes were subtracted; 0 for none
/// @param blockSeconds the length of the blocks of the bootstrap
/// @param loadSlope by how much the log of the metric grows with the log of the load
public record Comparison(
    double log,
    Interval interval,
    TimeMatch match,
    double coverage,
    int slicesBefore,
    int slicesAfter,
    int controls,
    long blockSeconds,
    double loadSlope) {

  /// After ÷ before.
  public double factor() {
    return Math.exp(log);
  }
}
