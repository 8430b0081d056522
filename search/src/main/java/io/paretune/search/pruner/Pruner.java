package io.paretune.search.pruner;

import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.List;

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
   * @param trial running, as the view has it, just after a report or after something of it became
   *     known; it may have no report yet
   */
  Verdict judge(StudyView view, Trial trial);

  /** Lets every trial run to its end. */
  static Pruner never() {
    return (view, trial) -> Verdict.keep();
  }

  /**
   * Asks several pruners: the first that would stop the trial decides.
   *
   * @param pruners in the order in which they are asked
   */
  static Pruner all(Pruner... pruners) {
    List<Pruner> each = List.of(pruners);
    return (view, trial) ->
        each.stream()
            .map(pruner -> pruner.judge(view, trial))
            .filter(Verdict::prune)
            .findFirst()
            .orElseGet(Verdict::keep);
  }
}
