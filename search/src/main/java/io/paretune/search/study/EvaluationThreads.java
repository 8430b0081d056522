package io.paretune.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that do the same and are waited for.
 *
 * @param study its name, for the threads'
 * @param count how many, at least 1
 */
record EvaluationThreads(String study, int count) {

  EvaluationThreads {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + count);
    }
  }

  /** Runs the task on every thread; what one throws ends the others and is thrown on. */
  void run(Runnable task) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            count,
            body -> {
              Thread thread = new Thread(body, "study-" + study);
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(task));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (InterruptedException interrupted) {
      end(threads);
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      end(threads);
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failed.getCause();
    } finally {
      threads.shutdown();
    }
  }

  /** Interrupts the threads and gives them time to give their trials back. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        System.getLogger("io.paretune.search.study")
            .log(System.Logger.Level.WARNING, "an evaluator does not end when it is interrupted");
      }
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
