package io.paretune.experiments.worker;

import java.io.IOException;
import java.nio.file.Path;

/** Starts workers: as child processes of this one ({@link ChildProcesses}), or elsewhere. */
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

  /**
   * Workers that are child processes of this one.
   *
   * @param launch how each is started
   * @param logs directory that takes their standard error, a file a slot, appended; exists
   */
  record ChildProcesses(WorkerLaunch launch, Path logs) implements WorkerFactory {

    @Override
    public Worker start(int slot) throws IOException {
      return WorkerProcess.start(launch, log(slot));
    }

    @Override
    public String whereToLook(int slot) {
      return "log: " + log(slot);
    }

    private Path log(int slot) {
      return logs.resolve("worker-" + slot + ".log");
    }
  }
}
