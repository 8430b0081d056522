package io.paretune.search.pruner.forecast;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Ridge regression that knows how much better than it says the truth may be.
 *
 * <p>The strength of the ridge has the least squared error of the left-out, which has a closed form
 * (Allen 1974, doi:10.1080/00401706.1974.10489157). So have the scores of the bound: by how much
 * the truth was better than foretold by the others, in units that grow with the distance from them.
 * Under exchangeability the truth falls below the bound of miss rate {@code a} with a probability
 * of at most {@code 2 a} (jackknife+: Barber, Candes, Ramdas, Tibshirani 2021,
 * doi:10.1214/20-AOS1965; here the residuals stand around the one prediction of all, which is its
 * simple form). O(n p^2 + p^3) for n rows of p features.
 */
final class RidgeForecast {

  private static final double[] RIDGES = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10};

  private final double[] centre;
  private final double[] scale;
  private final double mean;
  private final double[][] inverse;
  private final double[] weights;
  private final double margin;
  private final double[] residuals;

  private RidgeForecast(double[] centre, double[] scale, double mean, Fit fit, double margin) {
    this.centre = centre;
    this.scale = scale;
    this.mean = mean;
    this.inverse = fit.inverse;
    this.weights = fit.weights;
    this.residuals = fit.residuals;
    this.margin = margin;
  }

  /**
   * Learns from rows.
   *
   * @param rows {@code double[n][features]}; not changed
   * @param targets {@code double[n]}, smaller is better
   * @param missRate share of the left-out whose truth may be better than the bound, 0 to 1
   */
  static RidgeForecast of(double[][] rows, double[] targets, double missRate) {
    int features = rows[0].length;
    double[] centre = new double[features];
    double[] scale = new double[features];
    for (int f = 0; f < features; f++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : rows) {
        sum += row[f];
      }
      centre[f] = sum / rows.length;
      for (double[] row : rows) {
        squares += (row[f] - centre[f]) * (row[f] - centre[f]);
      }
      // what never varied says nothing, and must say nothing where it varies for the first time
      scale[f] = squares > 0 ? Math.sqrt(squares / rows.length) : Double.POSITIVE_INFINITY;
    }
    double[][] scaled =
        Arrays.stream(rows).map(row -> scaled(row, centre, scale)).toArray(double[][]::new);
    double mean = Arrays.stream(targets).average().orElseThrow();
    double[] centred = Arrays.stream(targets).map(target -> target - mean).toArray();
    RealMatrix x = new Array2DRowRealMatrix(scaled, false);
    RealMatrix gram = x.transpose().multiply(x);
    double[] moment = x.preMultiply(centred);
    Fit best =
        Arrays.stream(RIDGES)
            .mapToObj(ridge -> new Fit(scaled, centred, gram, moment, ridge * rows.length))
            .min(Comparator.comparingDouble(fit -> fit.error))
            .orElseThrow();
    double[] scores = best.scores.clone();
    Arrays.sort(scores);
    int misses = (int) Math.floor(missRate * scores.length);
    double margin = Math.max(0, scores[scores.length - 1 - Math.min(misses, scores.length - 1)]);
    return new RidgeForecast(centre, scale, mean, best, margin);
  }

  private static double[] scaled(double[] row, double[] centre, double[] scale) {
    double[] scaled = new double[row.length];
    for (int f = 0; f < row.length; f++) {
      scaled[f] = (row[f] - centre[f]) / scale[f];
    }
    return scaled;
  }

  /** One ridge. */
  private static final class Fit {
    private final double[][] inverse;
    private final double[] weights;

    /** Sum of the squared errors of the left-out. */
    private final double error;

    /** By how much each target was below what the others foretold, by its leverage. */
    private final double[] scores;

    /** By how much each was foretold too high by the others. */
    private final double[] residuals;

    Fit(double[][] rows, double[] targets, RealMatrix gram, double[] moment, double ridge) {
      RealMatrix regular = gram.copy();
      for (int f = 0; f < moment.length; f++) {
        regular.addToEntry(f, f, ridge);
      }
      RealMatrix inverted = new CholeskyDecomposition(regular).getSolver().getInverse();
      inverse = inverted.getData();
      weights = inverted.operate(moment);
      scores = new double[rows.length];
      residuals = new double[rows.length];
      double squares = 0;
      for (int i = 0; i < rows.length; i++) {
        // the mean is fitted too: it adds 1 / n to the leverage
        double all = 1.0 / rows.length + dot(rows[i], inverted.operate(rows[i]));
        double leverage = Math.min(1 - 1e-9, all);
        double residual = (dot(weights, rows[i]) - targets[i]) / (1 - leverage);
        squares += residual * residual;
        residuals[i] = residual;
        scores[i] = residual / Math.sqrt(1 + leverage / (1 - leverage));
      }
      error = squares;
    }
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /** What the truth is foretold to be. */
  double expected(double[] row) {
    return mean + dot(weights, scaled(row, centre, scale));
  }

  /** By how much each target was foretold too high by the others, {@code double[n]}; a copy. */
  double[] residuals() {
    return residuals.clone();
  }

  /** The best that the truth may be. */
  double optimistic(double[] row) {
    double[] scaled = scaled(row, centre, scale);
    double leverage = 0;
    for (int f = 0; f < scaled.length; f++) {
      leverage += scaled[f] * dot(inverse[f], scaled);
    }
    return mean + dot(weights, scaled) - margin * Math.sqrt(1 + leverage);
  }
}
