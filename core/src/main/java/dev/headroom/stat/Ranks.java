package dev.headroom.stat;

import java.util.Arrays;

/// Rank statistics; they ask nothing of how values are distributed. Values must be finite.
public final class Ranks {
  private Ranks() {}

  /// The rank of each value, from 1; equal ones share the mean of their ranks.
  public static double[] of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      ranks[i] = (below(sorted, values[i], false) + below(sorted, values[i], true) + 1) / 2.0;
    }
    return ranks;
  }

  /// How many of the sorted values are less than a value, or at most that.
  private static int below(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Spearman's rank correlation; NaN when either has fewer than two different values.
  public static double correlation(double[] a, double[] b) {
    return pearson(of(a), of(b));
  }

  /// Spearman's correlation of two series that a third does not explain: the correlation of what a
  /// straight line over the ranks of `given` leaves of either.
  public static double correlationGiven(double[] a, double[] b, double[] given) {
    double ab = correlation(a, b);
    double ag = correlation(a, given);
    double bg = correlation(b, given);
    if (Double.isNaN(ag) || Double.isNaN(bg)) {
      return ab;
    }
    double rest = (1 - ag * ag) * (1 - bg * bg);
    return rest > 1e-9 ? (ab - ag * bg) / Math.sqrt(rest) : Double.NaN;
  }

  /// Two-sided p-value of a rank correlation by Student's t in its normal approximation (Fisher's z
  /// with the variance 1.06 / (n - 3) of Fieller, Hartley and Pearson, 1957).
  ///
  /// @param samples how many independent pairs; fewer than all for series that depend on the past
  public static double correlationPValue(double correlation, double samples) {
    if (Double.isNaN(correlation) || samples <= 4) {
      return 1;
    }
    double bounded = Math.clamp(correlation, -0.999999, 0.999999);
    double z = 0.5 * Math.log((1 + bounded) / (1 - bounded)) * Math.sqrt((samples - 3) / 1.06);
    return Normal.twoSided(z);
  }

  /// As [#correlationPValue(double, double)], for values that follow each other in time: what the
  /// first series does not tell of the second decides how many independent pairs there are.
  public static double correlationPValue(double[] a, double[] b) {
    double r = correlation(a, b);
    if (Double.isNaN(r)) {
      return 1;
    }
    double[] left = of(b);
    double[] told = of(a);
    for (int i = 0; i < left.length; i++) {
      left[i] -= r * told[i];
    }
    return correlationPValue(r, independentPairs(a, left));
  }

  /// How many independent values a series of values that follow each other is worth, by its
  /// autocorrelation at lag 1: `n (1 - ra rb) / (1 + ra rb)` for a pair (Bayley and Hammersley,
  /// 1946, for processes of first order).
  public static double independentPairs(double[] a, double[] b) {
    double product = Math.max(0, lagOne(a) * lagOne(b));
    return a.length * (1 - product) / (1 + product);
  }

  private static double lagOne(double[] values) {
    if (values.length < 4) {
      return 0;
    }
    double[] ranks = of(values);
    double r =
        pearson(
            Arrays.copyOfRange(ranks, 0, ranks.length - 1),
            Arrays.copyOfRange(ranks, 1, ranks.length));
    return Double.isNaN(r) ? 0 : r;
  }

  private static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(Double.NaN);
    double meanB = Arrays.stream(b).average().orElse(Double.NaN);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : Double.NaN;
  }
}
