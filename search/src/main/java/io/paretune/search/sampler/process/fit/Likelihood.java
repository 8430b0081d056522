package io.paretune.search.sampler.process.fit;

import io.paretune.search.math.BoundedLbfgs;
import io.paretune.search.math.Cholesky;
import io.paretune.search.sampler.process.Explained;
import io.paretune.search.sampler.process.Points;
import io.paretune.search.sampler.process.Prior;
import io.paretune.search.sampler.process.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * How badly a {@link Shape} explains observations: the negative logarithm of its posterior density,
 * with mean and signal variance taken out analytically (Rasmussen, Williams 2006, section 5.4; the
 * variance under an inverse gamma prior).
 *
 * <p>Priors: log-normal length-scales that grow with the square root of the dimension (Hvarfner,
 * Hellsten, Nardi 2024, arXiv:2402.02229); log-normal noise. O(n^3) a value.
 */
public final class Likelihood implements BoundedLbfgs.Smooth {

  /** Mode of the log length-scale in one dimension: sqrt(2) - 3 in the paper's parametrisation. */
  private static final double LENGTH_MODE = Math.sqrt(2) - 3;

  private static final double LENGTH_VARIANCE = 3;

  private static final double NOISE_MODE = Math.log(1e-5);
  private static final double NOISE_VARIANCE = 9;

  private static final Prior PRIOR = Prior.FITTED_MEAN;

  private static final double SHORTEST = Math.log(0.02);
  private static final double LONGEST = Math.log(300);
  private static final double LEAST_NOISE = Math.log(1e-9);
  private static final double MOST_NOISE = Math.log(2);

  private static final double TOLERANCE = 1e-3;

  /** In logarithms: a longer one may end where the kernel is flat and no gradient leads back. */
  private static final double LONGEST_STEP = 1;

  private final Points points;
  private final double[] values;
  private final double[][] pairs;
  private final double lengthMode;

  /**
   * The likelihood of observations.
   *
   * @param values {@code double[size]}, standardised
   */
  public Likelihood(Points points, double[] values) {
    this.points = points;
    this.values = values.clone();
    this.pairs = points.pairs();
    this.lengthMode = LENGTH_MODE + 0.5 * Math.log(Math.max(1, points.metric().groups()));
  }

  /** The prior's own favourite. */
  public static Shape mode(int groups) {
    return Shape.of(
        groups, Math.exp(LENGTH_MODE) * Math.sqrt(Math.max(1, groups)), Math.exp(NOISE_MODE));
  }

  /**
   * The likeliest shape that a descent finds.
   *
   * @param evaluations at most so many likelihoods are computed
   */
  public BoundedLbfgs.End fit(Shape start, int evaluations) {
    int g = points.metric().groups();
    double[] low = new double[g + 1];
    double[] high = new double[g + 1];
    Arrays.fill(low, SHORTEST);
    Arrays.fill(high, LONGEST);
    low[g] = LEAST_NOISE;
    high[g] = MOST_NOISE;
    return new BoundedLbfgs(evaluations, TOLERANCE, LONGEST_STEP)
        .from(start.parameters(), low, high, this);
  }

  @Override
  public double at(double[] parameters, double[] gradient) {
    int groups = pairs.length;
    double noise = Math.exp(parameters[groups]);
    double[] weights = Shape.weights(parameters);
    double[] slopes = squares(weights);
    Optional<Cholesky> factored = Cholesky.of(matrix(slopes, noise));
    if (factored.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    Cholesky factor = factored.get();
    Explained explained = Explained.of(factor, values, PRIOR);
    double value = explained.badness(factor, PRIOR);
    double trace = pulled(slopes, factor, explained);
    for (int g = 0; g < groups; g++) {
      double away = parameters[g] - lengthMode;
      // each pair stands twice in the matrix; the distance falls with twice the log length-scale
      gradient[g] = -2 * weights[g] * dot(slopes, pairs[g]) + away / LENGTH_VARIANCE;
      value += away * away / (2 * LENGTH_VARIANCE);
    }
    double away = parameters[groups] - NOISE_MODE;
    gradient[groups] = 0.5 * noise * trace + away / NOISE_VARIANCE;
    return value + away * away / (2 * NOISE_VARIANCE);
  }

  /** Weighted squared distances of all pairs. */
  private double[] squares(double[] weights) {
    int n = points.size();
    double[] sums = new double[n * (n - 1) / 2];
    for (int g = 0; g < pairs.length; g++) {
      double weight = weights[g];
      double[] squares = pairs[g];
      for (int p = 0; p < sums.length; p++) {
        sums[p] += weight * squares[p];
      }
    }
    return sums;
  }

  /**
   * The kernel with noise, upper triangle.
   *
   * @param squares of all pairs; overwritten with the kernel's slopes by them
   */
  private double[][] matrix(double[] squares, double noise) {
    int n = points.size();
    double[][] matrix = new double[n][n];
    int p = 0;
    for (int i = 0; i < n; i++) {
      matrix[i][i] = 1 + noise;
      for (int j = i + 1; j < n; j++) {
        double q = squares[p];
        double s = Math.sqrt(5 * q);
        double decay = Math.exp(-s);
        matrix[i][j] = (1 + s + 5.0 / 3 * q) * decay;
        squares[p++] = -5.0 / 6 * (1 + s) * decay;
      }
    }
    return matrix;
  }

  /**
   * Multiplies each pair's slope with what the value changes by with its entry of the kernel; gives
   * the sum of that over the diagonal.
   */
  private double pulled(double[] slopes, Cholesky factor, Explained explained) {
    double scaled = points.size() + PRIOR.observations();
    double misfit = explained.misfit() + PRIOR.observations();
    double[] alpha = explained.alpha();
    double[][] inverse = factor.inverse();
    double pull = scaled / misfit;
    double trace = 0;
    int p = 0;
    for (int i = 0; i < alpha.length; i++) {
      double[] row = inverse[i];
      double pulled = pull * alpha[i];
      trace += row[i] - pulled * alpha[i];
      for (int j = i + 1; j < alpha.length; j++) {
        slopes[p++] *= row[j] - pulled * alpha[j];
      }
    }
    return trace;
  }

  /** In two sums, which the processor adds at the same time. */
  private static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k + 1 < a.length; k += 2) {
      even += a[k] * b[k];
      odd += a[k + 1] * b[k + 1];
    }
    if (k < a.length) {
      even += a[k] * b[k];
    }
    return even + odd;
  }
}
