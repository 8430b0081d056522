package io.paretune.search.sampler.process;

import io.paretune.search.math.Cholesky;
import java.util.Arrays;

/**
 * What a factored correlation matrix A makes of values: their mean, and what it does not explain.
 *
 * <p>The mean is the generalised least squares one under a normal prior around 0 with the signal's
 * own variance, so that it stays near the values where the matrix says little about it.
 */
final class Explained {

  private final double mean;
  private final double misfit;
  private final double[] alpha;

  private Explained(double mean, double misfit, double[] alpha) {
    this.mean = mean;
    this.misfit = misfit;
    this.alpha = alpha;
  }

  static Explained of(Cholesky factor, double[] values) {
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
    double mean = cross / weight;
    double misfit = mean * mean;
    for (int i = 0; i < ones.length; i++) {
      alpha[i] -= mean * ones[i];
      misfit += alpha[i] * alpha[i];
    }
    factor.backward(alpha);
    return new Explained(mean, misfit, alpha);
  }

  double mean() {
    return mean;
  }

  /** The residuals' squared length under the inverse of A, and the mean's under its prior. */
  double misfit() {
    return misfit;
  }

  /** The inverse of A times the residuals; shared, do not change. */
  double[] alpha() {
    return alpha;
  }
}
