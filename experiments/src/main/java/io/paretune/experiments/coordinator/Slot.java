package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerLate;
import io.paretune.experiments.worker.WorkerLaunch;
import io.paretune.experiments.worker.WorkerLost;
import io.paretune.experiments.worker.WorkerProcess;
import io.paretune.search.pruner.Verdict;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One worker's place: starts its process, feeds it trials, replaces it when it dies or grows. */
final class Slot implements Runnable {

  /** Longer than any pause of a healthy worker, whose heart beats every two seconds. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final int index;
  private final Coordinator coordinator;
  private final Budget budget;
  private final WorkerSettings settings;
  private final WorkerLaunch launch;
  private final ToWorker.Setup setup;
  private final Path logs;
  private final RunListener listener;
  private volatile boolean abandoned;
  private volatile @Nullable WorkerProcess worker;
  private int served;
  private boolean ready;
  private int deadStarts;

  Slot(
      int index,
      Coordinator coordinator,
      Budget budget,
      WorkerSettings settings,
      WorkerLaunch launch,
      ToWorker.Setup setup,
      Path logs,
      RunListener listener) {
    this.index = index;
    this.coordinator = coordinator;
    this.budget = budget;
    this.settings = settings;
    this.launch = launch;
    this.setup = setup;
    this.logs = logs;
    this.listener = listener;
  }

  /** Ends the worker; the trial that it evaluates is given back. */
  void abandon() {
    abandoned = true;
    WorkerProcess current = worker;
    if (current != null) {
      current.kill();
    }
  }

  @Override
  public void run() {
    try {
      Optional<ActiveTrial<Assignment>> next = coordinator.next(budget);
      while (next.isPresent()) {
        serve(next.get());
        next = coordinator.next(budget);
      }
    } catch (RuntimeException cannotGoOn) {
      coordinator.fail(cannotGoOn);
    } catch (Error broken) {
      // without this the thread would end unheard and the run would seem to be done
      coordinator.fail(new RunFailure("worker place " + index + " broke: " + broken, broken));
    } finally {
      retire();
      listener.doing(index, "");
    }
  }

  private void serve(ActiveTrial<Assignment> trial) {
    try {
      WorkerProcess current = ready();
      Outcome outcome = evaluate(current, trial);
      coordinator.ended(trial, outcome);
      served++;
      if (served >= settings.recycleTrials()
          || current.residentBytes() > settings.recycleMegabytes() * 1_048_576L) {
        retire();
      }
    } catch (WorkerLate late) {
      worker = null;
      coordinator.ended(
          trial,
          new Outcome.Failed(
              "the trial took longer than its limit of "
                  + settings.trialTimeout().toSeconds()
                  + " s"));
    } catch (WorkerLost gone) {
      worker = null;
      lost(trial, String.valueOf(gone.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      coordinator.stop();
      coordinator.cutOff(trial, "the run was interrupted", false);
    } catch (RunFailure unusable) {
      coordinator.cutOff(trial, String.valueOf(unusable.getMessage()), false);
      throw unusable;
    } catch (IOException unstartable) {
      coordinator.cutOff(trial, "no worker could be started", false);
      throw new RunFailure("a worker process cannot be started: " + unstartable, unstartable);
    }
  }

  /** Gives the trial of a lost worker back; a worker that never got ready is no trial's fault. */
  private void lost(ActiveTrial<Assignment> trial, String reason) {
    if (abandoned) {
      coordinator.cutOff(trial, "the run was stopped", false);
    } else if (ready) {
      coordinator.cutOff(trial, reason, true);
    } else {
      coordinator.cutOff(trial, reason, false);
      deadStarts++;
      if (deadStarts >= settings.attempts() && !coordinator.stopping()) {
        throw new RunFailure(
            "workers end before they are ready: " + reason + " (log: " + log() + ")");
      }
    }
  }

  private Path log() {
    return logs.resolve("worker-" + index + ".log");
  }

  /** The slot's worker, started and set up if there is none. */
  private WorkerProcess ready() throws IOException, WorkerLost, WorkerLate, InterruptedException {
    WorkerProcess current = worker;
    if (current != null) {
      return current;
    }
    listener.doing(index, "starting");
    ready = false;
    current = WorkerProcess.start(launch, log());
    worker = current;
    served = 0;
    if (abandoned) {
      current.kill();
    }
    current.tell(setup);
    while (true) {
      FromWorker message = current.listen(SILENCE, Long.MAX_VALUE);
      if (message instanceof FromWorker.Ready) {
        ready = true;
        deadStarts = 0;
        return current;
      }
      if (message instanceof FromWorker.Doing doing) {
        listener.doing(index, doing.phase());
      } else if (message instanceof FromWorker.Failed failed) {
        throw new RunFailure("a worker cannot be set up: " + failed.reason());
      }
    }
  }

  private Outcome evaluate(WorkerProcess current, ActiveTrial<Assignment> trial)
      throws WorkerLost, WorkerLate, InterruptedException {
    long deadline = System.nanoTime() + settings.trialTimeout().toNanos();
    listener.doing(index, "trial " + trial.number());
    current.tell(new ToWorker.Evaluate(trial.number(), trial.assignment().asMap()));
    while (true) {
      FromWorker message = current.listen(SILENCE, deadline);
      if (message instanceof FromWorker.Doing doing) {
        listener.doing(index, "trial " + trial.number() + ": " + doing.phase());
      } else if (message instanceof FromWorker.Reported reported) {
        current.tell(answer(trial, () -> trial.report(reported.step(), reported.value())));
      } else if (message instanceof FromWorker.Known known) {
        current.tell(answer(trial, () -> trial.know(known.metrics())));
      } else if (message instanceof FromWorker.Measured measured) {
        return new Outcome.Measured(new Measurement(measured.metrics(), measured.provenance()));
      } else if (message instanceof FromWorker.Pruned pruned) {
        return new Outcome.Pruned(pruned.reason());
      } else if (message instanceof FromWorker.Failed failed) {
        return new Outcome.Failed(failed.reason());
      } else if (message instanceof FromWorker.Unable unable) {
        throw new RunFailure("no trial can be evaluated any more: " + unable.reason());
      }
    }
  }

  private static ToWorker answer(ActiveTrial<Assignment> trial, Supplier<Verdict> judge) {
    try {
      Verdict verdict = judge.get();
      String reason = verdict instanceof Verdict.Prune prune ? prune.reason() : "";
      return new ToWorker.Answer(trial.number(), verdict.prune(), reason);
    } catch (IllegalArgumentException unusable) {
      // training that diverged reports NaN: it has nothing to gain from going on
      return new ToWorker.Answer(trial.number(), true, String.valueOf(unusable.getMessage()));
    }
  }

  private void retire() {
    WorkerProcess current = worker;
    worker = null;
    if (current != null) {
      current.close();
    }
  }
}
