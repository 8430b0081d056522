package io.paretune.evaluators.data.image.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Threads that decode, or go through what was decoded. They end when they have had nothing to do
 * for some seconds.
 */
public final class DecodingThreads implements AutoCloseable {
  private static final long IDLE_SECONDS = 5;

  /** What bounds the threads of native code in a process; a worker is started with it. */
  private static final String BOUND = "OMP_NUM_THREADS";

  private final ThreadPoolExecutor threads;

  /**
   * @param count at least 1
   */
  public DecodingThreads(int count) {
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "decoding");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** As many as this process may have beside others: a worker's threads, or all processors. */
  public static DecodingThreads ofThisProcess() {
    String bound = System.getenv().getOrDefault(BOUND, "");
    int processors = Runtime.getRuntime().availableProcessors();
    return new DecodingThreads(
        bound.matches("[1-9][0-9]{0,3}")
            ? Math.min(Integer.parseInt(bound), processors)
            : processors);
  }

  /** Begins. */
  public <T> Future<T> begin(Supplier<T> decoding) {
    return threads.submit(decoding::get);
  }

  /** Does something several times at once, and waits for all of it; what it throws is thrown. */
  public void each(int times, IntConsumer work) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int number = i;
      running.add(threads.submit(() -> work.accept(number)));
    }
    try {
      running.forEach(DecodingThreads::result);
    } finally {
      // what is not begun is not wanted any more
      running.forEach(each -> each.cancel(false));
    }
  }

  /**
   * What came of it.
   *
   * @throws RuntimeException as it was thrown there
   */
  public static <T> T result(Future<T> running) {
    try {
      return running.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while images were decoded", stopped);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (failed.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
