package dev.headroom.rollup;

import dev.headroom.stat.Sketch;
import org.jspecify.annotations.Nullable;

/// What was counted of one key in one slice of time; [RollupKind] says what the fields mean for
/// each kind. Everything adds up: merging slices gives the rollup of the longer slice.
///
/// Mutable and not thread-safe; never shared between threads before it is handed over for good.
public final class Rollup {
  private double count;
  private double errors;
  private long observed;
  private long unknownWeight;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double last;
  private long lastNanos = Long.MIN_VALUE;
  private double extra;
  private @Nullable Sketch sketch;
  private @Nullable Sketch peerSketch;

  /// Adds one duration.
  ///
  /// @param nanos the duration
  /// @param weight how many it stands for; NaN when the sampling is unknown, then it counts once
  ///   and is marked
  public void addDuration(long nanos, float weight, boolean error) {
    double counted = counted(weight);
    observed++;
    count += counted;
    if (error) {
      errors += counted;
    }
    sum += nanos * counted;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
    if (sketch == null) {
      sketch = new Sketch();
    }
    sketch.record(nanos, counted);
  }

  /// Adds a duration as the other side saw it, without counting again.
  public void addPeerDuration(long nanos, float weight) {
    if (peerSketch == null) {
      peerSketch = new Sketch();
    }
    peerSketch.record(nanos, Float.isNaN(weight) ? 1 : weight);
  }

  /// Adds exclusive time on a critical path; `count` grows by the trace's weight.
  public void addExclusive(long nanos, float weight) {
    double counted = counted(weight);
    observed++;
    count += counted;
    sum += nanos * counted;
  }

  /// Adds one time that two operations came together.
  ///
  /// @param firstBefore whether the first had ended before the second began
  /// @param secondBefore the other way round; both when they took no time
  public void addOrder(boolean firstBefore, boolean secondBefore, float weight) {
    double counted = counted(weight);
    observed++;
    count += counted;
    if (firstBefore) {
      errors += counted;
    }
    if (secondBefore) {
      extra += counted;
    }
  }

  /// Adds to the kind's extra counter, times the weight.
  public void addExtra(double amount, float weight) {
    extra += amount * (Float.isNaN(weight) ? 1 : weight);
  }

  /// Counts occurrences that have no duration (log records).
  public void addOccurrences(long occurrences) {
    observed += occurrences;
    count += occurrences;
  }

  /// Counts one event of an indicator.
  ///
  /// @param weight how many it stands for; NaN when the sampling is unknown, then it counts once
  ///   and is marked
  public void addEvent(float weight, boolean bad) {
    double counted = counted(weight);
    observed++;
    count += counted;
    if (bad) {
      errors += counted;
    }
  }

  /// Notes since when the key has been counted, seconds since the epoch; the earliest stays, as
  /// `min`.
  public void countedSince(long epochSecond) {
    min = Math.min(min, epochSecond);
  }

  /// Adds one reading of a gauge or one increase of a counter.
  public void addReading(double value, long timeNanos) {
    observed++;
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (timeNanos >= lastNanos) {
      last = value;
      lastNanos = timeNanos;
    }
  }

  /// Adds a histogram's interval: how many, their sum, extremes (NaN when unknown) and sketch.
  public void addDistribution(
      double added, double addedSum, double low, double high, long timeNanos, @Nullable Sketch of) {
    observed++;
    count += added;
    sum += addedSum;
    if (!Double.isNaN(low)) {
      min = Math.min(min, low);
    }
    if (!Double.isNaN(high)) {
      max = Math.max(max, high);
    }
    if (timeNanos >= lastNanos) {
      last = added == 0 ? 0 : addedSum / added;
      lastNanos = timeNanos;
    }
    if (of != null) {
      if (sketch == null) {
        sketch = new Sketch();
      }
      sketch.merge(of);
    }
  }

  private double counted(float weight) {
    if (Float.isNaN(weight)) {
      unknownWeight++;
      return 1;
    }
    return weight;
  }

  /// Adds all of the other rollup; the other stays as it is.
  public void merge(Rollup other) {
    mergeFigures(other.figures());
    if (other.sketch != null) {
      sketch = sketch == null ? other.sketch.copy() : merged(sketch, other.sketch);
    }
    if (other.peerSketch != null) {
      peerSketch =
          peerSketch == null ? other.peerSketch.copy() : merged(peerSketch, other.peerSketch);
    }
  }

  private static Sketch merged(Sketch into, Sketch from) {
    into.merge(from);
    return into;
  }

  /// Adds the plain figures of a stored row.
  public void mergeFigures(Figures f) {
    count += f.count;
    errors += f.errors;
    observed += f.observed;
    unknownWeight += f.unknownWeight;
    sum += f.sum;
    min = Math.min(min, f.min);
    max = Math.max(max, f.max);
    extra += f.extra;
    if (f.lastNanos >= lastNanos) {
      last = f.last;
      lastNanos = f.lastNanos;
    }
  }

  /// Adds a stored sketch.
  public void mergeSketch(byte[] encoded) {
    if (sketch == null) {
      sketch = new Sketch();
    }
    sketch.mergeEncoded(encoded);
  }

  /// Adds a stored sketch of the other side.
  public void mergePeerSketch(byte[] encoded) {
    if (peerSketch == null) {
      peerSketch = new Sketch();
    }
    peerSketch.mergeEncoded(encoded);
  }

  /// The plain figures, for storage.
  public Figures figures() {
    return new Figures(
        count, errors, observed, unknownWeight, sum, min, max, last, lastNanos, extra);
  }

  /// The plain figures of a rollup.
  ///
  /// @param count weighted
  /// @param errors weighted
  /// @param observed what was really received
  /// @param unknownWeight how much of `observed` came with unknown sampling
  /// @param min positive infinity when nothing was added
  /// @param max negative infinity when nothing was added
  /// @param lastNanos when `last` was read, nanoseconds since the epoch
  public record Figures(
      double count,
      double errors,
      long observed,
      long unknownWeight,
      double sum,
      double min,
      double max,
      double last,
      long lastNanos,
      double extra) {}

  /// An independent copy.
  public Rollup copy() {
    Rollup copy = new Rollup();
    copy.merge(this);
    return copy;
  }

  public double count() {
    return count;
  }

  public double errors() {
    return errors;
  }

  public long observed() {
    return observed;
  }

  public long unknownWeight() {
    return unknownWeight;
  }

  public double sum() {
    return sum;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  public double last() {
    return last;
  }

  public double extra() {
    return extra;
  }

  /// The mean; NaN when nothing was counted.
  public double mean() {
    return count == 0 ? Double.NaN : sum / count;
  }

  public @Nullable Sketch sketch() {
    return sketch;
  }

  public @Nullable Sketch peerSketch() {
    return peerSketch;
  }

  /// The quantile of the main sketch; NaN when there is none.
  public double quantile(double q) {
    return sketch == null ? Double.NaN : sketch.quantile(q);
  }
}
