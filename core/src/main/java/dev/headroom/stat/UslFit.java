package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A [Usl] fitted to measured points by three-parameter least squares within 0 ≤ σ, κ ≤ 1, with
/// standard errors (from the Jacobian at the optimum) and 95 % intervals (residual bootstrap with
/// the residuals widened by √(n/(n−3)), 400 draws of a fixed seed, so the same points give the same
/// intervals).
///
/// @param usl the best fit
/// @param points how many points it rests on
/// @param levels how many different concurrencies among them
/// @param range largest concurrency over smallest
/// @param rSquared share of the throughput's variance that the curve explains
/// @param residualError square root of the residual sum of squares over its degrees of freedom; NaN
///   without any
/// @param lambda standard error and interval of λ
/// @param sigma of σ
/// @param kappa of κ
/// @param peakN interval of the peak; null when κ is 0
/// @param peakX of the throughput there; null when κ is 0
/// @param limitX of λ/σ; null when σ is 0
/// @param superlinear whether throughput grows faster than concurrency somewhere
public record UslFit(
    Usl usl,
    int points,
    int levels,
    double range,
    double rSquared,
    double residualError,
    Estimate lambda,
    Estimate sigma,
    Estimate kappa,
    @Nullable Estimate peakN,
    @Nullable Estimate peakX,
    @Nullable Estimate limitX,
    boolean superlinear) {
  private static final int DRAWS = 400;
  private static final long SEED = 20_250_101;
  private static final int PARAMETERS = 3;

  /// The fewest different concurrencies from which the law can be told.
  public static final int LEAST_LEVELS = 6;

  /// The least ratio of largest to smallest concurrency from which it can be told.
  public static final double LEAST_RANGE = 2;

  /// Beyond this multiple of the largest concurrency seen the curve says nothing.
  public static final double FURTHEST = 1.25;

  /// @param standardError from the Jacobian; NaN for what is derived, and with three points
  /// @param low lower end of the 95 % interval; NaN without degrees of freedom
  /// @param high upper end, infinite when it is open
  public record Estimate(double standardError, double low, double high) {}

  /// Whether there are enough points, far enough apart, to believe it.
  public boolean identifiable() {
    return levels >= LEAST_LEVELS && range >= LEAST_RANGE;
  }

  /// Fits the law.
  ///
  /// @param n concurrency of each point, above 0
  /// @param x throughput of each point, 0 or more
  /// @throws HeadroomException with `INVALID` for fewer than three different concurrencies and for
  ///   values that cannot be
  public static UslFit of(double[] n, double[] x) {
    check(n, x);
    LeastSquares.Fit fit = fit(n, x);
    Usl usl = usl(fit.parameters());
    double[] residuals = new double[n.length];
    double mean = Arrays.stream(x).average().orElse(0);
    double spread = 0;
    for (int i = 0; i < n.length; i++) {
      residuals[i] = x[i] - usl.throughput(n[i]);
      spread += (x[i] - mean) * (x[i] - mean);
    }
    double[][] draws = bootstrap(n, usl, residuals);
    int freedom = n.length - PARAMETERS;
    double smallest = Arrays.stream(n).min().orElse(0);
    double largest = Arrays.stream(n).max().orElse(0);
    return new UslFit(
        usl,
        n.length,
        (int) Arrays.stream(n).distinct().count(),
        largest / smallest,
        spread == 0 ? 1 : 1 - fit.squares() / spread,
        freedom > 0 ? Math.sqrt(fit.squares() / freedom) : Double.NaN,
        estimate(fit.errors()[0], draws[0]),
        estimate(fit.errors()[1], draws[1]),
        estimate(fit.errors()[2], draws[2]),
        usl.kappa() == 0 ? null : estimate(Double.NaN, draws[3]),
        usl.kappa() == 0 ? null : estimate(Double.NaN, draws[4]),
        usl.sigma() == 0 ? null : estimate(Double.NaN, draws[5]),
        superlinear(n, x));
  }

  private static void check(double[] n, double[] x) {
    if (n.length != x.length) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          n.length + " concurrencies for " + x.length + " throughputs; expected as many");
    }
    for (int i = 0; i < n.length; i++) {
      if (!(n[i] > 0) || Double.isInfinite(n[i]) || !(x[i] >= 0) || Double.isInfinite(x[i])) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "point "
                + (i + 1)
                + " has n="
                + n[i]
                + ", x="
                + x[i]
                + "; expected a concurrency above 0 and a throughput of 0 or more");
      }
    }
    long levels = Arrays.stream(n).distinct().count();
    if (levels < PARAMETERS) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          levels + " different values of n; expected at least 3, the law has three parameters");
    }
  }

  static LeastSquares.Fit fit(double[] n, double[] x) {
    double scale = 0;
    for (int i = 0; i < n.length; i++) {
      scale = Math.max(scale, x[i] / n[i]);
    }
    if (scale == 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, "all throughputs are 0; expected at least one above 0");
    }
    return fit(
        n,
        x,
        new double[] {scale, 0.01, 1e-4},
        new double[] {scale, 0.1, 1e-2},
        new double[] {scale, 0.3, 0},
        new double[] {scale, 0.001, 1e-6},
        new double[] {scale, 0, 0});
  }

  private static LeastSquares.Fit fit(double[] n, double[] x, double[]... starts) {
    double[] ones = new double[n.length];
    Arrays.fill(ones, 1);
    return LeastSquares.fit(
        UslFit::curve,
        n,
        x,
        ones,
        new double[] {Double.MIN_NORMAL, 0, 0},
        new double[] {Double.MAX_VALUE, 1, 1},
        starts);
  }

  private static double curve(double n, double[] p, double[] gradient) {
    double denominator = 1 + p[1] * (n - 1) + p[2] * n * (n - 1);
    double one = n / denominator;
    double down = -p[0] * one / denominator * (n - 1);
    gradient[0] = one;
    gradient[1] = down;
    gradient[2] = down * n;
    return p[0] * one;
  }

  private static Usl usl(double[] p) {
    return new Usl(p[0], p[1], p[2]);
  }

  /// The three parameters, the peak, the throughput there and λ/σ of each draw.
  private static double[][] bootstrap(double[] n, Usl usl, double[] residuals) {
    double[][] draws = new double[6][];
    int freedom = n.length - PARAMETERS;
    if (freedom <= 0) {
      return new double[][] {{}, {}, {}, {}, {}, {}};
    }
    for (int i = 0; i < draws.length; i++) {
      draws[i] = new double[DRAWS];
    }
    double widened = Math.sqrt((double) n.length / freedom);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] x = new double[n.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < n.length; i++) {
        double residual = residuals[random.nextInt(n.length)] * widened;
        x[i] = Math.max(0, usl.throughput(n[i]) + residual);
      }
      Usl drawn = Arrays.stream(x).allMatch(v -> v == 0) ? usl : refit(n, x, usl);
      draws[0][draw] = drawn.lambda();
      draws[1][draw] = drawn.sigma();
      draws[2][draw] = drawn.kappa();
      draws[3][draw] = drawn.peakN().orElse(Double.POSITIVE_INFINITY);
      draws[4][draw] =
          drawn.peakX().orElseGet(() -> drawn.limitX().orElse(Double.POSITIVE_INFINITY));
      draws[5][draw] = drawn.limitX().orElse(Double.POSITIVE_INFINITY);
    }
    return draws;
  }

  /// A draw lies near the fit it was drawn from, so two starts do.
  private static Usl refit(double[] n, double[] x, Usl near) {
    return usl(
        fit(
                n,
                x,
                new double[] {near.lambda(), near.sigma(), near.kappa()},
                new double[] {near.lambda(), 0.01, 1e-4})
            .parameters());
  }

  private static Estimate estimate(double standardError, double[] draws) {
    if (draws.length == 0) {
      return new Estimate(standardError, Double.NaN, Double.NaN);
    }
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    int out = (int) Math.floor(sorted.length * 0.025);
    return new Estimate(standardError, sorted[out], sorted[sorted.length - 1 - out]);
  }

  private static boolean superlinear(double[] n, double[] x) {
    int least = 0;
    for (int i = 1; i < n.length; i++) {
      least = n[i] < n[least] ? i : least;
    }
    double alone = x[least] / n[least];
    for (int i = 0; i < n.length; i++) {
      if (n[i] > n[least] && x[i] / n[i] > alone * (1 + 1e-9)) {
        return true;
      }
    }
    return false;
  }
}
