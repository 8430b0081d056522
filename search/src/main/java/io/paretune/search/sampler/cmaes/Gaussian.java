package io.paretune.search.sampler.cmaes;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * The normal distribution and how it adapts: cumulative step-size adaptation and covariance matrix
 * adaptation with positive and negative weights, equation for equation as in Hansen's tutorial
 * (arXiv:1604.00772, figure 6), each axis stretched beside that by a factor that {@link Margin}
 * sets (Hamano, Saito, Nomura, Shirakawa 2022, doi:10.1145/3512290.3528827).
 *
 * <p>Steps that this distribution would hardly make, of trials that it did not propose, are
 * shortened before they are learned from (Hansen 2011, arXiv:1110.4181, equation 4). Not
 * thread-safe. A draw and an observation cost O(n^2), an adaptation O(n^3) every few generations.
 */
final class Gaussian {

  /** Most by which the step size grows in a generation, as a factor's logarithm. */
  private static final double MOST_GROWTH = 1;

  private final Rates rates;
  private final int n;
  private final double[] mean;
  private final double[] stretch;
  private double sigma;
  private final double[][] covariance;
  // its eigenvectors as columns and the square roots of its eigenvalues
  private double[][] axes;
  private double[] lengths;
  private final double[] path;
  private final double[] sigmaPath;
  private int generation;
  private int decomposed;

  /**
   * A round distribution.
   *
   * @param mean {@code double[n]}, n at least 1
   * @param sigma deviation on every axis, above 0
   */
  Gaussian(double[] mean, double sigma, int lambda) {
    this.n = mean.length;
    this.rates = Rates.of(n, lambda);
    this.mean = mean.clone();
    this.sigma = sigma;
    this.stretch = new double[n];
    this.covariance = new double[n][n];
    this.axes = new double[n][n];
    this.lengths = new double[n];
    for (int i = 0; i < n; i++) {
      stretch[i] = 1;
      covariance[i][i] = 1;
      axes[i][i] = 1;
      lengths[i] = 1;
    }
    this.path = new double[n];
    this.sigmaPath = new double[n];
  }

  private Gaussian(Gaussian from) {
    this.rates = from.rates;
    this.n = from.n;
    this.mean = from.mean.clone();
    this.stretch = from.stretch.clone();
    this.sigma = from.sigma;
    this.covariance = from.covariance;
    // replaced, never changed, by an adaptation
    this.axes = from.axes;
    this.lengths = from.lengths;
    this.path = from.path;
    this.sigmaPath = from.sigmaPath;
  }

  /** This distribution as it is now, to draw from when it has adapted on. */
  Gaussian snapshot() {
    return new Gaussian(this);
  }

  double[] mean() {
    return mean;
  }

  double[] stretch() {
    return stretch;
  }

  /** Standard deviation on an axis. */
  double deviation(int axis) {
    return sigma * stretch[axis] * Math.sqrt(covariance[axis][axis]);
  }

  double sigma() {
    return sigma;
  }

