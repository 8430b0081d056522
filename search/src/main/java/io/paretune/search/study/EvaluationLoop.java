package io.paretune.search.study;

import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A study's trials evaluated in this process, one after the other on each thread that runs it: what
 * {@link Study#optimize} does. Thread-safe.
 *
 * @param <T> what evaluators receive
 */
final class EvaluationLoop<T> {

  private static final System.Logger LOG = System.getLogger("io.paretune.search.study");

  private final Study<T> study;
  private final Clock clock;
  private boolean failureLogged;

  EvaluationLoop(Study<T> study, Clock clock) {
    this.study = study;
    this.clock = clock;
  }

  /** As the other, on several threads at once; returns when all have ended. */
  void run(Evaluator<T> evaluator, Budget budget, int threads) {
    Instant start = clock.instant();
    new Threads(study.definition().name(), threads).run(() -> run(evaluator, budget, start));
  }

  /** Goes on until the budget is spent, counted from the start, or the study stops. */
  void run(Evaluator<T> evaluator, Budget budget, Instant start) {
    while (!spent(budget, start) && study.stopReason().isEmpty()) {
      Optional<ActiveTrial<T>> next = study.askWithin(budget.trials());
      if (next.isEmpty() || !evaluated(evaluator, next.get())) {
        return;
      }
    }
  }

  private boolean spent(Budget budget, Instant start) {
    return budget
        .timeLimit()
        .map(limit -> Duration.between(start, clock.instant()).compareTo(limit) >= 0)
        .orElse(false);
  }

  /** Whether the thread may go on: it was not interrupted. */
  private boolean evaluated(Evaluator<T> evaluator, ActiveTrial<T> trial) {
    Outcome outcome;
    @Nullable Throwable thrown = null;
    try {
      outcome =
          Objects.requireNonNull(
              evaluator.evaluate(trial.value(), trial), "the evaluator must give an outcome");
    } catch (InterruptedException interrupted) {
      study.requeue(trial.number(), "interrupted");
      Thread.currentThread().interrupt();
      return false;
    } catch (OutOfMemoryError | StackOverflowError tooMuch) {
      outcome = new Outcome.Failed(tooMuch.toString());
      thrown = tooMuch;
    } catch (VirtualMachineError broken) {
      study.tell(trial.number(), new Outcome.Failed(broken.toString()));
      throw broken;
    } catch (Exception | Error failure) {
      outcome = new Outcome.Failed(failure.toString());
      thrown = failure;
    }
    logFirst(study.tell(trial.number(), outcome), thrown);
    return true;
  }

  private synchronized void logFirst(Trial ended, @Nullable Throwable thrown) {
    if (ended.state() != TrialState.FAILED || failureLogged) {
      return;
    }
    failureLogged = true;
    String text =
        "study '"
            + study.definition().name()
            + "': trial "
            + ended.number()
            + " failed: "
            + ended.reason()
            + " (later failures are in the trials alone)";
    if (thrown == null) {
      LOG.log(Level.WARNING, text);
    } else {
      LOG.log(Level.WARNING, text, thrown);
    }
  }

  /**
   * Threads that do the same and are waited for.
   *
   * @param study its name, for the threads'
   * @param count how many, at least 1
   */
  private record Threads(String study, int count) {

    Threads {
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
        CompletionService<Boolean> ending = new ExecutorCompletionService<>(threads);
        for (int i = 0; i < count; i++) {
          ending.submit(task, true);
        }
        // whichever ends first: one that fails must not wait for one that is at work
        for (int i = 0; i < count; i++) {
          ending.take().get();
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
          LOG.log(Level.WARNING, "an evaluator does not end when it is interrupted");
        }
      } catch (InterruptedException again) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
