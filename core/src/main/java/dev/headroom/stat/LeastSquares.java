package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// Fits the few parameters of a curve to points by least squares within bounds: Levenberg–Marquardt
/// with the parameters that a bound stops held fast for the step (projected), from several starts.
///
/// Deterministic and thread-safe. The cost is about 100 evaluations of the curve a start and point.
public final class LeastSquares {
  private static final int STEPS = 300;
  private static final double SMALLEST_GAIN = 1e-13;

  private LeastSquares() {}

  /// A curve with its derivatives.
  public interface Curve {

    /// The value at `x`, and its derivatives by the parameters into `gradient`.
    double value(double x, double[] parameters, double[] gradient);
  }

  /// @param parameters the best ones found
  /// @param squares the weighted sum of squared residuals that they leave
  /// @param errors standard errors, from the Jacobian at the optimum as if no bound were there; NaN
  ///   when there are no degrees of freedom
  public record Fit(double[] parameters, double squares, double[] errors) {}

  /// The best of the fits from all starts.
  ///
  /// @param weights of the points, e.g. one over the variance; all 1 when nothing is known
  /// @param low least values, may be negative infinity
  /// @param high greatest values, may be infinite
  public static Fit fit(
      Curve curve,
      double[] x,
      double[] y,
      double[] weights,
      double[] low,
      double[] high,
      double[]... starts) {
    if (x.length == 0 || starts.length == 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, "nothing to fit; expected points and at least one start");
    }
    Problem problem = new Problem(curve, x, y, weights, low, high);
    double[] best = null;
    double bestSquares = Double.POSITIVE_INFINITY;
    for (double[] start : starts) {
      double[] found = problem.descend(start.clone());
      double squares = problem.squares(found);
      if (best == null || squares < bestSquares) {
        best = found;
        bestSquares = squares;
      }
    }
    return problem.describe(java.util.Objects.requireNonNull(best), bestSquares);
  }

  private record Problem(
      Curve curve, double[] x, double[] y, double[] weights, double[] low, double[] high) {

    double squares(double[] p) {
      double[] gradient = new double[p.length];
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        double residual = y[i] - curve.value(x[i], p, gradient);
        sum += weights[i] * residual * residual;
      }
      return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
    }

    double[] descend(double[] start) {
      double[] p = start;
      clamp(p);
      double squares = squares(p);
      double damping = 1e-3;
      for (int step = 0; step < STEPS; step++) {
        Normal normal = normal(p);
        double[] next = null;
        double nextSquares = squares;
        while (damping < 1e20) {
          next = step(p, normal, damping);
          nextSquares = squares(next);
          if (nextSquares < squares) {
            break;
          }
          damping *= 4;
        }
        if (next == null || !(nextSquares < squares)) {
          return p;
        }
        double gain = (squares - nextSquares) / Math.max(squares, Double.MIN_NORMAL);
        p = next;
        squares = nextSquares;
        damping = Math.max(damping / 9, 1e-15);
        if (gain < SMALLEST_GAIN) {
          return p;
        }
      }
      return p;
    }

    /// Of the normal equations of one step: JᵀWJ and JᵀWr.
    private record Normal(double[][] matrix, double[] right) {}

    private Normal normal(double[] p) {
      int k = p.length;
      double[][] matrix = new double[k][k];
      double[] right = new double[k];
      double[] gradient = new double[k];
      for (int i = 0; i < x.length; i++) {
        double residual = y[i] - curve.value(x[i], p, gradient);
        for (int a = 0; a < k; a++) {
          right[a] += weights[i] * gradient[a] * residual;
          for (int b = 0; b < k; b++) {
            matrix[a][b] += weights[i] * gradient[a] * gradient[b];
          }
        }
      }
      return new Normal(matrix, right);
    }

    private double[] step(double[] p, Normal normal, double damping) {
      boolean[] held = new boolean[p.length];
      for (int a = 0; a < p.length; a++) {
        held[a] =
            (p[a] <= low[a] && normal.right[a] < 0) || (p[a] >= high[a] && normal.right[a] > 0);
      }
      double[][] matrix = new double[p.length][];
      double[] right = normal.right.clone();
      for (int a = 0; a < p.length; a++) {
        matrix[a] = normal.matrix[a].clone();
        matrix[a][a] += damping * Math.max(matrix[a][a], Double.MIN_NORMAL);
      }
      hold(matrix, right, held);
      double[] move = Matrices.solve(matrix, right);
      double[] next = p.clone();
      for (int a = 0; a < p.length; a++) {
        next[a] += Double.isFinite(move[a]) ? move[a] : 0;
      }
      clamp(next);
      return next;
    }

    private static void hold(double[][] matrix, double[] right, boolean[] held) {
      for (int a = 0; a < held.length; a++) {
        if (held[a]) {
          for (int b = 0; b < held.length; b++) {
            matrix[a][b] = 0;
            matrix[b][a] = 0;
          }
          matrix[a][a] = 1;
          right[a] = 0;
        }
      }
    }

    private void clamp(double[] p) {
      for (int a = 0; a < p.length; a++) {
        p[a] = Math.min(high[a], Math.max(low[a], p[a]));
      }
    }

    Fit describe(double[] p, double squares) {
      int k = p.length;
      double[] errors = new double[k];
      Arrays.fill(errors, Double.NaN);
      int freedom = x.length - k;
      if (freedom > 0) {
        double[][] inverse = Matrices.inverse(normal(p).matrix);
        for (int a = 0; a < k; a++) {
          errors[a] = Math.sqrt(inverse[a][a] * squares / freedom);
        }
      }
      return new Fit(p, squares, errors);
    }
  }
}
