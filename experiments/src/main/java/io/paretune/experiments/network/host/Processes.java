package io.paretune.experiments.network.host;

import io.paretune.experiments.worker.WorkerFactory;
import java.nio.file.Path;

/** How a host's worker processes are started. */
@FunctionalInterface
public interface Processes {

  /**
   * Starts processes.
   *
   * @param threads native threads of each
   * @param heapMegabytes limit of each one's Java heap
   * @param logs directory that takes their standard error; exists
   */
  WorkerFactory with(int threads, int heapMegabytes, Path logs);
}
