package io.paretune.experiments.worker;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Workers that are child processes of this one.
 *
 * @param launch how each is started
 * @param logs directory that takes their standard error, a file a slot, appended; exists
 */
public record ChildProcessWorkers(WorkerLaunch launch, Path logs) implements WorkerFactory {

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
