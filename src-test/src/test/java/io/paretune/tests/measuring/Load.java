package io.paretune.tests.measuring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Other processes that keep a core busy each, until closed. */
final class Load implements AutoCloseable {

  private final List<Process> processes;

  private Load(List<Process> processes) {
    this.processes = processes;
  }

  /** Starts {@code count} of them. */
  static Load of(int count) throws IOException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      processes.add(
          java(Load.class)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    return new Load(processes);
  }

  /** Waits until they are up and busy. */
  void settle() throws InterruptedException {
    if (!processes.isEmpty()) {
      Thread.sleep(2000);
    }
  }

  /** Busy with memory and arithmetic by turns, for ten minutes at most should nobody end it. */
  public static void main(String[] arguments) {
    double[] memory = new double[1 << 20];
    long end = System.nanoTime() + 600_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      for (int k = 0; k < memory.length; k++) {
        memory[k] = Math.sqrt(memory[k] + i + k);
      }
    }
    System.out.println(memory[0]);
  }

  /** A child JVM; its class path goes by the environment, which may be long. */
  static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
