package io.paretune.search.trial;

/** Where a trial is in its life; the words are Optuna's. */
public enum TrialState {
  /** To be evaluated: enqueued, or given back after its evaluation was cut off. */
  WAITING,
  /** Being evaluated. */
  RUNNING,
  /** Evaluated; has a measurement. */
  COMPLETE,
  /** Stopped early by a pruner or its evaluator, with a reason. */
  PRUNED,
  /** Could not be evaluated, with a reason. */
  FAILED;

  /** Whether nothing will happen to the trial any more. */
  public boolean isFinished() {
    return this == COMPLETE || this == PRUNED || this == FAILED;
  }
}
