package io.paretune.search.sampler.acquisition;

import io.paretune.search.math.StandardNormal;
import java.util.List;

/**
 * The logarithm of the expected hypervolume improvement for two or three independent objectives,
 * exact: over each of the {@link NonDominatedBoxes} that the front leaves, the expectation is a
 * product of one-dimensional ones (Yang, Emmerich, Deutz, Baeck 2019,
 * doi:10.1007/s10898-019-00798-7). O(n) a value for a front of n points.
 *
 * <p>A departure: the paper's formula adds up differences of products; here every box has a
 * positive term, so nothing cancels.
 */
public final class ExpectedHypervolumeImprovement implements Acquisition, Improvement {

  private final NonDominatedBoxes boxes;
  // per objective and coordinate: expected length below it, and its derivatives
  private final double[][] length;
  private final double[][] byMeans;
  private final double[][] byDeviations;

  /**
   * The improvement over a front.
   *
   * @param front points, {@code double[objectives]} each
   * @param reference {@code double[objectives]}: two or three
   */
  public ExpectedHypervolumeImprovement(List<double[]> front, double[] reference) {
    this.boxes = NonDominatedBoxes.of(front, reference);
    this.length = new double[reference.length][];
    this.byMeans = new double[reference.length][];
    this.byDeviations = new double[reference.length][];
    for (int k = 0; k < reference.length; k++) {
      length[k] = new double[boxes.coordinates(k).length];
      byMeans[k] = new double[length[k].length];
      byDeviations[k] = new double[length[k].length];
    }
  }

  @Override
  public double at(double[] means, double[] deviations, double[] byMean, double[] byDeviation) {
    int objectives = means.length;
    for (int k = 0; k < objectives; k++) {
      double[] coordinates = boxes.coordinates(k);
      // below minus infinity there is no length
      for (int i = 1; i < coordinates.length; i++) {
        double z = (coordinates[i] - means[k]) / deviations[k];
        length[k][i] = deviations[k] * StandardNormal.gain(z);
        byMeans[k][i] = -StandardNormal.cumulative(z);
        byDeviations[k][i] = StandardNormal.density(z);
      }
      byMean[k] = 0;
      byDeviation[k] = 0;
    }
    double sum = 0;
    for (int b = 0; b < boxes.size(); b++) {
      double product = 1;
      for (int k = 0; k < objectives; k++) {
        product *= stretch(length, k, b);
      }
      if (!(product > 0)) {
        continue;
      }
      sum += product;
      for (int k = 0; k < objectives; k++) {
        double others = product / stretch(length, k, b);
        byMean[k] += others * stretch(byMeans, k, b);
        byDeviation[k] += others * stretch(byDeviations, k, b);
      }
    }
    if (!(sum > 0)) {
      return NOTHING;
    }
    for (int k = 0; k < objectives; k++) {
      byMean[k] /= sum;
      byDeviation[k] /= sum;
    }
    return Math.max(NOTHING, Math.log(sum));
  }

  @Override
  public double of(double[] means, double[] deviations) {
    for (int k = 0; k < means.length; k++) {
      double[] coordinates = boxes.coordinates(k);
      for (int i = 1; i < coordinates.length; i++) {
        double z = (coordinates[i] - means[k]) / deviations[k];
        length[k][i] = deviations[k] * StandardNormal.tabulatedGain(z);
      }
    }
    double sum = 0;
    for (int b = 0; b < boxes.size(); b++) {
      double product = 1;
      for (int k = 0; k < means.length; k++) {
        product *= stretch(length, k, b);
      }
      sum += product;
    }
    return sum;
  }

  private double stretch(double[][] upTo, int objective, int box) {
    return upTo[objective][boxes.high(objective, box)] - upTo[objective][boxes.low(objective, box)];
  }
}
