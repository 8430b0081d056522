package io.paretune.search.sampler.cmaes;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Probabilities of the options of a choice without an order, learned with the Gaussian's weights
 * (Hamano, Saito, Nomura, Uchida, Shirakawa 2024, CatCMA, doi:10.1145/3638529.3654198): each
 * generation moves them towards the options of its best trials, none falls under a margin.
 *
 * <p>Departure from the source: the rate of learning is fixed, not adapted.
 */
final class CategoricalDistribution {

  private final double[] shares;
  private final double least;

  /**
   * Equal odds.
   *
   * @param options at least 2
   * @param choices how many choices the space has; of all their best options together at least one
   *     is left out in 27 % of the draws
   */
  CategoricalDistribution(int options, int choices) {
    this.shares = new double[options];
    Arrays.fill(shares, 1.0 / options);
    this.least = (1 - Math.pow(0.73, 1.0 / choices)) / (options - 1);
  }

  private CategoricalDistribution(double[] shares, double least) {
    this.shares = shares;
    this.least = least;
  }

  CategoricalDistribution snapshot() {
    return new CategoricalDistribution(shares.clone(), least);
  }

  double share(int option) {
    return shares[option];
  }

  /** A draw; {@code evenness} of the probability is spread evenly, 0 to 1. */
  int draw(RandomGenerator random, double evenness) {
    if (random.nextDouble() < evenness) {
      return random.nextInt(shares.length);
    }
    double left = random.nextDouble();
    int option = 0;
    while (option < shares.length - 1 && left >= shares[option]) {
      left -= shares[option++];
    }
    return option;
  }

  /**
   * Learns from the best trials of a generation.
   *
   * @param options their options, best first; -1 where the parameter is absent
   * @param weights one a trial, adding up to 1
   * @param rate how far the odds move, 0 to 1
   */
  void adapt(int[] options, double[] weights, double rate) {
    double present = 0;
    for (int k = 0; k < options.length; k++) {
      if (options[k] >= 0) {
        present += weights[k];
      }
    }
    for (int i = 0; i < shares.length; i++) {
      double wanted = 0;
      for (int k = 0; k < options.length; k++) {
        if (options[k] == i) {
          wanted += weights[k];
        }
      }
      shares[i] += rate * (wanted - present * shares[i]);
    }
    keepAlive();
  }

  private void keepAlive() {
    double over = 0;
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.max(shares[i], least);
      over += shares[i] - least;
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] -= over > 0 ? (sum - 1) * (shares[i] - least) / over : 0;
    }
  }
}
