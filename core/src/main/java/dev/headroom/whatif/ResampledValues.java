package dev.headroom.whatif;

import dev.headroom.rollup.IntSort;
import java.util.Arrays;

/// Values that keep their places, so that they can be asked for quantiles under other weights again
/// and again, as a bootstrap does. Not thread-safe.
final class ResampledValues {
  private final IntSort sorter = new IntSort();
  private double[] value = new double[64];
  private double[] weight = new double[64];
  private int[] order = new int[0];
  private int size;

  void add(double of, double counting) {
    if (size == value.length) {
      value = Arrays.copyOf(value, size * 2);
      weight = Arrays.copyOf(weight, size * 2);
    }
    value[size] = of;
    weight[size++] = counting;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  double value(int at) {
    return value[at];
  }

  /// The indexes of all values, smallest value first.
  int[] sorted() {
    if (order.length != size) {
      order = new int[size];
      for (int i = 0; i < size; i++) {
        order[i] = i;
      }
      sorter.sort(order, 0, size, (a, b) -> value[a] < value[b]);
    }
    return order;
  }

  /// The smallest value that at least the share `q` of the weight does not exceed.
  double quantile(double q) {
    double[] found = new double[1];
    quantiles(new double[] {q}, weight, found);
    return found[0];
  }

  /// The same for several ascending shares and other weights.
  ///
  /// @param weights by the index of the value
  void quantiles(double[] shares, double[] weights, double[] into) {
    double whole = 0;
    for (int i = 0; i < size; i++) {
      whole += weights[i];
    }
    double below = 0;
    int share = 0;
    for (int index : sorted()) {
      below += weights[index];
      while (share < shares.length && below >= shares[share] * whole && weights[index] > 0) {
        into[share++] = value[index];
      }
      if (share == shares.length) {
        return;
      }
    }
    // Rounding may leave the last share a hair short.
    while (share < shares.length) {
      into[share++] = value[order[size - 1]];
    }
  }

  /// The mean of what each value exceeds a threshold by.
  double meanAbove(double threshold) {
    double sum = 0;
    double whole = 0;
    for (int i = 0; i < size; i++) {
      sum += weight[i] * Math.max(0, value[i] - threshold);
      whole += weight[i];
    }
    return whole > 0 ? sum / whole : 0;
  }
}
