package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerLostException;
import io.paretune.experiments.worker.WorkerTimeoutException;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One worker's place: starts it, feeds it trials, replaces it when it dies or grows. */
final class Slot implements Runnable {

  /** Longer than any pause of a healthy worker, whose heart beats every two seconds. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final int index;
  private final Coordinator coordinator;
  private final Budget budget;
  private final WorkerPlan workers;
  private final WorkerSettings settings;
  private final RunListener listener;
  private volatile boolean abandoned;
  private volatile @Nullable Worker worker;
  private int served;
  private int deadStarts;

  Slot(
      int index, Coordinator coordinator, Budget budget, WorkerPlan workers, RunListener listener) {
    this.index = index;
    this.coordinator = coordinator;
    this.budget = budget;
    this.workers = workers;
    this.settings = workers.settings();
    this.listener = listener;
  }

  /** Ends the worker; the trial that it evaluates is given back. */
  void abandon() {
    abandoned = true;
    Worker current = worker;
    if (current != null) {
      current.kill();
    }
  }

  @Override
  public void run() {
    try {
      while (coordinator.wantsMore(budget)) {
        Optional<Worker> current = ready();
        if (current.isPresent()) {
          // asked for when there is somebody to evaluate it, and not before
          Optional<ActiveTrial<Assignment>> next = coordinator.next(index, budget);
          if (next.isPresent()) {
            serve(current.get(), next.get());
          }
        }
      }
    } catch (RuntimeException cannotGoOn) {
      coordinator.fail(cannotGoOn);
    } catch (Error broken) {
      // without this the thread would end unheard and the run would seem to be done
      coordinator.fail(
          new RunFailedException("worker place " + index + " broke: " + broken, broken));
    } finally {
      retire("nothing more to do");
      listener.phaseChanged(index, "");
    }
  }

  private void serve(Worker current, ActiveTrial<Assignment> trial) {
    try {
      Outcome outcome = evaluate(current, trial);
      // the worker is at nothing any more, however long the store and the next proposal take
      listener.phaseChanged(index, "trial " + trial.number());
      coordinator.evaluated(trial, outcome);
      served++;
      if (served >= settings.recycleTrials()) {
        retire("it served " + served + " trials");
      } else if (current.residentBytes() > settings.recycleMegabytes() * 1_048_576L) {
        retire("it holds " + current.residentBytes() / 1_048_576L + " MB");
      }
    } catch (WorkerTimeoutException late) {
      String reason =
          "the trial took longer than its limit of " + settings.trialTimeout().toSeconds() + " s";
      gone(reason);
      coordinator.ended(trial, new Outcome.Failed(reason));
    } catch (WorkerLostException lost) {
      String reason = String.valueOf(lost.getMessage());
      gone(reason);
      lost(trial, reason);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      coordinator.stop();
      coordinator.cutOff(trial, "the run was interrupted", false);
    } catch (RunFailedException unusable) {
      coordinator.cutOff(trial, String.valueOf(unusable.getMessage()), false);
      throw unusable;
    }
  }

  /** Gives the trial of a lost worker back. */
  private void lost(ActiveTrial<Assignment> trial, String reason) {
    if (abandoned) {
      coordinator.cutOff(trial, "the run was stopped, or its time was over", false);
    } else {
      coordinator.cutOff(trial, reason, true);
    }
  }

  /** A worker ended before it was ready. */
  private void diedAtStart(String reason) {
    coordinator.vacant(index);
    deadStarts++;
    if (deadStarts >= workers.factory().deadStarts(settings.attempts())
        && !abandoned
        && !coordinator.stopping()) {
      throw new RunFailedException(
          "workers end before they are ready: "
              + reason
              + " ("
              + workers.factory().whereToLook(index)
              + ")");
    }
  }

  private void gone(String reason) {
    worker = null;
    listener.workerChanged(index, WorkerState.LOST, reason);
  }

  /** The slot's worker, started and set up if there is none; empty if none is to be had yet. */
  private Optional<Worker> ready() {
    Worker current = worker;
    if (current != null) {
      return Optional.of(current);
    }
    try {
      Optional<Worker> started = workers.factory().start(index);
      if (started.isPresent()) {
        coordinator.occupied(index, budget);
        setUp(started.get());
      }
      return started;
    } catch (IOException unstartable) {
      throw new RunFailedException("a worker cannot be started: " + unstartable, unstartable);
    } catch (WorkerLostException | WorkerTimeoutException lost) {
      String reason = String.valueOf(lost.getMessage());
      gone(reason);
      diedAtStart(reason);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      coordinator.stop();
    }
    return Optional.empty();
  }

  private void setUp(Worker current)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    listener.phaseChanged(index, "starting");
    worker = current;
    listener.workerChanged(index, WorkerState.STARTED, current.host());
    served = 0;
    if (abandoned) {
      current.kill();
    }
    current.tell(workers.setup());
    while (true) {
      FromWorker message = current.listen(SILENCE, Long.MAX_VALUE);
      if (message instanceof FromWorker.Ready) {
        deadStarts = 0;
        listener.workerChanged(index, WorkerState.READY, "");
        return;
      }
      if (message instanceof FromWorker.Phase at) {
        listener.phaseChanged(index, at.phase());
      } else if (message instanceof FromWorker.Failed failed) {
        throw new RunFailedException("a worker cannot be set up: " + failed.reason());
      }
    }
  }

  private Outcome evaluate(Worker current, ActiveTrial<Assignment> trial)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    long deadline = System.nanoTime() + settings.trialTimeout().toNanos();
    listener.trialStarted(index, trial.number(), trial.attempt());
    listener.phaseChanged(index, "trial " + trial.number());
    long known = workers.known().applyAsLong(trial.number());
    current.tell(new ToWorker.Evaluate(known, trial.assignment().asMap()));
    while (true) {
      FromWorker message = current.listen(SILENCE, deadline);
      if (message instanceof FromWorker.Phase at) {
        listener.phaseChanged(index, "trial " + trial.number() + ": " + at.phase());
      } else if (message instanceof FromWorker.Reported reported) {
        current.tell(answer(known, () -> trial.report(reported.step(), reported.value())));
      } else if (message instanceof FromWorker.Declared declared) {
        current.tell(answer(known, () -> trial.declare(declared.metrics())));
      } else if (message instanceof FromWorker.Found found) {
        current.tell(answer(known, () -> trial.settle(found.metrics())));
      } else if (message instanceof FromWorker.Measured measured) {
        return new Outcome.Measured(new Measurement(measured.metrics(), measured.provenance()));
      } else if (message instanceof FromWorker.Pruned pruned) {
        return new Outcome.Pruned(pruned.reason());
      } else if (message instanceof FromWorker.Failed failed) {
        return new Outcome.Failed(failed.reason());
      } else if (message instanceof FromWorker.Unable unable) {
        throw new RunFailedException("no trial can be evaluated any more: " + unable.reason());
      }
    }
  }

  private static ToWorker answer(long known, Supplier<Verdict> judge) {
    try {
      return ToWorker.Answer.of(known, judge.get());
    } catch (IllegalArgumentException unusable) {
      // training that diverged reports NaN: it has nothing to gain from going on
      return ToWorker.Answer.of(known, Verdict.prune(String.valueOf(unusable.getMessage())));
    }
  }

  private void retire(String reason) {
    Worker current = worker;
    worker = null;
    if (current != null) {
      current.close();
      listener.workerChanged(index, WorkerState.RETIRED, reason);
    }
  }
}
