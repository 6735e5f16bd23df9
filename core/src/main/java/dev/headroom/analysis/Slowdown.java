package dev.headroom.analysis;

import dev.headroom.rollup.Rollup;

/// That something takes longer lately than it used to.
///
/// @param now what was counted lately
/// @param onset the latest part of it, from when on it is slowest; all of it when none stands out
/// @param before what was counted in the time it is compared with
/// @param usualMedian of the durations in an ordinary slice of that time, nanoseconds
/// @param usualTail their 90th percentile in an ordinary slice, nanoseconds
/// @param slices how many slices of that time were compared
/// @param history whether that time is the history, not the earlier part of the window
public record Slowdown(
    Rollup now,
    Rollup onset,
    Rollup before,
    double usualMedian,
    double usualTail,
    int slices,
    boolean history) {

  Slowdown from(Rollup latest) {
    return new Slowdown(now, latest, before, usualMedian, usualTail, slices, history);
  }

  public double median() {
    return onset.quantile(0.5);
  }

  public double tail() {
    return onset.quantile(Lately.TAIL);
  }

  /// How many times longer: of the medians, or of the tails when only they moved.
  public double factor() {
    return ofMedians() ? median() / usualMedian : tail() / usualTail;
  }

  /// Whether the medians moved, and not only the tails.
  public boolean ofMedians() {
    return Lately.moved(
        median(), usualMedian, Lately.LEAST_MEDIAN_FACTOR, Lately.LEAST_MEDIAN_NANOS);
  }

  /// What is compared, for sentences.
  public String statistic() {
    return ofMedians() ? "median" : "90th percentile";
  }

  /// The statistic lately, nanoseconds.
  public double nowNanos() {
    return ofMedians() ? median() : tail();
  }

  /// The statistic as it used to be, nanoseconds.
  public double usualNanos() {
    return ofMedians() ? usualMedian : usualTail;
  }
}
