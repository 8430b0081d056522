package io.paretune.search.sampler;

import java.util.OptionalLong;

/**
 * What is known about a study beside its definition.
 *
 * @param trials that it may take; empty if only time limits it
 * @param workers that evaluate at the same time, at least 1
 */
public record StudyHints(OptionalLong trials, int workers) {

  /** Checks the numbers. */
  public StudyHints {
    if (trials.isPresent() && trials.getAsLong() < 1) {
      throw new IllegalArgumentException("trials must be at least 1, got " + trials.getAsLong());
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got " + workers);
    }
  }

  /** One worker, an unknown number of trials. */
  public static StudyHints unknown() {
    return new StudyHints(OptionalLong.empty(), 1);
  }
}
