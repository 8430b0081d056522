package io.paretune.experiments.coordinator;

/** Why a run ended. */
public enum Ending {
  /** All trials of the budget are finished. */
  TRIALS_DONE,
  /** The time limit passed. */
  TIME_OVER,
  /** Every assignment of a finite space has been tried. */
  SPACE_EXHAUSTED,
  /** Somebody asked it to stop. */
  STOPPED
}
