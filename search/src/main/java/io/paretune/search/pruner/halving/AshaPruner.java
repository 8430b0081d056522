package io.paretune.search.pruner.halving;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;

/**
 * Asynchronous successive halving (ASHA: Li et al. 2020, arXiv:1810.05934), in the form that stops
 * trials instead of pausing and promoting them, as Optuna and Syne Tune do: at each rung a trial
 * goes on if its best value of the first objective so far is among the best n / factor of the n
 * trials that reached the rung by now, at least among the best one.
 *
 * <p>Every trial that reached a rung counts there, also one that was stopped later or has failed. A
 * verdict takes O(log n), and a trial that ended O(rungs).
 */
public final class AshaPruner implements Pruner {

  private final Rungs rungs;

  /** A pruner with these rungs. */
  public AshaPruner(Halving halving) {
    this.rungs = new Rungs(halving, new FirstObjective(), OrderedRung::new, trial -> true);
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    return rungs.judge(view, trial);
  }
}
