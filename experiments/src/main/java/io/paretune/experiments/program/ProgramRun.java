package io.paretune.experiments.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of a program, and what it says. Used by one thread. */
final class ProgramRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgramRun.class);

  /** Answers that wait to be judged; a program that says more is held up by its pipe. */
  private static final int AHEAD = 1000;

  /** How long output is waited for after the end: a process left behind may hold the pipe. */
  private static final Duration AFTERMATH = Duration.ofSeconds(2);

  /** What happens to a process. */
  sealed interface Event {

    /**
     * It said something.
     *
     * @param what understood or not
     */
    record Spoke(ProgramMessage what) implements Event {}

    /** It ended, and all that it said has been heard. */
    record Ended() implements Event {}

    /** The time limit passed. */
    record Late() implements Event {}

    /** Its standard output ended. */
    record Silent() implements Event {}

    /** It ended; something that it said may yet be heard. */
    record Exited() implements Event {}
  }

  private final long trial;
  private final Process process;
  private final OutputParser answers;
  private final Duration grace;
  private final long deadline;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(AHEAD);
  private final LastLines errors = new LastLines();
  private final LastLines talk = new LastLines();
  private final List<Thread> threads;
  private boolean silent;
  private boolean exited;
  private long exitedAt;

  private ProgramRun(
      long trial, Process process, OutputParser answers, Duration grace, long deadline) {
    this.trial = trial;
    this.process = process;
    this.answers = answers;
    this.grace = grace;
    this.deadline = deadline;
    this.threads =
        List.of(
            reader("output", process.getInputStream(), this::heard, this::fellSilent),
            reader("errors", process.getErrorStream(), line -> kept(errors, line), () -> {}),
            daemon("program-exit", this::awaitExit));
    threads.forEach(Thread::start);
  }

  /**
   * Starts a process whose standard input is a file.
   *
   * @param environment added to this process's own; an empty value takes a variable away
   * @param deadline {@code System.nanoTime()} after which it is late
   * @throws IOException if it cannot be started
   */
  static ProgramRun start(
      long trial,
      List<String> command,
      Path directory,
      Path input,
      Map<String, String> environment,
      OutputParser answers,
      Duration grace,
      long deadline)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectInput(input.toFile());
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return new ProgramRun(trial, builder.start(), answers, grace, deadline);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  private Thread reader(String name, InputStream in, Consumer<String> line, Runnable atEnd) {
    return daemon(
        "program-" + name,
        () -> {
          OutputLines lines = new OutputLines(in);
          try {
            Optional<String> next = lines.next();
            while (next.isPresent()) {
              line.accept(next.get());
              next = lines.next();
            }
          } catch (IOException closed) {
            LOG.debug("the {} of trial {} broke: {}", name, trial, closed.toString());
          } finally {
            atEnd.run();
          }
        });
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void heard(String line) {
    Optional<ProgramMessage> said = answers.read(line);
    if (said.isPresent()) {
      put(new Event.Spoke(said.get()));
    } else {
      kept(talk, line);
    }
  }

  /** What is meant for people goes to the worker's log. */
  private void kept(LastLines lines, String line) {
    lines.add(line);
    LOG.warn("trial {}: {}", trial, line);
  }

  private void fellSilent() {
    put(new Event.Silent());
  }

  private void awaitExit() {
    try {
      process.waitFor();
      put(new Event.Exited());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(Event event) {
    try {
      events.put(event);
    } catch (InterruptedException closed) {
      // nobody listens any more
      Thread.currentThread().interrupt();
    }
  }

  /** The next thing that concerns the trial: it spoke, ended or is late. */
  Event next() throws InterruptedException {
    while (!(silent && exited)) {
      long until = exited ? Math.min(deadline, exitedAt + AFTERMATH.toNanos()) : deadline;
      long wait = Math.max(0, until - System.nanoTime());
      Event event = events.poll(wait, TimeUnit.NANOSECONDS);
      if (event == null) {
        return exited ? new Event.Ended() : new Event.Late();
      }
      if (event instanceof Event.Silent) {
        silent = true;
      } else if (event instanceof Event.Exited) {
        exited = true;
        exitedAt = System.nanoTime();
      } else {
        return event;
      }
    }
    return new Event.Ended();
  }

  /** How it ended; call after {@link Event.Ended}. */
  int exitCode() {
    return process.exitValue();
  }

  /** The last lines that it printed for people; empty if it printed none. */
  String lastLines() throws InterruptedException {
    // read by a thread of its own, which may be a moment behind
    threads.get(1).join(AFTERMATH.toMillis());
    String said = errors.inOneLine();
    return said.isEmpty() ? talk.inOneLine() : said;
  }

  /** Ends the process and all that it started, if it still runs. */
  void end() throws InterruptedException {
    if (process.isAlive()) {
      ProcessTree.end(process.toHandle(), grace);
    }
  }

  @Override
  public void close() {
    try {
      end();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
