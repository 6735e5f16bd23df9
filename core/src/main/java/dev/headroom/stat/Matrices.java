package dev.headroom.stat;

/// Small dense linear algebra, by Gaussian elimination with pivots. A singular matrix gives results
/// that are not finite.
final class Matrices {
  private Matrices() {}

  /// Solves `matrix · z = right`; the arguments stay as they are.
  static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] rows = new double[n][];
    for (int r = 0; r < n; r++) {
      rows[r] = java.util.Arrays.copyOf(matrix[r], n + 1);
      rows[r][n] = right[r];
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) {
          pivot = r;
        }
      }
      double[] swapped = rows[c];
      rows[c] = rows[pivot];
      rows[pivot] = swapped;
      for (int r = c + 1; r < n; r++) {
        double factor = rows[r][c] / rows[c][c];
        for (int k = c; k <= n; k++) {
          rows[r][k] -= factor * rows[c][k];
        }
      }
    }
    double[] z = new double[n];
    for (int r = n - 1; r >= 0; r--) {
      double sum = rows[r][n];
      for (int k = r + 1; k < n; k++) {
        sum -= rows[r][k] * z[k];
      }
      z[r] = sum / rows[r][r];
    }
    return z;
  }

  /// The inverse.
  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] inverse = new double[n][n];
    for (int c = 0; c < n; c++) {
      double[] unit = new double[n];
      unit[c] = 1;
      double[] column = solve(matrix, unit);
      for (int r = 0; r < n; r++) {
        inverse[r][c] = column[r];
      }
    }
    return inverse;
  }
}
