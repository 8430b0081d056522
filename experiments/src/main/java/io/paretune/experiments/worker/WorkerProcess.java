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

/** A worker in a child process, heard through its pipes. */
final class WorkerProcess implements Worker {

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
  static WorkerProcess start(WorkerLaunch launch, Path log) throws IOException {
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

  @Override
  public long residentBytes() {
    return residentBytes;
  }

  @Override
  public void tell(ToWorker message) throws WorkerLostException {
    try {
      toWorker.write(Lines.write(message));
      toWorker.newLine();
      toWorker.flush();
    } catch (IOException closed) {
      throw lost("its pipe is closed");
    }
  }

  @Override
  public FromWorker listen(Duration silence, long deadline)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    while (true) {
      long wait = silence.toNanos();
      if (deadline != Long.MAX_VALUE) {
        wait = Math.min(wait, deadline - System.nanoTime());
      }
      FromWorker message = inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
      if (message == null) {
        kill();
        if (deadline != Long.MAX_VALUE && System.nanoTime() >= deadline) {
          throw new WorkerTimeoutException();
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

  private WorkerLostException lost(String how) {
    return new WorkerLostException("worker process " + process.pid() + " was lost: " + how);
  }

  @Override
  public void kill() {
    // found before the worker ends, ended after it: it is not to hear of their end and take it for
    // the trial's
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    try {
      tell(new ToWorker.Stop());
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (WorkerLostException gone) {
      kill();
    } catch (InterruptedException interrupted) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
