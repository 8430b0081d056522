package io.paretune.evaluators.train.step;

import ai.djl.pytorch.jni.JniUtils;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take the branches of a step side by side. Small networks gain nothing from several
 * threads an operator; two of them on two cores do.
 */
public final class Lanes implements AutoCloseable {

  private final int count;
  private final int threads;
  private final ExecutorService others;

  /**
   * @param count at least 1, the caller's own thread among them
   */
  public Lanes(int count) {
    this(count, 0);
  }

  /**
   * @param count at least 1, the caller's own thread among them
   * @param threads that each has an operator computed by; 0 for as many as the process has
   */
  public Lanes(int count, int threads) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, got " + count);
    }
    this.count = count;
    this.threads = threads;
    this.others =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "lane");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many. */
  int count() {
    return count;
  }

  /**
   * Has all of them do something, each with its number, from 0, and waits. The caller's thread is
   * number 0. What one throws is thrown when all have ended, that of the lowest number.
   */
  void all(IntConsumer work) {
    if (threads == 0) {
      together(work);
      return;
    }
    TorchEngine.withThreads(
        threads,
        () -> {
          together(work);
          return count;
        });
  }

  private void together(IntConsumer work) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int lane = i;
      running.add(
          others.submit(
              () -> {
                JniUtils.setGradMode(true);
                JniUtils.setGraphExecutorOptimize(false); // both belong to the thread
                if (threads > 0) {
                  JniUtils.setNumThreads(threads); // and so does this
                }
                work.accept(lane);
              }));
    }
    RuntimeException failure = null;
    try {
      work.accept(0);
    } catch (RuntimeException own) {
      failure = own;
    }
    for (Future<?> each : running) {
      RuntimeException theirs = failureOf(each);
      failure = failure == null ? theirs : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable RuntimeException failureOf(Future<?> running) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          running.get();
          return null;
        } catch (InterruptedException asked) {
          interrupted = true; // a step is short, and its arrays must not be freed under it
        }
      }
    } catch (ExecutionException failed) {
      return failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
