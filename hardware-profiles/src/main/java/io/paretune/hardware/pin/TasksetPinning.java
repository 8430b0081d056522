package io.paretune.hardware.pin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the calling thread with util-linux's {@code taskset}, which can bind any single thread of
 * the same user by its number: a running thread of a Java process is bound and freed again without
 * native code. ONNX Runtime's further threads are bound by its own session option.
 */
final class TasksetPinning implements CorePinning {
  private static final Logger LOG = LoggerFactory.getLogger(TasksetPinning.class);
  private static final String SELF = "proc/thread-self/status";
  private static final int PATIENCE_SECONDS = 5;

  private final int threads;
  private final MachineCores cores;
  private final Supplier<Optional<String>> thread;
  private final Command command;

  TasksetPinning(
      int threads, MachineCores cores, Supplier<Optional<String>> thread, Command command) {
    this.threads = threads;
    this.cores = cores;
    this.thread = thread;
    this.command = command;
  }

  static TasksetPinning ofThisMachine(int threads) {
    return new TasksetPinning(
        threads, MachineCores.ofThisMachine(), TasksetPinning::thisThread, TasksetPinning::run);
  }

  @Override
  public Pinned pin() {
    Optional<String> id = thread.get();
    Optional<String> before = cores.allowed(SELF);
    List<Integer> chosen = cores.choose(threads);
    if (id.isEmpty() || before.isEmpty()) {
      return Pinned.none("this system does not show its threads");
    }
    if (chosen.isEmpty()) {
      return Pinned.none("this process may not use " + threads + " cores");
    }
    String wanted = Integer.toString(chosen.get(0));
    Optional<String> refused = command.refused(List.of("taskset", "-cp", wanted, id.get()));
    if (refused.isPresent()) {
      return Pinned.none(refused.get());
    }
    Optional<String> now = cores.allowed(SELF);
    if (!now.equals(Optional.of(wanted))) {
      return Pinned.none("taskset had no effect");
    }
    String words = threads == 1 ? "core " + wanted : "cores " + CoreList.text(chosen);
    return new Bound(words, List.of("taskset", "-cp", before.get(), id.get()));
  }

  private static Optional<String> thisThread() {
    try {
      return Optional.of(String.valueOf(Path.of("/proc/thread-self").toRealPath().getFileName()));
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  private static Optional<String> run(List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("taskset did not end");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("taskset refuses (exit code " + process.exitValue() + ")");
    } catch (IOException missing) {
      return Optional.of("there is no taskset");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** Runs a command to its end; says why it failed, if it did. */
  @FunctionalInterface
  interface Command {
    Optional<String> refused(List<String> words);
  }

  private final class Bound implements Pinned {
    private final String words;
    private final List<String> release;

    Bound(String words, List<String> release) {
      this.words = words;
      this.release = release;
    }

    @Override
    public String words() {
      return words;
    }

    @Override
    public void close() {
      command
          .refused(release)
          .ifPresent(reason -> LOG.warn("a thread stays bound to {}: {}", words, reason));
    }
  }
}
