package io.paretune.search.pruner;

import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;

/**
 * Judges a running trial by what it has reported and what is known of it.
 *
 * <p>A pure function of its arguments: a fresh instance gives the same verdict on the same view and
 * trial. An instance may keep what it derived from a view, as long as it can be made again from any
 * other; it is used by one thread at a time.
 */
@FunctionalInterface
public interface Pruner {

  /**
   * Whether the trial is worth going on with.
   *
   * @param view everything told so far
   * @param trial running, just after a report or after something of it became known; it may have no
   *     report yet
   */
  Verdict judge(StudyView view, Trial trial);

  /** Lets every trial run to its end. */
  static Pruner never() {
    return (view, trial) -> Verdict.keep();
  }
}
