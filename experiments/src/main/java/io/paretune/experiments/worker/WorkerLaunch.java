package io.paretune.experiments.worker;

import io.paretune.hardware.runtime.TorchEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a worker process is started.
 *
 * @param command program and arguments
 * @param environment variables added to this process's own
 */
public record WorkerLaunch(List<String> command, Map<String, String> environment) {

  /** Copies both. */
  public WorkerLaunch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * A worker in a JVM like this one, with this one's class path.
   *
   * @param main the worker's main class
   * @param threads threads for native code. The libraries read the variables when they load, so
   *     they cannot be set later.
   * @param heapMegabytes limit of its Java heap; tensors lie outside it
   */
  public static WorkerLaunch likeThisProcess(Class<?> main, int threads, int heapMegabytes) {
    String count = Integer.toString(threads);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-Djava.awt.headless=true");
    command.add("-Dai.djl.pytorch.num_threads=" + count);
    command.add("-Dai.djl.pytorch.num_interop_threads=1");
    command.add(main.getName());
    Map<String, String> environment = new TreeMap<>(TorchEngine.environment(threads));
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    return new WorkerLaunch(command, environment);
  }
}
