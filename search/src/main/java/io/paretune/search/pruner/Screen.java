package io.paretune.search.pruner;

import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;

/**
 * Decides whether what is dear to find out about a trial must be found out, now that the rest is
 * known. It never ends a trial: one that need not be measured is told with values that are
 * foretold, and marked so. Pure as a {@link Pruner} is.
 */
@FunctionalInterface
public interface Screen {

  /**
   * Whether a trial must be measured.
   *
   * @param view everything told so far
   * @param trial running, with all that is known of it as {@link Trial#declared}
   * @return to keep on, or {@link Verdict.Foretold}
   */
  Verdict judge(StudyView view, Trial trial);

  /** Everything is measured. */
  static Screen never() {
    return (view, trial) -> Verdict.keep();
  }
}
