package io.paretune.experiments.coordinator;

import io.paretune.experiments.measuring.QueueState;
import io.paretune.search.trial.Trial;

/**
 * Hears what happens in a run; whatever is not listened to is ignored. Called by several threads,
 * also at once.
 */
public interface RunListener {

  /**
   * The run begins to ask for trials.
   *
   * @param finished how many trials ended before, in earlier starts of the run
   */
  default void runStarted(long finished) {}

  /**
   * The run asks for no trials any more.
   *
   * @param reason why, for people
   */
  default void runEnded(String reason) {}

  /**
   * A worker changed its state.
   *
   * @param worker its slot, from 0
   * @param detail why, for people; empty if that needs no words
   */
  default void workerChanged(int worker, WorkerState state, String detail) {}

  /**
   * A worker is at something else now.
   *
   * @param worker its slot, from 0
   * @param phase a few words; empty if it is at nothing
   */
  default void phaseChanged(int worker, String phase) {}

  /** Something changed about what waits to be measured. */
  default void measuringChanged(QueueState state) {}

  /** A trial was given to a worker. */
  default void trialStarted(int worker, long trial, int attempt) {}

  /** A trial that an earlier start of the run evaluated only has to be measured. */
  default void trialResumed(long trial) {}

  /** A trial ended or was given back. */
  default void trialChanged(Trial trial) {}

  /** Something that people should know but that does not end the run. */
  default void warned(String message) {}

  /** Hears nothing. */
  static RunListener silent() {
    return new RunListener() {};
  }
}
