package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// Good and total events of consecutive minutes. Ratios are always taken of sums, never averaged.
///
/// Not thread-safe while it is written.
public final class SliSeries {
  private final long firstMinute;
  private final double[] good;
  private final double[] total;
  private long exactFrom;
  private boolean samplingUnknown;
  private double heaviest = 1;

  /// An empty series.
  ///
  /// @param firstMinute minutes since the epoch
  /// @param minutes how many
  public SliSeries(long firstMinute, int minutes) {
    if (minutes < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, "minutes is " + minutes + "; expected 0 or more");
    }
    this.firstMinute = firstMinute;
    this.good = new double[minutes];
    this.total = new double[minutes];
    this.exactFrom = firstMinute;
  }

  /// Minutes since the epoch.
  public long firstMinute() {
    return firstMinute;
  }

  public int minutes() {
    return total.length;
  }

  /// Adds events to a minute; minutes outside are left out.
  public void add(long minute, double goodEvents, double allEvents) {
    long at = minute - firstMinute;
    if (at >= 0 && at < total.length) {
      good[(int) at] += goodEvents;
      total[(int) at] += allEvents;
    }
  }

  /// Weighted events that were good, of the minute `firstMinute + at`.
  public double good(int at) {
    return good[at];
  }

  /// Weighted events, of the minute `firstMinute + at`.
  public double total(int at) {
    return total[at];
  }

  /// The first minute that was counted event by event. What lies before was estimated from sketches
  /// of durations, whose relative error in time is below 0.6 %.
  public long exactFrom() {
    return exactFrom;
  }

  /// Marks minutes before this one as estimated.
  public void estimatedBefore(long minute) {
    exactFrom = Math.max(exactFrom, minute);
  }

  /// Whether some events came from spans whose sampling is unknown; they count once.
  public boolean samplingUnknown() {
    return samplingUnknown;
  }

  public void markSamplingUnknown() {
    samplingUnknown = true;
  }

  /// The largest sampling weight of an event, at least 1. Statistics count events of that weight,
  /// so that ten sampled spans that stand for a thousand prove no more than ten.
  public double heaviest() {
    return heaviest;
  }

  /// Tells that an event of this weight was counted.
  public void markWeight(double weight) {
    heaviest = Math.max(heaviest, weight);
  }
}
