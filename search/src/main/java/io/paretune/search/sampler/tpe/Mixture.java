package io.paretune.search.sampler.tpe;

import io.paretune.search.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A joint density over a search space: a weighted mixture of one product of kernels for each
 * observation, and of the uniform distribution, the prior.
 *
 * <p>Where a parameter is absent from a point it has no factor there: the parameters that its
 * condition looks at have one already, so that the whole adds up to 1 over a conditional space.
 */
final class Mixture {

  private final Kernels[] axes;
  private final double[] logWeights;
  private final double[] cumulative;

  /**
   * A mixture.
   *
   * @param points the observations, {@code double[dimension]} each, NaN on axes of absent
   *     parameters
   * @param weights above 0, one an observation and the prior's last; need not sum to 1
   * @param widths deviations of Gaussian kernels, {@code double[dimension]}
   * @param doubt share of a choice's kernel that is spread over all options
   */
  Mixture(
      SearchSpace space, List<double[]> points, double[] weights, double[] widths, double doubt) {
    axes = new Kernels[space.dimension()];
    for (int i = 0; i < axes.length; i++) {
      double[] positions = new double[points.size() + 1];
      for (int k = 0; k < points.size(); k++) {
        positions[k] = points.get(k)[i];
      }
      positions[points.size()] = Double.NaN;
      axes[i] = Kernels.of(space.parameters().get(i).domain(), positions, widths[i], doubt);
    }
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    logWeights = new double[weights.length];
    cumulative = new double[weights.length];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      logWeights[k] = Math.log(weights[k] / total);
      sum += weights[k] / total;
      cumulative[k] = sum;
    }
  }

  /**
   * Logarithm of the density at a point.
   *
   * @param point {@code double[dimension]}, NaN on axes of absent parameters
   */
  double logDensity(double[] point) {
    double[] logs = logWeights.clone();
    for (int i = 0; i < axes.length; i++) {
      if (!Double.isNaN(point[i])) {
        axes[i].addLogs(point[i], logs);
      }
    }
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum);
  }

  /** A point of the unit cube drawn from the mixture, with a position on every axis. */
  double[] draw(RandomGenerator random) {
    int found = Arrays.binarySearch(cumulative, random.nextDouble());
    int component = Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found + 1);
    double[] point = new double[axes.length];
    for (int i = 0; i < axes.length; i++) {
      point[i] = axes[i].draw(component, random);
    }
    return point;
  }
}
