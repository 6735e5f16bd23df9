package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// Quantiles of Student's t distribution.
public final class StudentT {
  private static final double TAIL = 0.02425;

  private StudentT() {}

  /// The value below which the share `p` lies: the normal quantile (Acklam's rational
  /// approximation, relative error below 1.2e-9) and the expansion of Fisher and Cornish (1960) in
  /// one over the degrees of freedom, within 0.3 % from 4 degrees on for p up to 0.995.
  ///
  /// @param p above 0 and below 1
  /// @param degrees of freedom, at least 4
  public static double quantile(double p, double degrees) {
    if (!(p > 0 && p < 1) || !(degrees >= 4)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "quantile "
              + p
              + " of Student's t with "
              + degrees
              + " degrees of freedom; expected p between 0 and 1, and at least 4");
    }
    double z = normal(p);
    double z2 = z * z;
    double first = (z2 + 1) * z / 4;
    double second = ((5 * z2 + 16) * z2 + 3) * z / 96;
    double third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
    double fourth = ((((79 * z2 + 776) * z2 + 1_482) * z2 - 1_920) * z2 - 945) * z / 92_160;
    return z + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees;
  }

  private static double normal(double p) {
    if (p < TAIL) {
      return tail(Math.sqrt(-2 * Math.log(p)));
    }
    if (p > 1 - TAIL) {
      return -tail(Math.sqrt(-2 * Math.log1p(-p)));
    }
    double q = p - 0.5;
    double r = q * q;
    return polynomial(
            r,
            -3.969683028665376e+01,
            2.209460984245205e+02,
            -2.759285104469687e+02,
            1.383577518672690e+02,
            -3.066479806614716e+01,
            2.506628277459239e+00)
        * q
        / polynomial(
            r,
            -5.447609879822406e+01,
            1.615858368580409e+02,
            -1.556989798598866e+02,
            6.680131188771972e+01,
            -1.328068155288572e+01,
            1);
  }

  private static double tail(double q) {
    return polynomial(
            q,
            -7.784894002430293e-03,
            -3.223964580411365e-01,
            -2.400758277161838e+00,
            -2.549732539343734e+00,
            4.374664141464968e+00,
            2.938163982698783e+00)
        / polynomial(
            q,
            7.784695709041462e-03,
            3.224671290700398e-01,
            2.445134137142996e+00,
            3.754408661907416e+00,
            1);
  }

  private static double polynomial(double x, double... coefficients) {
    double value = 0;
    for (double coefficient : coefficients) {
      value = value * x + coefficient;
    }
    return value;
  }
}
