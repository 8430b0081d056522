package io.paretune.search.sampler.reinforce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trade-offs between objectives, spread evenly. */
final class Directions {

  private Directions() {}

  /**
   * Weights of the objectives.
   *
   * @return {@code double[objectives]} each, adding up to 1; a single one for one objective. The
   *     spacings of a Kronecker sequence by the powers of the root of x^(d+1) = x + 1, which is the
   *     golden ratio for two objectives (d = 1)
   */
  static List<double[]> of(int objectives, int count) {
    if (objectives == 1) {
      return List.of(new double[] {1});
    }
    double root = 2;
    for (int i = 0; i < 60; i++) {
      root = Math.pow(1 + root, 1.0 / objectives);
    }
    List<double[]> directions = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double[] cuts = new double[objectives];
      for (int i = 0; i < objectives - 1; i++) {
        double place = 0.5 + k * Math.pow(root, -(i + 1));
        cuts[i] = place - Math.floor(place);
      }
      cuts[objectives - 1] = 1;
      Arrays.sort(cuts);
      double[] weights = cuts.clone();
      for (int i = 1; i < objectives; i++) {
        weights[i] = cuts[i] - cuts[i - 1];
      }
      directions.add(weights);
    }
    return directions;
  }
}
