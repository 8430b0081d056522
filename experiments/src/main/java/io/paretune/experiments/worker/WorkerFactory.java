package io.paretune.experiments.worker;

import java.io.IOException;

/** Starts workers: as child processes of this one ({@link ChildProcessWorkers}), or elsewhere. */
@FunctionalInterface
public interface WorkerFactory {

  /**
   * Starts a worker that waits for its {@link ToWorker.Setup}.
   *
   * @param slot the place that it takes, from 0
   * @throws IOException if it cannot be started
   */
  Worker start(int slot) throws IOException;

  /** Where to read why a slot's workers end before they are ready, for people. */
  default String whereToLook(int slot) {
    return "nothing was logged";
  }
}
