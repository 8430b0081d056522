package io.paretune.experiments.coordinator;

/** Why a run ended. */
public enum Ending {
  /** All trials of the budget are finished. */
  TRIALS_DONE,
  /** The time limit passed. */
  TIME_OVER,
  /** So many trials failed one after the other that something is wrong with the evaluation. */
  FAILING,
  /** The study's terminator found no further trial worth starting. */
  TERMINATED,
  /** Every assignment of a finite space has been tried. */
  SPACE_EXHAUSTED,
  /** Somebody asked it to stop. */
  STOPPED
}
