package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// Least squares of `y ≈ Σ z_j · column_j` with every `z_j ≥ 0`, by the active-set method of Lawson
/// and Hanson ("Solving Least Squares Problems", chapter 23) on the normal equations.
///
/// Pure and thread-safe. The cost is one pass over the points for the square of the columns, then
/// small dense algebra.
public final class NonNegativeLeastSquares {
  /// Beyond this condition number the normal equations have lost all but a few of the digits of a
  /// double; the answer says nothing.
  public static final double MOST_CONDITION = 1_000;

  private static final double TOLERANCE = 1e-10;
  private static final int ROUNDS_PER_COLUMN = 10;

  private NonNegativeLeastSquares() {}

  /// @param parameters one per column, 0 or more
  /// @param errors standard error of each, as if no bound were there; NaN without degrees of
  ///   freedom or for an ill-conditioned problem
  /// @param condition how nearly the columns say the same: the largest over the smallest singular
  ///   value of the columns brought to equal length (D. A. Belsley, E. Kuh, R. E. Welsch,
  ///   "Regression Diagnostics", 1980); infinite for a column that is all zeros
  /// @param squares the weighted sum of squared residuals
  public record Fit(double[] parameters, double[] errors, double condition, double squares) {

    /// Whether the columns are different enough for the parameters to mean something.
    public boolean wellConditioned() {
      return condition <= MOST_CONDITION;
    }
  }

  /// Fits.
  ///
  /// @param columns each as long as `y`; at least one
  /// @param weights of the points, 0 or more; a point of weight 0 is left out
  /// @throws HeadroomException with `INVALID` when lengths do not match
  public static Fit fit(double[][] columns, double[] y, double[] weights) {
    check(columns, y, weights);
    int k = columns.length;
    double[] scale = new double[k];
    for (int j = 0; j < k; j++) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += weights[i] * columns[j][i] * columns[j][i];
      }
      scale[j] = sum > 0 ? Math.sqrt(sum) : 1;
    }
    double[][] gram = new double[k][k];
    double[] right = new double[k];
    double total = 0;
    int points = 0;
    for (int i = 0; i < y.length; i++) {
      if (weights[i] > 0) {
        points++;
        total += weights[i] * y[i] * y[i];
        for (int a = 0; a < k; a++) {
          double left = weights[i] * columns[a][i] / scale[a];
          right[a] += left * y[i];
          for (int b = 0; b <= a; b++) {
            gram[a][b] += left * columns[b][i] / scale[b];
          }
        }
      }
    }
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < a; b++) {
        gram[b][a] = gram[a][b];
      }
    }
    double condition = Math.sqrt(SymmetricEigenvalues.condition(gram));
    double[] z = solve(gram, right);
    double squares = Math.max(0, total - 2 * dot(z, right) + quadratic(gram, z));
    double[] errors = errors(gram, condition, squares, points);
    for (int j = 0; j < k; j++) {
      z[j] /= scale[j];
      errors[j] /= scale[j];
    }
    return new Fit(z, errors, condition, squares);
  }

  private static void check(double[][] columns, double[] y, double[] weights) {
    if (columns.length == 0 || y.length != weights.length) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          columns.length
              + " columns, "
              + y.length
              + " points and "
              + weights.length
              + " weights; expected at least one column and a weight for every point");
    }
    for (double[] column : columns) {
      if (column.length != y.length) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "a column of " + column.length + " for " + y.length + " points; expected as many");
      }
    }
  }

  private static double[] errors(double[][] gram, double condition, double squares, int points) {
    int k = gram.length;
    double[] errors = new double[k];
    Arrays.fill(errors, Double.NaN);
    int freedom = points - k;
    if (freedom > 0 && condition <= MOST_CONDITION) {
      double[][] inverse = Matrices.inverse(gram);
      for (int j = 0; j < k; j++) {
        errors[j] = Math.sqrt(Math.max(0, inverse[j][j]) * squares / freedom);
      }
    }
    return errors;
  }

  private static double[] solve(double[][] gram, double[] right) {
    int k = right.length;
    double[] z = new double[k];
    boolean[] free = new boolean[k];
    double slack = TOLERANCE * Arrays.stream(right).map(Math::abs).max().orElse(0);
    for (int round = 0; round < ROUNDS_PER_COLUMN * k; round++) {
      int steepest = steepest(gram, right, z, free, slack);
      if (steepest < 0) {
        return z;
      }
      free[steepest] = true;
      double[] next = unbounded(gram, right, free);
      while (leavesBounds(next, free)) {
        double step = 1;
        for (int j = 0; j < k; j++) {
          if (free[j] && next[j] <= 0) {
            step = Math.min(step, z[j] / (z[j] - next[j]));
          }
        }
        for (int j = 0; j < k; j++) {
          z[j] += free[j] ? step * (next[j] - z[j]) : 0;
          if (free[j] && (z[j] <= TOLERANCE || Double.isNaN(z[j]))) {
            z[j] = 0;
            free[j] = false;
          }
        }
        next = unbounded(gram, right, free);
      }
      z = next;
    }
    return z;
  }

  /// The column that would lower the squares most if it were let in; -1 when none would.
  private static int steepest(
      double[][] gram, double[] right, double[] z, boolean[] free, double slack) {
    int best = -1;
    double most = slack;
    for (int j = 0; j < right.length; j++) {
      double gain = right[j] - dot(gram[j], z);
      if (!free[j] && gain > most) {
        most = gain;
        best = j;
      }
    }
    return best;
  }

  private static boolean leavesBounds(double[] z, boolean[] free) {
    for (int j = 0; j < z.length; j++) {
      if (free[j] && !(z[j] > 0)) {
        return true;
      }
    }
    return false;
  }

  private static double[] unbounded(double[][] gram, double[] right, boolean[] free) {
    int k = right.length;
    double[][] matrix = new double[k][k];
    double[] wanted = new double[k];
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k && free[a]; b++) {
        matrix[a][b] = free[b] ? gram[a][b] : 0;
      }
      matrix[a][a] = free[a] ? gram[a][a] + 1e-14 : 1;
      wanted[a] = free[a] ? right[a] : 0;
    }
    return Matrices.solve(matrix, wanted);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double quadratic(double[][] matrix, double[] z) {
    double sum = 0;
    for (int a = 0; a < z.length; a++) {
      sum += z[a] * dot(matrix[a], z);
    }
    return sum;
  }
}
