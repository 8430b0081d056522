package io.paretune.search.sampler.process;

import io.paretune.search.math.Cholesky;
import java.util.List;
import java.util.Optional;

/**
 * A Gaussian process conditioned on observations (Rasmussen, Williams 2006, algorithm 2.1), its
 * mean and signal variance fitted in closed form ({@link Explained}). Immutable.
 *
 * @param <Q> what a query is given as
 */
public final class GaussianProcess<Q> {

  /** Queries answered at once: enough to fill vector registers, few enough to stay in the cache. */
  private static final int BLOCK = 64;

  /** Least posterior variance relative to the signal's: below it the factor's rounding shows. */
  static final double LEAST_VARIANCE = 1e-12;

  private static final double FIRST_JITTER = 1e-9;

  private final Kernel<Q> kernel;
  private final Cholesky factor;
  private final Explained explained;
  private final Prior prior;
  private final double signal;

  private GaussianProcess(Kernel<Q> kernel, Prior prior, Cholesky factor, double[] values) {
    this.kernel = kernel;
    this.factor = factor;
    this.prior = prior;
    this.explained = Explained.of(factor, values, prior);
    this.signal = prior.variance(explained.misfit(), values.length);
  }

  /**
   * Conditions a process, O(n^3 / 3), with as much more noise as its rounding needs.
   *
   * @param values {@code double[size]}, standardised
   * @param noise its variance over the signal's
   */
  public static <Q> GaussianProcess<Q> of(
      Kernel<Q> kernel, Prior prior, double[] values, double noise) {
    double jitter = 0;
    while (true) {
      Optional<GaussianProcess<Q>> process = ifDefinite(kernel, prior, values, noise + jitter);
      if (process.isPresent()) {
        return process.get();
      }
      jitter = jitter == 0 ? FIRST_JITTER : 10 * jitter;
    }
  }

  /** Conditions a process; empty if the points are too alike for the noise. */
  public static <Q> Optional<GaussianProcess<Q>> ifDefinite(
      Kernel<Q> kernel, Prior prior, double[] values, double noise) {
    double[][] matrix = kernel.matrix();
    for (int i = 0; i < matrix.length; i++) {
      matrix[i][i] += noise;
    }
    return Cholesky.of(matrix).map(factor -> new GaussianProcess<>(kernel, prior, factor, values));
  }

  /**
   * Means and standard deviations of the noise-free function, O(n^2 / 2) a query.
   *
   * @param means {@code double[queries]}, overwritten
   * @param deviations {@code double[queries]}, overwritten; above 0
   */
  public void predict(List<Q> queries, double[] means, double[] deviations) {
    for (int from = 0; from < queries.size(); from += BLOCK) {
      List<Q> block = queries.subList(from, Math.min(from + BLOCK, queries.size()));
      double[][] whitened = whitened(block, means, from);
      double[] known = squares(whitened, block.size());
      for (int b = 0; b < known.length; b++) {
        double left = kernel.variance(block.get(b)) - known[b];
        deviations[from + b] = Math.sqrt(signal * Math.max(LEAST_VARIANCE, left));
      }
    }
  }

  /** Queries that are conditioned on, one after the other, without a fit; O(n^2 / 2) a query. */
  public JointPosterior joint(List<Q> queries) {
    double[] means = new double[queries.size()];
    double[][] whitened = whitened(queries, means, 0);
    double[] variances = squares(whitened, means.length);
    for (int i = 0; i < variances.length; i++) {
      variances[i] = signal * Math.max(0, kernel.variance(queries.get(i)) - variances[i]);
    }
    return new JointPosterior(means, variances, whitened, signal);
  }

  private double[][] whitened(List<Q> queries, double[] means, int from) {
    int n = kernel.size();
    int count = queries.size();
    double[] row = new double[n];
    double[][] cross = new double[n][count];
    for (int b = 0; b < count; b++) {
      kernel.covariances(queries.get(b), row);
      means[from + b] = explained.mean(row);
      for (int j = 0; j < n; j++) {
        cross[j][b] = row[j];
      }
    }
    factor.forward(cross);
    return cross;
  }

  private static double[] squares(double[][] whitened, int count) {
    double[] squares = new double[count];
    for (double[] row : whitened) {
      for (int b = 0; b < count; b++) {
        squares[b] += row[b] * row[b];
      }
    }
    return squares;
  }

  /** Means alone, O(n) a query. */
  public double[] means(List<Q> queries) {
    double[] means = new double[queries.size()];
    double[] row = new double[kernel.size()];
    for (int i = 0; i < means.length; i++) {
      kernel.covariances(queries.get(i), row);
      means[i] = explained.mean(row);
    }
    return means;
  }

  /**
   * The mean at a query, O(n): for tens of thousands of them, equal to {@link #means} but for
   * rounding.
   *
   * @param row {@code double[size]}, overwritten
   */
  public double mean(Q query, double[] row) {
    kernel.covariances(query, row);
    return explained.mean() + Explained.dot(row, explained.alpha());
  }

  /** The logarithm of the marginal likelihood, up to a constant. */
  public double logLikelihood() {
    return -explained.badness(factor, prior);
  }

  /**
   * What would be predicted for each value without it, in closed form (Rasmussen, Williams 2006,
   * equation 5.12), the mean kept; O(n^3 / 3).
   *
   * @param values those of the fit
   */
  public double[] leaveOneOut(double[] values) {
    double[] diagonal = factor.inverseDiagonal();
    double[] predicted = new double[values.length];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = values[i] - explained.alpha()[i] / diagonal[i];
    }
    return predicted;
  }

  /** The signal's variance. */
  double signal() {
    return signal;
  }

  Explained explained() {
    return explained;
  }

  Cholesky factor() {
    return factor;
  }
}
