package io.paretune.evaluators.latency;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Ridge regression of latencies on features, towards the plain sum: it minimises the mean squared
 * relative error, plus a penalty on how far each sum's weight is from 1 and each count's from 0,
 * measured by what that would change of a typical network. How strong the penalty is, leaving one
 * network out at a time decides.
 */
final class FeatureRegression {

  private static final double[] PENALTIES = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1};

  private final List<String> names;
  private final RealMatrix shares;
  private final double[] left;
  private final double[] scales;

  private FeatureRegression(List<Map<String, Double>> features, double[] milliseconds) {
    Set<String> all = new LinkedHashSet<>();
    features.forEach(network -> all.addAll(network.keySet()));
    this.names = List.copyOf(all);
    this.shares = new Array2DRowRealMatrix(features.size(), names.size());
    this.left = new double[features.size()];
    this.scales = new double[names.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = 1 - LatencyPredictor.plainSum(features.get(i)) / milliseconds[i];
      for (int j = 0; j < scales.length; j++) {
        double share = features.get(i).getOrDefault(names.get(j), 0.0) / milliseconds[i];
        shares.setEntry(i, j, share);
        scales[j] += share / left.length;
      }
    }
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < scales.length; j++) {
        // in units of its mean share, a column's penalty is in relative error, too
        shares.setEntry(i, j, scales[j] > 0 ? shares.getEntry(i, j) / scales[j] : 0);
      }
    }
  }

  /**
   * The coefficients by feature.
   *
   * @param features of some networks
   * @param milliseconds what they take
   */
  static Map<String, Double> fit(List<Map<String, Double>> features, double[] milliseconds) {
    FeatureRegression regression = new FeatureRegression(features, milliseconds);
    double best = PENALTIES[0];
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double error = regression.leaveOneOut(penalty);
      if (error < least) {
        least = error;
        best = penalty;
      }
    }
    RealVector deltas = regression.solve(best);
    Map<String, Double> coefficients = new LinkedHashMap<>();
    for (int j = 0; j < regression.scales.length; j++) {
      String name = regression.names.get(j);
      double change = regression.scales[j] > 0 ? deltas.getEntry(j) / regression.scales[j] : 0;
      coefficients.put(name, (LatencyFeatures.isSum(name) ? 1 : 0) + change);
    }
    return coefficients;
  }

  private CholeskyDecomposition normal(double penalty) {
    RealMatrix gram = shares.transpose().multiply(shares);
    for (int j = 0; j < scales.length; j++) {
      gram.addToEntry(j, j, penalty * left.length);
    }
    return new CholeskyDecomposition(gram, 1e-9, 0);
  }

  private RealVector solve(double penalty) {
    return normal(penalty).getSolver().solve(shares.transpose().operate(new ArrayRealVector(left)));
  }

  /** Mean squared error of the left out, from one solution: e / (1 - h) (Allen 1974, PRESS). */
  private double leaveOneOut(double penalty) {
    CholeskyDecomposition normal = normal(penalty);
    RealVector fitted = shares.operate(solve(penalty));
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      RealVector row = shares.getRowVector(i);
      double leverage = row.dotProduct(normal.getSolver().solve(row));
      double error = (left[i] - fitted.getEntry(i)) / (1 - leverage);
      sum += error * error;
    }
    return sum / left.length;
  }
}
