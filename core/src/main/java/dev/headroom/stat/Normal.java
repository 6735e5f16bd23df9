package dev.headroom.stat;

/// The standard normal distribution.
public final class Normal {
  private Normal() {}

  /// P(|Z| ≥ |z|).
  public static double twoSided(double z) {
    return Math.min(1, 2 * above(Math.abs(z)));
  }

  /// P(Z ≥ z), with a relative error below 2e-7 wherever it is a normal double.
  ///
  /// The complementary error function by Chebyshev fitting (Press et al., "Numerical Recipes", 2nd
  /// edition, 6.2).
  public static double above(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + 0.5 * x);
    double tail =
        0.5
            * t
            * Math.exp(
                -x * x
                    - 1.26551223
                    + t
                        * (1.00002368
                            + t
                                * (0.37409196
                                    + t
                                        * (0.09678418
                                            + t
                                                * (-0.18628806
                                                    + t
                                                        * (0.27886807
                                                            + t
                                                                * (-1.13520398
                                                                    + t
                                                                        * (1.48851587
                                                                            + t
                                                                                * (-0.82215223
                                                                                    + t
                                                                                        * 0.17087277)))))))));
    return z >= 0 ? tail : 1 - tail;
  }
}
