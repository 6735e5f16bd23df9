package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;

/// Counts the visits of one entry operation, whether or not what is looked for was in them. Not
/// thread-safe.
public final class Sampled {
  private long visits;
  private double weight;
  private double nanos;
  private final Since since = new Since();

  /// Counts a visit; one of weight 0 counts for nothing.
  public void add(Visit visit) {
    if (visit.weight() > 0) {
      visits++;
      since.seenNanos(visit.trace().startNanos());
      weight += visit.weight();
      nanos += visit.weight() * visit.entry().durationNanos();
    }
  }

  /// How many visits were looked at.
  public long visits() {
    return visits;
  }

  /// How many visits these stand for.
  public double weight() {
    return weight;
  }

  /// The durations of all these, summed.
  public double nanos() {
    return nanos;
  }

  /// What was looked at: the window, or the part of it since the first of them.
  public Coverage coverage(TimeWindow window) {
    double share = weight > 0 ? Math.min(1, visits / weight) : Double.NaN;
    return new Coverage(since.within(window), visits, "sampled requests", share);
  }
}
