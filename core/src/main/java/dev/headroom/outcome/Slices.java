package dev.headroom.outcome;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A metric and the load it was measured at, slice by slice.
///
/// Immutable by convention: the arrays are never changed after construction.
///
/// @param start of the first slice, seconds since the epoch, a multiple of the step
/// @param step seconds
/// @param values the metric per slice; NaN where it was not measured
/// @param counts requests per slice
public record Slices(long start, long step, double[] values, double[] counts) {

  public Slices {
    if (values.length != counts.length || step < 1 || Math.floorMod(start, step) != 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "slices from "
              + start
              + " by "
              + step
              + " with "
              + values.length
              + " values and "
              + counts.length
              + " counts; expected as many of both from a multiple of the step");
    }
  }

  public int size() {
    return values.length;
  }

  long at(int index) {
    return start + index * step;
  }

  /// The index of the slice that starts then; -1 when there is none.
  private int index(long second) {
    long index = (second - start) / step;
    return second < start || index >= values.length ? -1 : (int) index;
  }

  /// The value of the slice that starts then; NaN when there is none.
  double valueAt(long second) {
    int index = index(second);
    return index < 0 ? Double.NaN : values[index];
  }

  /// The requests of the slice that starts then; 0 when there is none.
  double countAt(long second) {
    int index = index(second);
    return index < 0 ? 0 : counts[index];
  }

  /// The slices that start inside the window.
  public Slices within(TimeWindow window) {
    int from = 0;
    while (from < size() && at(from) < window.from().getEpochSecond()) {
      from++;
    }
    int to = size();
    while (to > from && at(to - 1) >= window.to().getEpochSecond()) {
      to--;
    }
    return new Slices(
        at(from), step, Arrays.copyOfRange(values, from, to), Arrays.copyOfRange(counts, from, to));
  }

  /// From the first slice that was measured to the last.
  Slices measuredPart() {
    int from = 0;
    int to = size();
    while (from < to && Double.isNaN(values[from])) {
      from++;
    }
    while (to > from && Double.isNaN(values[to - 1])) {
      to--;
    }
    return part(from, to);
  }

  private Slices part(int from, int to) {
    return new Slices(
        at(from), step, Arrays.copyOfRange(values, from, to), Arrays.copyOfRange(counts, from, to));
  }

  /// Requests in all slices.
  public double requests() {
    return Arrays.stream(counts).sum();
  }

  /// How many slices were measured.
  public int measured() {
    return (int) Arrays.stream(values).filter(value -> !Double.isNaN(value)).count();
  }

  /// The mean of the metric over what was measured, weighted by requests; null when nothing was.
  public @Nullable Double mean() {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        sum += values[i] * counts[i];
        weight += counts[i];
      }
    }
    return weight > 0 ? Double.valueOf(sum / weight) : null;
  }
}
