package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// A confidence interval.
public record Interval(double low, double high) {
  /// The normal quantile of two-sided 95 %.
  private static final double Z95 = 1.959963984540054;

  public Interval {
    if (!(low <= high)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "interval from " + low + " to " + high + "; expected low <= high");
    }
  }

  /// The exact interval of a share (Clopper and Pearson, 1934): those probabilities under which
  /// neither `bad` or more nor `bad` or fewer of `total` is rarer than half of what the confidence
  /// leaves. Found by bisection, to the last digits; a matter of milliseconds for large counts.
  ///
  /// @param bad rounded to whole events, at most `total`
  /// @param total above 0
  /// @param confidence above 0 and below 1
  public static Interval ofShare(double bad, double total, double confidence) {
    double k = Math.rint(bad);
    double n = Math.rint(total);
    if (!(k >= 0 && n >= 1 && k <= n) || !(confidence > 0 && confidence < 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "interval of "
              + bad
              + " of "
              + total
              + " at confidence "
              + confidence
              + "; expected 0 <= bad <= total, total >= 1 and a confidence between 0 and 1");
    }
    double rest = (1 - confidence) / 2;
    double low = k == 0 ? 0 : solve(k, n, rest);
    // P(X <= k | p) is P(n - X >= n - k | 1 - p).
    double high = k == n ? 1 : 1 - solve(n - k, n, rest);
    return new Interval(low, high);
  }

  /// The p for which P(X ≥ k | n, p) is `probability`.
  private static double solve(double k, double n, double probability) {
    double low = 0;
    double high = 1;
    while (true) {
      double middle = (low + high) / 2;
      if (middle <= low || middle >= high || high - low < 1e-15 * high) {
        return middle;
      }
      if (Binomial.atLeast(k, n, middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /// The 95 % interval of the mean of a Poisson count, by Byar's approximation (Breslow and Day,
  /// "Statistical Methods in Cancer Research" II, 1987). Its upper end is within 1 % of the exact
  /// one; its lower end, which errs to the low side, within 1 % from 6 events on, 8 % from 2, and
  /// by half for one. Cheap.
  ///
  /// @param count 0 or more, may be fractional
  public static Interval ofCount(double count) {
    if (!(count >= 0)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "count is " + count + "; expected 0 or more events");
    }
    double more = count + 1;
    return new Interval(
        count == 0
            ? 0
            : Math.max(0, count * cube(1 - 1 / (9 * count) - Z95 / (3 * Math.sqrt(count)))),
        more * cube(1 - 1 / (9 * more) + Z95 / (3 * Math.sqrt(more))));
  }

  private static double cube(double x) {
    return x * x * x;
  }
}
