package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.ToWorker;

/** Who evaluates a run's trials: processes of this machine, or of others. */
@FunctionalInterface
public interface Workforce {

  /**
   * The workers of one stage of the run.
   *
   * @param settings how many are wanted, and their limits
   * @param setup what each is told first
   */
  WorkerPlan plan(WorkerSettings settings, ToWorker.Setup setup);

  /** Whether workers come and go, so that nobody knows how many there will be. */
  default boolean comesAndGoes() {
    return false;
  }
}
