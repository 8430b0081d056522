package io.paretune.experiments.worker;

import io.paretune.hardware.child.ChildEndedException;
import io.paretune.hardware.child.JavaChild;
import io.paretune.hardware.child.JavaLaunch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A worker in a child process, heard through its pipes. */
final class WorkerProcess implements Worker {
  private static final Duration PARTING = Duration.ofSeconds(2);

  private final JavaChild<FromWorker> child;
  private volatile long residentBytes;

  private WorkerProcess(JavaChild<FromWorker> child) {
    this.child = child;
  }

  /**
   * Starts a worker.
   *
   * @param launch how
   * @param log file that takes its standard error, appended
   * @throws IOException if the process cannot be started
   */
  static WorkerProcess start(JavaLaunch launch, Path log) throws IOException {
    return new WorkerProcess(
        JavaChild.start(
            launch,
            ProcessBuilder.Redirect.appendTo(log.toFile()),
            line -> Lines.read(line, FromWorker.class)));
  }

  @Override
  public long residentBytes() {
    return residentBytes;
  }

  @Override
  public void tell(ToWorker message) throws WorkerLostException {
    try {
      child.say(Lines.write(message));
    } catch (IOException closed) {
      throw lost("its pipe is closed");
    }
  }

  @Override
  public FromWorker listen(Duration silence, long deadline)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    while (true) {
      FromWorker message = heard(silence, deadline);
      if (message instanceof FromWorker.Alive alive) {
        residentBytes = alive.residentBytes();
      } else {
        return message;
      }
    }
  }

  private FromWorker heard(Duration silence, long deadline)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    boolean limited = deadline != Long.MAX_VALUE;
    long wait = silence.toNanos();
    try {
      Optional<FromWorker> message =
          child.hear(
              Duration.ofNanos(limited ? Math.min(wait, deadline - System.nanoTime()) : wait));
      if (message.isPresent()) {
        return message.get();
      }
    } catch (ChildEndedException ended) {
      boolean alive = child.isAlive();
      kill();
      throw lost("it " + ended.how() + (alive ? " and was ended" : ""));
    }
    kill();
    if (limited && System.nanoTime() >= deadline) {
      throw new WorkerTimeoutException();
    }
    throw lost("it said nothing for " + silence.toSeconds() + " s and was ended");
  }

  private WorkerLostException lost(String how) {
    return new WorkerLostException("worker process " + child.pid() + " was lost: " + how);
  }

  @Override
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    try {
      tell(new ToWorker.Stop());
      if (!child.awaitEnd(PARTING)) {
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
