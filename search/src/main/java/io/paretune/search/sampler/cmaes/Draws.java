package io.paretune.search.sampler.cmaes;

import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.trial.StudyDefinition;
import java.util.random.RandomGenerator;

/**
 * The points that a distribution gives for a trial, one after the other, each more widely spread
 * than the one before: where the neighbourhood of the mean is used up, the search looks around it.
 * A function of its arguments, so that a point can be found again when its trial is told.
 */
final class Draws {

  /** Draws after which a trial's point is not looked for any more. */
  static final int MOST = 64;

  private final RandomGenerator random;
  private final Distribution distribution;
  private int count;

  Draws(StudyDefinition definition, long trialNumber, String name, Distribution distribution) {
    this.random = RandomStreams.of(definition.seed(), trialNumber, name);
    this.distribution = distribution;
  }

  double[] next() {
    return distribution.draw(random, Math.min(1, (double) count++ / MOST));
  }
}
