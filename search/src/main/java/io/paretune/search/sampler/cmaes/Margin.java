package io.paretune.search.sampler.cmaes;

import io.paretune.search.sampler.UnitBins;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Keeps a discrete axis alive: the probability of leaving the mean's cell never falls under a
 * margin, by a correction of the mean and of the axis' stretch (Hamano, Saito, Nomura, Shirakawa
 * 2022, CMA-ES with margin, doi:10.1145/3512290.3528827, section 4).
 *
 * <p>In the first or last cell the mean is moved towards the inner border until the probability
 * beyond it is the margin; in between, both sides get at least half the margin.
 */
final class Margin {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private Margin() {}

  /**
   * Corrects one axis of a distribution.
   *
   * @param cells at least 2
   * @param margin in (0, 1/2); the paper's is 1 / (dimension x lambda)
   */
  static void correct(Gaussian gaussian, int axis, UnitBins cells, double margin) {
    double mean = gaussian.mean()[axis];
    double deviation = gaussian.deviation(axis);
    long cell = cells.at(mean);
    if (cell == 0 || cell == cells.count() - 1) {
      double border = cell == 0 ? cells.start(1) : cells.start(cell);
      double most = deviation * quantile(margin);
      gaussian.mean()[axis] =
          cell == 0 ? Math.max(mean, border - most) : Math.min(mean, border + most);
      return;
    }
    double low = cells.start(cell);
    double high = cells.start(cell + 1);
    double below = NORMAL.cumulativeProbability((low - mean) / deviation);
    double above = NORMAL.cumulativeProbability((mean - high) / deviation);
    if (below >= margin / 2 && above >= margin / 2) {
      return;
    }
    double inside = 1 - below - above;
    double raisedBelow = Math.max(below, margin / 2);
    double raisedAbove = Math.max(above, margin / 2);
    // what was added on one side is taken from the sides that have more than their due
    double over = 1 - raisedBelow - raisedAbove - inside;
    double spare = raisedBelow + raisedAbove + inside - 1.5 * margin;
    double newBelow = raisedBelow + over * (raisedBelow - margin / 2) / spare;
    double newAbove = raisedAbove + over * (raisedAbove - margin / 2) / spare;
    double left = quantile(newBelow);
    double right = quantile(newAbove);
    gaussian.mean()[axis] = (low * right + high * left) / (left + right);
    gaussian.stretch()[axis] *= (high - low) / (left + right) / deviation;
  }

  /** How many deviations from the mean a border has a probability beyond it. */
  private static double quantile(double beyond) {
    return -NORMAL.inverseCumulativeProbability(beyond);
  }
}
