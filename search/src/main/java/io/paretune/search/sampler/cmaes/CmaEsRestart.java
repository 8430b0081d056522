package io.paretune.search.sampler.cmaes;

import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One descent from a start until it has converged. */
final class CmaEsRestart {

  /** Deviation, as a share of the box, under which nothing is left to find. */
  private static final double FINEST = 1e-11;

  /** Elongation of the ellipsoid beyond which its axes are rounding errors. */
  private static final double MOST_ELONGATED = 1e7;

  private final AxisKinds kinds;
  private final Rates rates;
  private final int lambda;
  private final Distribution distribution;
  private int idle;

  /**
   * A descent.
   *
   * @param start its mean, {@code double[dimension of the space]}
   * @param lambda trials a generation
   */
  CmaEsRestart(SearchSpace space, AxisKinds kinds, double[] start, double sigma, int lambda) {
    this.kinds = kinds;
    this.lambda = lambda;
    this.rates = Rates.of(Math.max(1, kinds.dimension()), lambda);
    double[] mean = new double[kinds.ordered().size()];
    for (int axis = 0; axis < mean.length; axis++) {
      mean[axis] = start[kinds.ordered().get(axis)];
    }
    List<CategoricalDistribution> odds = new ArrayList<>();
    for (int word = 0; word < kinds.words().size(); word++) {
      odds.add(new CategoricalDistribution(kinds.options(word), kinds.words().size()));
    }
    Optional<Gaussian> gaussian =
        mean.length == 0 ? Optional.empty() : Optional.of(new Gaussian(mean, sigma, lambda));
    this.distribution = new Distribution(space, kinds, gaussian, odds);
    margins();
  }

  int lambda() {
    return lambda;
  }

  Distribution distribution() {
    return distribution;
  }

  /**
   * Learns from a generation.
   *
   * @param points {@code double[lambda][dimension of the space]}, best first
   * @param better whether it found anything better than before
   */
  void adapt(List<double[]> points, boolean better) {
    idle = better ? 0 : idle + 1;
    distribution
        .gaussian()
        .ifPresent(
            gaussian -> {
              double[][] ordered = new double[lambda][kinds.ordered().size()];
              for (int k = 0; k < lambda; k++) {
                for (int axis = 0; axis < ordered[k].length; axis++) {
                  ordered[k][axis] = points.get(k)[kinds.ordered().get(axis)];
                }
              }
              gaussian.adapt(ordered);
            });
    double[] weights = Arrays.copyOf(rates.weights(), rates.mu());
    double rate = rates.muEff() / (rates.muEff() + kinds.dimension() / 2.0 + 2);
    for (int word = 0; word < kinds.words().size(); word++) {
      int[] options = new int[rates.mu()];
      for (int k = 0; k < options.length; k++) {
        double position = points.get(k)[kinds.words().get(word)];
        options[k] = Double.isNaN(position) ? -1 : (int) (position * kinds.options(word));
      }
      distribution.odds().get(word).adapt(options, weights, rate);
    }
    margins();
  }

  private void margins() {
    double margin = 1.0 / (kinds.dimension() * lambda);
    for (int axis = 0; axis < kinds.ordered().size(); axis++) {
      int one = axis;
      kinds
          .cells(axis)
          .ifPresent(
              cells ->
                  distribution
                      .gaussian()
                      .ifPresent(gaussian -> Margin.correct(gaussian, one, cells, margin)));
    }
  }

  /** Whether going on is useless: no step left, no shape left, or long nothing better. */
  boolean converged() {
    int patience = 10 + 30 * kinds.dimension() / lambda;
    if (idle > patience) {
      return true;
    }
    if (distribution.gaussian().isEmpty()) {
      return false;
    }
    Gaussian gaussian = distribution.gaussian().get();
    double widest = 0;
    for (int axis = 0; axis < kinds.ordered().size(); axis++) {
      widest = Math.max(widest, gaussian.deviation(axis));
    }
    return !(widest > FINEST) || gaussian.elongation() > MOST_ELONGATED;
  }
}