  /** The longest axis of the ellipsoid over the shortest. */
  double elongation() {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double length : lengths) {
      least = Math.min(least, length);
      most = Math.max(most, length);
    }
    return most / least;
  }

  /**
   * A point drawn from the distribution.
   *
   * @param growth factor on the deviations
   * @return {@code double[n]}
   */
  double[] draw(RandomGenerator random, double growth) {
    double[] point = mean.clone();
    for (int j = 0; j < n; j++) {
      double step = growth * sigma * lengths[j] * random.nextGaussian();
      for (int i = 0; i < n; i++) {
        point[i] += stretch[i] * axes[i][j] * step;
      }
    }
    return point;
  }

  /**
   * Learns from a generation.
   *
   * @param points {@code double[lambda][n]}, best first
   */
  void adapt(double[][] points) {
    generation++;
    double[][] steps = new double[points.length][n];
    double[] whitened = new double[points.length];
    double most = Math.sqrt(n) + 2.0 * n / (n + 2);
    for (int k = 0; k < points.length; k++) {
      for (int i = 0; i < n; i++) {
        steps[k][i] = (points[k][i] - mean[i]) / (sigma * stretch[i]);
      }
      double length = norm(whiten(steps[k]));
      if (length > most) {
        scale(steps[k], most / length);
        length = most;
      }
      whitened[k] = length;
    }
    double[] mover = new double[n];
    for (int k = 0; k < rates.mu(); k++) {
      for (int i = 0; i < n; i++) {
        mover[i] += rates.weights()[k] * steps[k][i];
      }
    }
    for (int i = 0; i < n; i++) {
      mean[i] += sigma * stretch[i] * mover[i];
    }
    double[] whiteMover = turnedBack(whiten(mover));
    double cSigma = rates.cSigma();
    double sigmaGain = Math.sqrt(cSigma * (2 - cSigma) * rates.muEff());
    for (int i = 0; i < n; i++) {
      sigmaPath[i] = (1 - cSigma) * sigmaPath[i] + sigmaGain * whiteMover[i];
    }
    double length = norm(sigmaPath);
    double unbiased = length / Math.sqrt(1 - Math.pow(1 - cSigma, 2.0 * generation));
    // a path that long means that steps are too short: the covariance waits until they are not
    boolean steady = unbiased < (1.4 + 2 / (n + 1.0)) * rates.expectedLength();
    double pathGain = steady ? Math.sqrt(rates.cc() * (2 - rates.cc()) * rates.muEff()) : 0;
    for (int i = 0; i < n; i++) {
      path[i] = (1 - rates.cc()) * path[i] + pathGain * mover[i];
    }
    adaptCovariance(steps, whitened, steady);
    double growth = cSigma / rates.dSigma() * (length / rates.expectedLength() - 1);
    sigma *= Math.exp(Math.min(MOST_GROWTH, growth));
    decomposeAtTimes();
  }

  private void adaptCovariance(double[][] steps, double[] lengthsOfSteps, boolean steady) {
    double c1 = rates.c1();
    double cMu = rates.cMu();
    double sum = 0;
    double[] weights = rates.weights().clone();
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k];
      if (weights[k] < 0) {
        // a bad step takes away no more than a typical one, so that the matrix stays positive
        weights[k] *= n / Math.max(1e-12, lengthsOfSteps[k] * lengthsOfSteps[k]);
      }
    }
    double loss = steady ? 0 : c1 * rates.cc() * (2 - rates.cc());
    double keep = 1 + loss - c1 - cMu * sum;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rankMu = 0;
        for (int k = 0; k < weights.length; k++) {
          rankMu += weights[k] * steps[k][i] * steps[k][j];
        }
        double next = keep * covariance[i][j] + c1 * path[i] * path[j] + cMu * rankMu;
        covariance[i][j] = next;
        covariance[j][i] = next;
      }
    }
  }

  /** Axes lag behind the covariance by what changes it by about a tenth, as in the tutorial. */
  private void decomposeAtTimes() {
    if (generation - decomposed < 1 / ((rates.c1() + rates.cMu()) * n * 10)) {
      return;
    }
    decomposed = generation;
    EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(covariance));
    double[][] vectors = eigen.getV().getData();
    double[] roots = new double[n];
    for (int i = 0; i < n; i++) {
      // rounding may make the least eigenvalue of an extreme matrix negative
      roots[i] = Math.sqrt(Math.max(eigen.getRealEigenvalue(i), Double.MIN_NORMAL));
    }
    axes = vectors;
    lengths = roots;
  }

  /** Coordinates along the ellipsoid's axes, in units of their lengths. */
  private double[] whiten(double[] step) {
    double[] white = new double[n];
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += axes[i][j] * step[i];
      }
      white[j] = sum / lengths[j];
    }
    return white;
  }

  private double[] turnedBack(double[] white) {
    double[] turned = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        turned[i] += axes[i][j] * white[j];
      }
    }
    return turned;
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
