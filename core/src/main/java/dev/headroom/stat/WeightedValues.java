package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// Values, each of which stands for a number of them; exact quantiles. Not thread-safe.
public final class WeightedValues {
  private double[] values = new double[16];
  private double[] weights = new double[16];
  private int size;
  private double weight;
  private double sum;
  private boolean sorted = true;

  /// Adds a value.
  ///
  /// @param value finite
  /// @param of how many it stands for, above 0
  public void add(double value, double of) {
    if (!(of > 0 && of <= Double.MAX_VALUE && Math.abs(value) <= Double.MAX_VALUE)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "value " + value + " with weight " + of + "; expected finite and weight > 0");
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    values[size] = value;
    weights[size++] = of;
    weight += of;
    sum += value * of;
    sorted = size < 2;
  }

  /// How many values were added.
  public int size() {
    return size;
  }

  /// How many they stand for.
  public double weight() {
    return weight;
  }

  /// Of the values times their weights.
  public double sum() {
    return sum;
  }

  /// The weighted mean; NaN without values.
  public double mean() {
    return size == 0 ? Double.NaN : sum / weight;
  }

  /// The least value at or below which the share `q` of the weight lies; NaN without values.
  ///
  /// @param q 0 to 1
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new HeadroomException(ErrorCode.INVALID, "quantile " + q + "; expected 0 to 1");
    }
    if (size == 0) {
      return Double.NaN;
    }
    sort();
    // Sums of weights are not exact: without slack half of equal weights may miss the half.
    double rank = q * weight * (1 - 1e-12);
    double seen = 0;
    for (int i = 0; i < size; i++) {
      seen += weights[i];
      if (seen >= rank) {
        return values[i];
      }
    }
    return values[size - 1];
  }

  /// The share of the weight above a value; NaN without values.
  public double shareAbove(double value) {
    double above = 0;
    for (int i = 0; i < size; i++) {
      above += values[i] > value ? weights[i] : 0;
    }
    return size == 0 ? Double.NaN : above / weight;
  }

  private void sort() {
    if (sorted) {
      return;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double[] byValue = new double[values.length];
    double[] byWeight = new double[weights.length];
    for (int i = 0; i < size; i++) {
      byValue[i] = values[order[i]];
      byWeight[i] = weights[order[i]];
    }
    values = byValue;
    weights = byWeight;
    sorted = true;
  }
}
