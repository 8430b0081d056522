package io.paretune.search.sampler.process;

import io.paretune.search.math.Cholesky;
import java.util.List;
import java.util.Optional;

/**
 * A Gaussian process with a Matern-5/2 kernel, conditioned on observations (Rasmussen, Williams
 * 2006, algorithm 2.1). Immutable.
 */
public final class GaussianProcess {

  /** Queries answered at once: enough to fill vector registers, few enough to stay in the cache. */
  private static final int BLOCK = 64;

  /** Least posterior variance relative to the signal's: below it the factor's rounding shows. */
  private static final double LEAST_VARIANCE = 1e-12;

  private static final double FIRST_JITTER = 1e-9;

  private final Points points;
  private final double[] weights;
  private final Cholesky factor;
  private final double[] alpha;
  private final double mean;
  private final double signal;

  private GaussianProcess(Points points, double[] weights, Cholesky factor, double[] values) {
    this.points = points;
    this.weights = weights;
    this.factor = factor;
    Explained explained = Explained.of(factor, values);
    this.alpha = explained.alpha();
    this.mean = explained.mean();
    this.signal = Likelihood.variance(explained.misfit(), points.size());
  }

  /**
   * Conditions a process, O(n^3 / 3).
   *
   * @param values {@code double[size]}, standardised
   */
  public static GaussianProcess of(Points points, double[] values, Shape shape) {
    double[] weights = shape.weights();
    double jitter = 0;
    while (true) {
      Optional<Cholesky> factor = Cholesky.of(matrix(points, weights, 1 + shape.noise() + jitter));
      if (factor.isPresent()) {
        return new GaussianProcess(points, weights, factor.get(), values);
      }
      jitter = jitter == 0 ? FIRST_JITTER : 10 * jitter;
    }
  }

  private static double[][] matrix(Points points, double[] weights, double diagonal) {
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
      row[i] = diagonal;
    }
    return matrix;
  }

  /**
   * Means and standard deviations of the noise-free function, O(n^2 / 2) a query.
   *
   * @param queries each {@code double[columns]}
   * @param means {@code double[queries]}, overwritten
   * @param deviations {@code double[queries]}, overwritten; above 0
   */
  public void predict(List<double[]> queries, double[] means, double[] deviations) {
    int n = points.size();
    double[] row = new double[n];
    for (int from = 0; from < queries.size(); from += BLOCK) {
      int count = Math.min(BLOCK, queries.size() - from);
      double[][] cross = new double[n][count];
      for (int b = 0; b < count; b++) {
        points.squaredDistances(queries.get(from + b), weights, row);
        double sum = mean;
        for (int j = 0; j < n; j++) {
          double k = Matern.correlation(row[j]);
          cross[j][b] = k;
          sum += k * alpha[j];
        }
        means[from + b] = sum;
      }
      factor.forward(cross);
      double[] known = new double[count];
      for (int j = 0; j < n; j++) {
        for (int b = 0; b < count; b++) {
          known[b] += cross[j][b] * cross[j][b];
        }
      }
      for (int b = 0; b < count; b++) {
        deviations[from + b] = Math.sqrt(signal * Math.max(LEAST_VARIANCE, 1 - known[b]));
      }
    }
  }

  /** Means alone, O(n) a query. */
  public double[] means(List<double[]> queries) {
    double[] means = new double[queries.size()];
    double[] row = new double[points.size()];
    for (int i = 0; i < means.length; i++) {
      points.squaredDistances(queries.get(i), weights, row);
      double sum = mean;
      for (int j = 0; j < row.length; j++) {
        sum += Matern.correlation(row[j]) * alpha[j];
      }
      means[i] = sum;
    }
    return means;
  }

  /**
   * Mean and standard deviation at one point, with their gradients; O(n^2).
   *
   * @param query {@code double[columns]}
   * @param meanGradient {@code double[columns]}, overwritten; 0 for nominal columns
   * @param deviationGradient {@code double[columns]}, overwritten; 0 for nominal columns
   */
  public Prediction predict(double[] query, double[] meanGradient, double[] deviationGradient) {
    int n = points.size();
    double[] slopes = new double[n];
    points.squaredDistances(query, weights, slopes);
    double[] solved = new double[n];
    double sum = mean;
    for (int j = 0; j < n; j++) {
      double s = Math.sqrt(5 * slopes[j]);
      double decay = Math.exp(-s);
      solved[j] = (1 + s + 5.0 / 3 * slopes[j]) * decay;
      slopes[j] = -5.0 / 6 * (1 + s) * decay;
      sum += solved[j] * alpha[j];
    }
    factor.forward(solved);
    double known = 0;
    for (int j = 0; j < n; j++) {
      known += solved[j] * solved[j];
    }
    boolean floored = 1 - known < LEAST_VARIANCE;
    double deviation = Math.sqrt(signal * Math.max(LEAST_VARIANCE, 1 - known));
    factor.backward(solved);
    for (int c = 0; c < query.length; c++) {
      double byMean = 0;
      double byKnown = 0;
      if (!points.metric().nominal(c)) {
        double[] column = points.column(c);
        for (int j = 0; j < n; j++) {
          double away = slopes[j] * (query[c] - column[j]);
          byMean += away * alpha[j];
          byKnown += away * solved[j];
        }
      }
      double weight = 2 * weights[points.metric().group(c)];
      meanGradient[c] = weight * byMean;
      deviationGradient[c] = floored ? 0 : -weight * byKnown * signal / deviation;
    }
    return new Prediction(sum, deviation);
  }

  /**
   * A normal distribution.
   *
   * @param mean its mean
   * @param deviation its standard deviation, above 0
   */
  public record Prediction(double mean, double deviation) {}
}
