package io.paretune.search.sampler.acquisition;

import java.util.List;

/**
 * By how much an evaluation is expected to extend the hypervolume of a front whose objectives are
 * minimised and predicted independently, each with a normal distribution: a value to rank many
 * candidates by, where an {@link Acquisition} has gradients to follow.
 */
public interface Improvement {

  /**
   * The expected gain of hypervolume, at least 0.
   *
   * @param means {@code double[objectives]}
   * @param deviations {@code double[objectives]}, above 0
   */
  double of(double[] means, double[] deviations);

  /**
   * The improvement over a front: exact for one and two objectives, optimistic for more (ADR 19).
   *
   * @param front {@code double[objectives]} each, in any order, dominated ones allowed
   * @param reference {@code double[objectives]}
   */
  static Improvement over(List<double[]> front, double[] reference) {
    if (reference.length == 1) {
      double best = front.stream().mapToDouble(p -> p[0]).reduce(reference[0], Math::min);
      return (means, deviations) -> ExpectedImprovement.over(best, means[0], deviations[0]);
    }
    return reference.length == 2
        ? new ExpectedHypervolumeImprovement(front, reference)
        : new OptimisticImprovement(front, reference);
  }
}
