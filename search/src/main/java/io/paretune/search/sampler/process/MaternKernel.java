package io.paretune.search.sampler.process;

/**
 * The Matern-5/2 kernel over points with a length-scale for each group of columns (Rasmussen,
 * Williams 2006, section 5.1).
 */
final class MaternKernel implements Kernel<double[]> {

  private final Points points;
  private final double[] weights;

  /**
   * A kernel.
   *
   * @param weights {@code double[groups]}, inverse squared length-scales; not copied
   */
  MaternKernel(Points points, double[] weights) {
    this.points = points;
    this.weights = weights;
  }

  @Override
  public int size() {
    return points.size();
  }

  @Override
  public double[][] matrix() {
    int n = points.size();
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = matrix[i];
      for (int c = 0; c < points.metric().columns(); c++) {
        double[] column = points.column(c);
        points.metric().addSquared(c, weights[points.metric().group(c)], column[i], column, n, row);
      }
      for (int j = i + 1; j < n; j++) {
        row[j] = Matern.correlation(row[j]);
      }
      row[i] = 1;
    }
    return matrix;
  }

  @Override
  public void covariances(double[] query, double[] into) {
    points.squaredDistances(query, weights, into);
    for (int j = 0; j < into.length; j++) {
      into[j] = Matern.correlation(into[j]);
    }
  }

  @Override
  public double variance(double[] query) {
    return 1;
  }
}
