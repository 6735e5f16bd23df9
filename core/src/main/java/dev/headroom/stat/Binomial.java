package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// Exact tails of the binomial distribution.
///
/// The probability of one outcome is Loader's saddle-point form ("Fast and Accurate Computation of
/// Binomial Probabilities", 2000), the tail is the sum of the ratios of neighbours, all of one
/// sign: the regularised incomplete beta function for whole numbers. Relative error below 1e-12 for
/// up to 1e9 trials where the result is a normal double; the number of terms grows with the
/// standard deviation (140,000 at worst, in the middle of 1e9 trials).
public final class Binomial {
  private static final double TRIALS_MAX = 1e12;
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  /// Below this, Stirling's series is not accurate enough.
  private static final int FACTORIALS = 16;

  private static final double[] STIRLING_ERRORS = stirlingErrors();

  private Binomial() {}

  /// P(X ≥ `bad`) when each of `total` events is bad with probability `p`. Fractional counts
  /// (weighted by sampling) are rounded so that the answer is never too small: `bad` down, `total`
  /// up.
  ///
  /// @param bad 0 or more
  /// @param total 0 to 1e12
  /// @param p 0 to 1
  public static double atLeast(double bad, double total, double p) {
    if (!(p >= 0 && p <= 1) || !(bad >= 0) || !(total >= 0 && total <= TRIALS_MAX)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "P(X >= "
              + bad
              + " | "
              + total
              + ", "
              + p
              + "); expected counts of 0 to 1e12 and p of 0 to 1");
    }
    double k = Math.floor(bad);
    double n = Math.ceil(total);
    if (k == 0) {
      return 1;
    }
    if (k > n || p == 0) {
      return 0;
    }
    if (p == 1) {
      return 1;
    }
    return k > n * p ? upper(k, n, p) : 1 - lower(k - 1, n, p);
  }

  /// P(X ≥ k) for k above the mean.
  private static double upper(double k, double n, double p) {
    double odds = p / (1 - p);
    double sum = 1;
    double term = 1;
    for (double j = k; j < n && term > sum * 1e-17; j++) {
      term *= (n - j) / (j + 1) * odds;
      sum += term;
    }
    return Math.min(1, sum * outcome(k, n, p));
  }

  /// P(X ≤ k) for k below the mean.
  private static double lower(double k, double n, double p) {
    double odds = (1 - p) / p;
    double sum = 1;
    double term = 1;
    for (double j = k; j > 0 && term > sum * 1e-17; j--) {
      term *= j / (n - j + 1) * odds;
      sum += term;
    }
    return Math.min(1, sum * outcome(k, n, p));
  }

  /// P(X = k).
  static double outcome(double k, double n, double p) {
    if (k == 0) {
      return Math.exp(n * Math.log1p(-p));
    }
    if (k == n) {
      return Math.exp(n * Math.log(p));
    }
    double q = 1 - p;
    double bad = n * p;
    double good = n * q;
    // What rounding took from the two means matters: the deviance multiplies it by the distance.
    double badRest = Math.fma(n, p, -bad);
    double goodRest = Math.fma(n, q, -good) + n * (1 - q - p);
    double exponent =
        stirlingError(n)
            - stirlingError(k)
            - stirlingError(n - k)
            - deviance(k, bad, badRest)
            - deviance(n - k, good, goodRest);
    return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
  }

  /// `x log(x / mean) + mean - x` without cancellation, for a mean of `mean + rest`.
  private static double deviance(double x, double mean, double rest) {
    double distance = x - mean - rest;
    if (Math.abs(distance) >= 0.5 * (x + mean)) {
      return x * Math.log(x / mean) - distance;
    }
    double v = distance / (x + mean);
    double sum = distance * v;
    double term = 2 * x * v;
    for (int j = 3; ; j += 2) {
      term *= v * v;
      double next = sum + term / j;
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
  }

  /// log(n!) less Stirling's approximation.
  private static double stirlingError(double n) {
    if (n < FACTORIALS) {
      return STIRLING_ERRORS[(int) n];
    }
    double r = 1 / (n * n);
    return (1 / 12.0
            - r
                * (1 / 360.0
                    - r * (1 / 1260.0 - r * (1 / 1680.0 - r * (1 / 1188.0 - r * 691 / 360360.0)))))
        / n;
  }

  private static double[] stirlingErrors() {
    double[] errors = new double[FACTORIALS];
    double factorial = 1;
    for (int n = 1; n < FACTORIALS; n++) {
      factorial *= n;
      errors[n] = Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * LOG_2_PI;
    }
    return errors;
  }
}
