package io.paretune.search.sampler;

import java.util.random.RandomGenerator;

/**
 * Stratified starting points: n points of which each axis has one in each nth of its range (McKay,
 * Beckman, Conover 1979, doi:10.1080/00401706.1979.10489755).
 */
public final class LatinHypercube {

  private LatinHypercube() {}

  /**
   * One of the points; a pure function of its arguments, O(n) an axis.
   *
   * @param index 0 to count - 1
   * @return {@code double[dimension]}
   */
  public static double[] point(long seed, String purpose, int index, int count, int dimension) {
    double[] point = new double[dimension];
    RandomGenerator jitter = Chance.of(seed, index, purpose + "/jitter");
    for (int axis = 0; axis < dimension; axis++) {
      RandomGenerator random = Chance.of(seed, axis, purpose + "/strata");
      point[axis] = (shuffled(random, count)[index] + jitter.nextDouble()) / count;
    }
    return point;
  }

  private static int[] shuffled(RandomGenerator random, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
