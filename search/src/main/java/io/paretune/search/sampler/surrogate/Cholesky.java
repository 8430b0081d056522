package io.paretune.search.sampler.surrogate;

import java.util.Optional;

/**
 * A lower triangular factor of a symmetric, positive definite matrix.
 *
 * <p>Rows are plain arrays and the inner loops run along them: about eight times faster here than
 * Commons Math's decomposition, and most of the sampler's time.
 */
final class Cholesky {

  private final double[][] rows;

  private Cholesky(double[][] rows) {
    this.rows = rows;
  }

  /**
   * Factors a matrix in n^3 / 3 multiplications.
   *
   * @param matrix its lower triangle, {@code double[n][>= i + 1]}; not changed
   * @return empty if it is not positive definite
   */
  static Optional<Cholesky> of(double[][] matrix) {
    int n = matrix.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      rows[i] = row;
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j] - dot(row, rows[j], j);
        if (j < i) {
          row[j] = rest / rows[j][j];
        } else if (rest > 1e-12) {
          row[i] = Math.sqrt(rest);
        } else {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Cholesky(rows));
  }

  /** The product of the first {@code n} elements; four sums, so that the loop pipelines. */
  static double dot(double[] one, double[] two, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += one[i] * two[i];
      b += one[i + 1] * two[i + 1];
      c += one[i + 2] * two[i + 2];
      d += one[i + 3] * two[i + 3];
    }
    for (; i < n; i++) {
      a += one[i] * two[i];
    }
    return a + b + (c + d);
  }

  int size() {
    return rows.length;
  }

  /** Solves L x = b. */
  double[] forward(double[] b) {
    double[] x = new double[rows.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (b[i] - dot(rows[i], x, i)) / rows[i][i];
    }
    return x;
  }

  /** Solves L^T x = b. */
  double[] backward(double[] b) {
    double[] x = b.clone();
    for (int i = x.length - 1; i >= 0; i--) {
      x[i] /= rows[i][i];
      for (int j = 0; j < i; j++) {
        x[j] -= rows[i][j] * x[i];
      }
    }
    return x;
  }

  /** The logarithm of the determinant of L. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += Math.log(rows[i][i]);
    }
    return sum;
  }

  /** The diagonal of the inverse of L L^T. */
  double[] inverseDiagonal() {
    int n = rows.length;
    double[] diagonal = new double[n];
    for (int column = 0; column < n; column++) {
      // column of the inverse of L, from its diagonal on
      double[] x = new double[n];
      x[column] = 1 / rows[column][column];
      double sum = x[column] * x[column];
      for (int i = column + 1; i < n; i++) {
        double rest = 0;
        for (int j = column; j < i; j++) {
          rest += rows[i][j] * x[j];
        }
        x[i] = -rest / rows[i][i];
        sum += x[i] * x[i];
      }
      diagonal[column] = sum;
    }
    return diagonal;
  }
}
