package io.paretune.search.terminator;

import io.paretune.search.trial.StudyView;
import java.util.Optional;

/**
 * Says when a study should end before its budget is spent.
 *
 * <p>A pure function of the view's finished trials: a fresh instance gives the same answer, so a
 * resumed study ends for the same reason. An instance may keep what it derived from a view, as long
 * as it can be made again from any other; it is used by one thread at a time.
 */
@FunctionalInterface
public interface Terminator {

  /**
   * Why no further trial is worth starting; empty as long as one is.
   *
   * @param view everything told so far
   */
  Optional<String> judge(StudyView view);

  /** Lets the budget alone decide. */
  static Terminator never() {
    return view -> Optional.empty();
  }
}
