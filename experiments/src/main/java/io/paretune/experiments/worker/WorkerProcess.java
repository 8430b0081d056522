package io.paretune.experiments.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's end of one worker: a child process and its pipes. Used by one thread at a time;
 * {@link #kill} may be called by any.
 */
public final class WorkerProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /** What stands in the queue when the pipe has ended. */
  private static final FromWorker ENDED = new FromWorker.Phase("(the pipe has ended)");

  private final Process process;
  private final BufferedWriter toWorker;
  private final BlockingQueue<FromWorker> inbox = new LinkedBlockingQueue<>();
  private volatile long residentBytes;

  private WorkerProcess(Process process) {
    this.process = process;
    this.toWorker =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::readAll, "from-worker-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a worker.
   *
   * @param launch how
   * @param log file that takes its standard error, appended
   * @throws IOException if the process cannot be started
   */
  public static WorkerProcess start(WorkerLaunch launch, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launch.command());
    builder.environment().putAll(launch.environment());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new WorkerProcess(builder.start());
  }

  private void readAll() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Optional<FromWorker> message = Lines.read(line, FromWorker.class);
        if (message.isEmpty() && !line.isBlank()) {
          LOG.debug("worker {} wrote what is no message: {}", process.pid(), line);
        }
        message.ifPresent(inbox::add);
      }
    } catch (IOException broken) {
      LOG.debug("the pipe from worker {} broke: {}", process.pid(), broken.toString());
    } finally {
      inbox.add(ENDED);
    }
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** Memory that the process held at its last heartbeat, in bytes; 0 before the first. */
  public long residentBytes() {
    return residentBytes;
  }

  /**
   * Tells the worker something.
   *
   * @throws WorkerLost if its pipe is closed
   */
  public void tell(ToWorker message) throws WorkerLost {
    try {
      toWorker.write(Lines.write(message));
      toWorker.newLine();
      toWorker.flush();
    } catch (IOException closed) {
      throw lost("its pipe is closed");
    }
  }

  /**
   * The next thing the worker says, other than heartbeats.
   *
   * @param silence how long it may say nothing at all, not even a heartbeat
   * @param deadline {@code System.nanoTime()} after which it must have spoken, or {@code
   *     Long.MAX_VALUE} for no such limit
   * @throws WorkerLost if it died, or was silent for too long and was killed
   * @throws WorkerLate if the deadline passed; the worker was killed
   */
  public FromWorker listen(Duration silence, long deadline)
      throws WorkerLost, WorkerLate, InterruptedException {
    while (true) {
      long wait = silence.toNanos();
      if (deadline != Long.MAX_VALUE) {
        wait = Math.min(wait, deadline - System.nanoTime());
      }
      FromWorker message = inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
      if (message == null) {
        kill();
        if (deadline != Long.MAX_VALUE && System.nanoTime() >= deadline) {
          throw new WorkerLate();
        }
        throw lost("it said nothing for " + silence.toSeconds() + " s and was ended");
      }
      if (message.equals(ENDED)) {
        throw lost(ending());
      }
      if (message instanceof FromWorker.Alive alive) {
        residentBytes = alive.residentBytes();
      } else {
        return message;
      }
    }
  }

  private String ending() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      kill();
      return "it closed its pipe and was ended";
    }
    int code = process.exitValue();
    return code > 128 ? "it was ended by signal " + (code - 128) : "it exited with code " + code;
  }

  private WorkerLost lost(String how) {
    return new WorkerLost("worker process " + process.pid() + " was lost: " + how);
  }

  /** Ends the process at once, and what it started. */
  public void kill() {
    // found before the worker ends, ended after it: it is not to hear of their end and take it for
    // the trial's
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks the process to end, and ends it after two seconds. */
  @Override
  public void close() {
    try {
      tell(new ToWorker.Stop());
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (WorkerLost gone) {
      kill();
    } catch (InterruptedException interrupted) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
