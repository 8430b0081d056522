package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
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
    RandomGenerator jitter = RandomStreams.of(seed, index, purpose + "/jitter");
    for (int axis = 0; axis < dimension; axis++) {
      RandomGenerator random = RandomStreams.of(seed, axis, purpose + "/strata");
      point[axis] = (shuffled(random, count)[index] + jitter.nextDouble()) / count;
    }
    return point;
  }

  /**
   * A sampler's proposal before it has learned anything: the trial's point of the hypercube, or
   * anywhere if there are no more points or its own may not be proposed.
   *
   * @param name the sampler's
   * @param count points of the hypercube
   * @param random the trial's
   */
  public static Optional<Assignment> start(
      StudyView view, String name, long trialNumber, int count, RandomGenerator random) {
    SearchSpace space = view.definition().space();
    if (trialNumber < count) {
      Assignment first =
          space.fromUnit(
              point(view.definition().seed(), name, (int) trialNumber, count, space.dimension()));
      if (view.mayPropose(first)) {
        return Optional.of(first);
      }
    }
    return Deduplication.anywhere(view, random);
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
