package io.paretune.search.sampler.process;

import java.util.List;

/** A {@link GaussianProcess} with a Matern-5/2 kernel, whose predictions have gradients. */
public final class MaternProcess {

  private final Points points;
  private final double[] weights;
  private final GaussianProcess<double[]> process;

  private MaternProcess(Points points, double[] weights, GaussianProcess<double[]> process) {
    this.points = points;
    this.weights = weights;
    this.process = process;
  }

  /**
   * Conditions a process, O(n^3 / 3).
   *
   * @param values {@code double[size]}, standardised
   */
  public static MaternProcess of(Points points, double[] values, Shape shape) {
    double[] weights = shape.weights();
    return new MaternProcess(
        points,
        weights,
        GaussianProcess.of(
            new MaternKernel(points, weights), Prior.FITTED_MEAN, values, shape.noise()));
  }

  /**
   * Means and standard deviations of the noise-free function, O(n^2 / 2) a query.
   *
   * @param queries each {@code double[columns]}
   * @param means {@code double[queries]}, overwritten
   * @param deviations {@code double[queries]}, overwritten; above 0
   */
  public void predict(List<double[]> queries, double[] means, double[] deviations) {
    process.predict(queries, means, deviations);
  }

  /** Means alone, O(n) a query. */
  public double[] means(List<double[]> queries) {
    return process.means(queries);
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
    double[] alpha = process.explained().alpha();
    double sum = process.explained().mean();
    for (int j = 0; j < n; j++) {
      double s = Math.sqrt(5 * slopes[j]);
      double decay = Math.exp(-s);
      solved[j] = (1 + s + 5.0 / 3 * slopes[j]) * decay;
      slopes[j] = -5.0 / 6 * (1 + s) * decay;
      sum += solved[j] * alpha[j];
    }
    process.factor().forward(solved);
    double known = 0;
    for (int j = 0; j < n; j++) {
      known += solved[j] * solved[j];
    }
    double signal = process.signal();
    boolean floored = 1 - known < GaussianProcess.LEAST_VARIANCE;
    double deviation = Math.sqrt(signal * Math.max(GaussianProcess.LEAST_VARIANCE, 1 - known));
    process.factor().backward(solved);
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
