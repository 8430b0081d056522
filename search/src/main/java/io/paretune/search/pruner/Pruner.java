package io.paretune.search.pruner;

import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;

/**
 * Judges a running trial by what it has reported.
 *
 * <p>A pure function of its arguments: the same view and trial give the same verdict.
 */
@FunctionalInterface
public interface Pruner {

  /**
   * Whether the trial is worth going on with.
   *
   * @param view everything told so far
   * @param trial running, with at least one report
   */
  Verdict judge(StudyView view, Trial trial);

  /** Lets every trial run to its end. */
  static Pruner never() {
    return (view, trial) -> Verdict.keep();
  }
}
