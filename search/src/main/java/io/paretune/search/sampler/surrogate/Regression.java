package io.paretune.search.sampler.surrogate;

import java.util.List;
import java.util.Optional;

/**
 * A Gaussian process on some points (Rasmussen, Williams 2006, algorithm 2.1), its targets
 * standardised and its overall variance fitted in closed form.
 */
final class Regression {

  private final List<Point> points;
  private final Encoder encoder;
  private final Kernel kernel;
  private final Cholesky factor;
  private final double[] alpha;
  private final double mean;
  private final double deviation;
  private final double variance;

  private Regression(
      List<Point> points,
      Encoder encoder,
      Kernel kernel,
      Cholesky factor,
      double[] standardised,
      double mean,
      double deviation) {
    this.points = points;
    this.encoder = encoder;
    this.kernel = kernel;
    this.factor = factor;
    this.alpha = factor.backward(factor.forward(standardised));
    this.mean = mean;
    this.deviation = deviation;
    this.variance =
        Cholesky.dot(standardised, alpha, alpha.length) / Math.max(1, standardised.length);
  }

  /**
   * Fits the process; O(n^3).
   *
   * @param parts the kernel's parts for all pairs ({@link #parts})
   * @param targets {@code double[n]}
   * @param noise variance of a target's noise, relative to the process's
   * @return empty if the points are too alike for the noise
   */
  static Optional<Regression> fit(
      Encoder encoder,
      List<Point> points,
      double[][] parts,
      double[] targets,
      Kernel kernel,
      double noise) {
    int n = targets.length;
    double[][] matrix = new double[n][];
    for (int i = 0; i < n; i++) {
      matrix[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = kernel.of(parts[i], j * Kernel.PARTS);
      }
      matrix[i][i] += noise;
    }
    double mean = 0;
    for (double target : targets) {
      mean += target / n;
    }
    double squares = 0;
    for (double target : targets) {
      squares += (target - mean) * (target - mean) / n;
    }
    double deviation = squares > 0 ? Math.sqrt(squares) : 1;
    double[] standardised = new double[n];
    for (int i = 0; i < n; i++) {
      standardised[i] = (targets[i] - mean) / deviation;
    }
    double center = mean;
    return Cholesky.of(matrix)
        .map(
            factor ->
                new Regression(points, encoder, kernel, factor, standardised, center, deviation));
  }

  /**
   * The kernel's parts for all pairs of points: row i holds those with points 0 to i.
   *
   * @return {@code double[n][(i + 1) * PARTS]}
   */
  static double[][] parts(Encoder encoder, List<Point> points, double scale) {
    double[][] parts = new double[points.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new double[(i + 1) * Kernel.PARTS];
      for (int j = 0; j <= i; j++) {
        Kernel.parts(encoder, scale, points.get(i), points.get(j), parts[i], j * Kernel.PARTS);
      }
    }
    return parts;
  }

  /** The logarithm of the marginal likelihood, up to a constant. */
  double logLikelihood() {
    return -0.5 * alpha.length * Math.log(Math.max(variance, 1e-300)) - factor.logDeterminant();
  }

  /**
   * What would be predicted for each target without it, in closed form (Rasmussen, Williams 2006,
   * equation 5.12); O(n^3).
   *
   * @param targets those of the fit
   */
  double[] leaveOneOut(double[] targets) {
    double[] diagonal = factor.inverseDiagonal();
    double[] predicted = new double[targets.length];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = targets[i] - deviation * alpha[i] / diagonal[i];
    }
    return predicted;
  }

  /** The prediction from a point's kernel values. */
  double mean(double[] covariances) {
    return mean + deviation * Cholesky.dot(covariances, alpha, alpha.length);
  }

  Kernel kernel() {
    return kernel;
  }

  /** The kernel's parts between a point and all points of the fit, {@code double[n * PARTS]}. */
  double[] parts(Point point) {
    double[] parts = new double[points.size() * Kernel.PARTS];
    for (int i = 0; i < points.size(); i++) {
      Kernel.parts(encoder, kernel.scale(), point, points.get(i), parts, i * Kernel.PARTS);
    }
    return parts;
  }

  /** The kernel between a point and all points of the fit, {@code double[n]}, from its parts. */
  double[] covariances(double[] parts) {
    double[] covariances = new double[points.size()];
    for (int i = 0; i < covariances.length; i++) {
      covariances[i] = kernel.of(parts, i * Kernel.PARTS);
    }
    return covariances;
  }

  /** What {@link #covariance} needs to know of a point; O(n^2). */
  double[] whitened(double[] covariances) {
    return factor.forward(covariances);
  }

  /** Covariance of the predictions for two points, in squared units of the targets. */
  double covariance(Point one, double[] whitenedOne, Point two, double[] whitenedTwo) {
    double[] parts = new double[Kernel.PARTS];
    Kernel.parts(encoder, kernel.scale(), one, two, parts, 0);
    double explained = Cholesky.dot(whitenedOne, whitenedTwo, whitenedOne.length);
    return (kernel.of(parts, 0) - explained) * variance * deviation * deviation;
  }
}
