package dev.headroom.stat;

import java.util.Arrays;
import java.util.List;

/// Tests of differences that ask nothing of how values are distributed. Values must be finite. All
/// p-values are two-sided, by the normal approximation with correction for ties; below about 8
/// values on a side they are rough.
public final class RankTests {
  private RankTests() {}

  /// Two samples taken under like conditions.
  public record Stratum(double[] before, double[] after) {}

  /// @param z standard deviations, positive when the values after are larger
  public record Outcome(double z, double pValue) {}

  /// Whether values after are larger or smaller than before, within strata: Wilcoxon's rank sum in
  /// each, added with the weights 1 / (n + 1) of van Elteren (1960). With one stratum it is the
  /// test of Mann and Whitney (1947).
  public static Outcome rankSum(List<Stratum> strata) {
    double difference = 0;
    double variance = 0;
    for (Stratum stratum : strata) {
      int m = stratum.after().length;
      int n = m + stratum.before().length;
      if (m == 0 || m == n) {
        continue;
      }
      double[] all = Arrays.copyOf(stratum.after(), n);
      System.arraycopy(stratum.before(), 0, all, m, n - m);
      double[] ranks = Ranks.of(all);
      double sum = 0;
      for (int i = 0; i < m; i++) {
        sum += ranks[i];
      }
      double weight = 1.0 / (n + 1);
      difference += weight * (sum - m * (n + 1) / 2.0);
      variance += weight * weight * m * (n - m) / 12.0 * (n + 1 - ties(ranks) / (n * (n - 1.0)));
    }
    return outcome(difference, variance);
  }

  /// Whether differences of pairs lie above or below 0: Wilcoxon's signed ranks (1945). Zeros are
  /// left out.
  public static Outcome signedRank(double[] differences) {
    double[] present = Arrays.stream(differences).filter(d -> d != 0).toArray();
    double[] ranks = Ranks.of(Arrays.stream(present).map(Math::abs).toArray());
    double sum = 0;
    double variance = 0;
    for (int i = 0; i < present.length; i++) {
      sum += Math.signum(present[i]) * ranks[i];
      variance += ranks[i] * ranks[i];
    }
    return outcome(sum, variance);
  }

  private static Outcome outcome(double difference, double variance) {
    if (!(variance > 0)) {
      return new Outcome(0, 1);
    }
    double z = difference / Math.sqrt(variance);
    return new Outcome(z, Normal.twoSided(z));
  }

  /// Sum of t³ - t over groups of t equal ranks.
  private static double ties(double[] ranks) {
    double[] sorted = ranks.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = from;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      double t = to - from;
      sum += t * t * t - t;
      from = to;
    }
    return sum;
  }

  /// P-values adjusted for being many: the least share of false discoveries at which each would
  /// count (Benjamini and Hochberg, 1995), in the given order.
  public static double[] falseDiscoveryRates(double[] pValues) {
    int n = pValues.length;
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    double[] rates = new double[n];
    double least = 1;
    for (int rank = n; rank >= 1; rank--) {
      least = Math.min(least, sorted[rank - 1] * n / rank);
      rates[rank - 1] = least;
    }
    double[] adjusted = new double[n];
    for (int i = 0; i < n; i++) {
      adjusted[i] = rates[Arrays.binarySearch(sorted, pValues[i])];
    }
    return adjusted;
  }
}
