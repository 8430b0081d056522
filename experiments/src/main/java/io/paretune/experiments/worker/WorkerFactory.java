package io.paretune.experiments.worker;

import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts workers: as child processes of this one ({@link ChildProcesses}), or elsewhere. */
@FunctionalInterface
public interface WorkerFactory {

  /**
   * A worker that waits for its {@link ToWorker.Setup}.
   *
   * @param slot the place that it takes, from 0
   * @return empty if none is to be had for a moment, after that moment; the caller may ask again
   * @throws IOException if it cannot be started, now or ever
   */
  Optional<Worker> start(int slot) throws IOException, InterruptedException;

  /**
   * How many workers of one place may end before they are ready until the run fails.
   *
   * @param attempts how often a trial may be begun
   */
  default int deadStarts(int attempts) {
    return attempts;
  }

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
  record ChildProcesses(JavaLaunch launch, Path logs) implements WorkerFactory {

    /**
     * How a worker is started in a JVM like this one.
     *
     * @param main the worker's main class
     * @param threads threads for native code. The libraries read the variables when they load, so
     *     they cannot be set later.
     * @param heapMegabytes limit of its Java heap; tensors lie outside it
     */
    public static JavaLaunch likeThisProcess(Class<?> main, int threads, int heapMegabytes) {
      List<String> options = new ArrayList<>();
      options.add("-Xmx" + heapMegabytes + "m");
      options.add("-XX:+UseSerialGC");
      options.add("-XX:-UsePerfData");
      options.add("-Djava.awt.headless=true");
      options.addAll(TorchEngine.options(threads));
      return JavaLaunch.of(main, options).withEnvironment(TorchEngine.environment(threads));
    }

    @Override
    public Optional<Worker> start(int slot) throws IOException {
      return Optional.of(WorkerProcess.start(launch, log(slot)));
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
