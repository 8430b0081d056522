package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.Timing;

/** Hears how far a build is. */
@FunctionalInterface
public interface BuildProgress {

  /**
   * One thing more was timed.
   *
   * @param done how many are done of this kind, those found in files included
   * @param all how many there are
   * @param what was timed
   * @param timing what it takes
   */
  void timed(int done, int all, String what, Timing timing);
}
