package io.paretune.search.sampler.process;

import io.paretune.search.math.Cholesky;
import java.util.Arrays;

/**
 * What a factored correlation matrix A makes of values: their mean, and what it does not explain.
 *
 * <p>The mean is the generalised least squares one under its {@link Prior}, so that it stays near
 * the values where the matrix says little about it.
 */
public final class Explained {

  private final double mean;
  private final double misfit;
  private final double[] alpha;

  private Explained(double mean, double misfit, double[] alpha) {
    this.mean = mean;
    this.misfit = misfit;
    this.alpha = alpha;
  }

  public static Explained of(Cholesky factor, double[] values, Prior prior) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    factor.forward(ones);
    double[] alpha = values.clone();
    factor.forward(alpha);
    double cross = 0;
    double weight = 1;
    for (int i = 0; i < ones.length; i++) {
      cross += ones[i] * alpha[i];
      weight += ones[i] * ones[i];
    }
    double mean = prior.fitsMean() ? cross / weight : 0;
    double misfit = mean * mean;
    for (int i = 0; i < ones.length; i++) {
      alpha[i] -= mean * ones[i];
      misfit += alpha[i] * alpha[i];
    }
    factor.backward(alpha);
    return new Explained(mean, misfit, alpha);
  }

  /**
   * How badly a factored matrix explains values: the negative logarithm of their density, the mean
   * and the signal's variance taken out.
   */
  public double badness(Cholesky factor, Prior prior) {
    int n = factor.size();
    double scaled = n + prior.observations();
    double variance = Math.max(1e-300, prior.variance(misfit, n));
    return 0.5 * factor.logDeterminant() + 0.5 * scaled * Math.log(variance);
  }

  /** The product of two rows; four sums, so that the loop pipelines. */
  static double dot(double[] one, double[] two) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < one.length; i += 4) {
      a += one[i] * two[i];
      b += one[i + 1] * two[i + 1];
      c += one[i + 2] * two[i + 2];
      d += one[i + 3] * two[i + 3];
    }
    for (; i < one.length; i++) {
      a += one[i] * two[i];
    }
    return a + b + (c + d);
  }

  double mean() {
    return mean;
  }

  /** The mean at a query of these covariances. */
  double mean(double[] covariances) {
    double sum = mean;
    for (int j = 0; j < alpha.length; j++) {
      sum += covariances[j] * alpha[j];
    }
    return sum;
  }

  /** The residuals' squared length under the inverse of A, and the mean's under its prior. */
  public double misfit() {
    return misfit;
  }

  /** The inverse of A times the residuals; shared, do not change. */
  public double[] alpha() {
    return alpha;
  }
}
