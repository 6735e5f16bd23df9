package dev.headroom.analysis.diagnosis;

import java.util.Arrays;

/// Values of one measure of one node over time; immutable as long as nobody writes to the arrays.
///
/// @param node the node it belongs to
/// @param statistic `p95`, `average`, … in lower case; empty when not told
/// @param name how the sender calls it
/// @param times nanoseconds since the epoch, ascending
/// @param values one for each time; NaN is a missing cell
public record Series(
    String node, Signal signal, String statistic, String name, long[] times, double[] values) {

  public Series {
    if (times.length != values.length) {
      throw new IllegalArgumentException(
          "times are " + times.length + ", values " + values.length + "; expected as many");
    }
  }

  /// The mean of the values in each cell of the given length; NaN where there is none.
  double[] cells(long from, long to, long step) {
    int count = (int) Math.max(0, Math.min(200_000, (to - from + step - 1) / step));
    double[] sums = new double[count];
    int[] values = new int[count];
    for (int i = first(from); i < times.length && times[i] < to; i++) {
      int cell = (int) ((times[i] - from) / step);
      double value = this.values[i];
      if (cell < count && Double.isFinite(value)) {
        sums[cell] += value;
        values[cell]++;
      }
    }
    for (int i = 0; i < count; i++) {
      sums[i] = values[i] == 0 ? Double.NaN : sums[i] / values[i];
    }
    return sums;
  }

  private int first(long from) {
    int at = Arrays.binarySearch(times, from);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && times[at - 1] == from) {
      at--;
    }
    return at;
  }
}
