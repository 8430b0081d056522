package io.paretune.evaluators.proxy;

import ai.djl.ndarray.NDArray;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * How differently a network responds to changes of different images: the eigenvalues of the
 * correlation between the images' gradients, {@code -sum of log(e + k) + 1 / (e + k)} (Mellor et
 * al. 2020, arXiv:2006.04647v1; "jacob_cov" of Abdelfattah et al. 2021, arXiv:2101.08134). An image
 * whose gradient is constant correlates with none.
 */
final class JacobianCovariance implements Proxy {

  private static final double K = 1e-5;

  @Override
  public String name() {
    return "jacobian";
  }

  @Override
  public boolean backward() {
    return true;
  }

  @Override
  public double of(InitialPass pass) {
    NDArray rows = pass.inputGradient();
    NDArray centred = rows.sub(rows.mean(new int[] {1}, true));
    int images = pass.batch();
    return of(images, centred.matMul(centred.transpose()).toFloatArray());
  }

  /**
   * The figure of a covariance.
   *
   * @param covariance {@code float[images * images]}, row by row
   * @return not a number if the gradients overflow
   */
  static double of(int images, float... covariance) {
    double[][] correlation = new double[images][images];
    for (int i = 0; i < images; i++) {
      correlation[i][i] = 1;
      for (int j = 0; j < i; j++) {
        double scale = Math.sqrt((double) covariance[i * images + i] * covariance[j * images + j]);
        correlation[i][j] = scale > 0 ? covariance[i * images + j] / scale : 0;
        correlation[j][i] = correlation[i][j];
        if (!Double.isFinite(correlation[i][j])) {
          return Double.NaN;
        }
      }
    }
    double score = 0;
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(correlation, false));
    for (double value : eigen.getRealEigenvalues()) {
      double shifted = Math.max(0, value) + K;
      score -= Math.log(shifted) + 1 / shifted;
    }
    return score;
  }
}
