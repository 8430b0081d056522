package io.paretune.experiments.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Workers that are threads of this process, and hear and say the lines that processes do: whatever
 * of a run needs no crash.
 */
public final class ThreadWorkers implements WorkerFactory {

  private final AtomicInteger started = new AtomicInteger();
  private final EvaluationService.Factory services;

  /** Threads that evaluate by a service each. */
  public ThreadWorkers(EvaluationService.Factory services) {
    this.services = services;
  }

  /** How many there were so far. */
  public int started() {
    return started.get();
  }

  @Override
  public Optional<Worker> start(int slot) throws IOException {
    return Optional.of(new ThreadWorker("thread-" + started.getAndIncrement()));
  }

  private final class ThreadWorker implements Worker {
    private static final long PARTING_MILLIS = 2000;

    /** What was said; nothing when it has ended. */
    private final BlockingQueue<Optional<FromWorker>> said = new LinkedBlockingQueue<>();

    private final PrintStream toLoop;
    private final Thread thread;
    private volatile boolean killed;

    ThreadWorker(String name) throws IOException {
      Pipe pipe = Pipe.open();
      toLoop = new PrintStream(Channels.newOutputStream(pipe.sink()), true, StandardCharsets.UTF_8);
      InputStream fromHere = Channels.newInputStream(pipe.source());
      thread = new Thread(() -> serve(fromHere), name);
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(InputStream fromHere) {
      try (PrintStream out = new PrintStream(new Saying(), false, StandardCharsets.UTF_8)) {
        new WorkerLoop(out, () -> 0).serve(fromHere, services, () -> {});
      } catch (Exception ended) {
        // as of a process: it has said what it could
      } finally {
        said.add(Optional.empty());
      }
    }

    /** Takes lines; a message is heard when it is flushed. */
    private final class Saying extends ByteArrayOutputStream {
      @Override
      public synchronized void flush() {
        toString(StandardCharsets.UTF_8)
            .lines()
            .flatMap(line -> Lines.read(line, FromWorker.class).stream())
            .filter(message -> !(message instanceof FromWorker.Alive))
            .forEach(message -> said.add(Optional.of(message)));
        reset();
      }
    }

    @Override
    public void tell(ToWorker message) {
      toLoop.println(Lines.write(message));
    }

    @Override
    public FromWorker listen(Duration silence, long deadline)
        throws WorkerLostException, WorkerTimeoutException, InterruptedException {
      boolean limited = deadline != Long.MAX_VALUE;
      long wait = silence.toNanos();
      Optional<FromWorker> message =
          said.poll(
              limited ? Math.min(wait, deadline - System.nanoTime()) : wait, TimeUnit.NANOSECONDS);
      if (message != null && message.isPresent() && !killed) {
        return message.get();
      }
      kill();
      if (message == null && limited && System.nanoTime() >= deadline) {
        throw new WorkerTimeoutException();
      }
      throw new WorkerLostException(thread.getName() + " was lost");
    }

    @Override
    public long residentBytes() {
      return 0;
    }

    @Override
    public void kill() {
      killed = true;
      said.add(Optional.empty());
      thread.interrupt();
      toLoop.close();
    }

    @Override
    public void close() {
      tell(new ToWorker.Stop());
      try {
        thread.join(PARTING_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      toLoop.close();
    }
  }
}
