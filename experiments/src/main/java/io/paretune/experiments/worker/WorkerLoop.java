package io.paretune.experiments.worker;

import io.paretune.hardware.child.ParentPipe;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's end of the pipe: evaluates one trial after the other. */
public final class WorkerLoop {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  private static final long HEARTBEAT_MILLIS = 2000;
  private static final long NO_TRIAL = -1;

  private final ParentPipe<ToWorker> coordinator;
  private final LongSupplier residentBytes;

  /**
   * The worker of a process.
   *
   * @param out where messages go, one a line
   * @param residentBytes memory that the process holds, for heartbeats
   */
  public WorkerLoop(PrintStream out, LongSupplier residentBytes) {
    this.coordinator = new ParentPipe<>(out);
    this.residentBytes = residentBytes;
  }

  /**
   * Serves until told to stop.
   *
   * @param orphaned run when the coordinator is gone: the pipe ended without a word
   */
  public void serve(InputStream in, EvaluationService.Factory factory, Runnable orphaned)
      throws Exception {
    coordinator.listen(in, WorkerLoop::message, orphaned);
    if (!(coordinator.next() instanceof ToWorker.Setup setup)) {
      throw new IllegalStateException("a worker must be set up before anything else");
    }
    Thread heartbeat = new Thread(this::beat, "heartbeat");
    heartbeat.setDaemon(true);
    heartbeat.start();
    try (EvaluationService service = opened(factory, setup)) {
      say(new FromWorker.Ready());
      for (ToWorker next = coordinator.next();
          !(next instanceof ToWorker.Stop);
          next = coordinator.next()) {
        if (next instanceof ToWorker.Evaluate evaluate) {
          say(evaluated(service, evaluate));
        }
      }
    } finally {
      heartbeat.interrupt();
    }
  }

  private EvaluationService opened(EvaluationService.Factory factory, ToWorker.Setup setup)
      throws Exception {
    try {
      return factory.open(setup, channel(NO_TRIAL));
    } catch (Exception | LinkageError failure) {
      // a native library that does not load is an error, and people must be told
      say(new FromWorker.Failed(NO_TRIAL, message(failure)));
      throw failure;
    }
  }

  private FromWorker evaluated(EvaluationService service, ToWorker.Evaluate evaluate) {
    long trial = evaluate.trial();
    try {
      Outcome outcome = service.evaluate(trial, evaluate.assignment(), channel(trial));
      if (outcome instanceof Outcome.Measured measured) {
        return new FromWorker.Measured(
            trial, measured.measurement().metrics(), measured.measurement().provenance());
      }
      if (outcome instanceof Outcome.Pruned pruned) {
        return new FromWorker.Pruned(trial, pruned.reason());
      }
      return new FromWorker.Failed(trial, ((Outcome.Failed) outcome).reason());
    } catch (EvaluatorUnavailableException unable) {
      LOG.warn("trial {} cannot be evaluated here", trial, unable);
      return new FromWorker.Unable(trial, message(unable));
    } catch (Exception failure) {
      LOG.warn("trial {} failed", trial, failure);
      return new FromWorker.Failed(trial, message(failure));
    }
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private TrialChannel channel(long trial) {
    return new TrialChannel() {
      @Override
      public Verdict report(int step, double value) {
        return judged(new FromWorker.Reported(trial, step, value));
      }

      @Override
      public Verdict declare(Map<String, Double> metrics) {
        return judged(new FromWorker.Declared(trial, metrics));
      }

      @Override
      public Verdict settle(Map<String, Double> metrics) {
        return judged(new FromWorker.Found(trial, metrics));
      }

      private Verdict judged(FromWorker told) {
        say(told);
        try {
          ToWorker reply = coordinator.next();
          if (reply instanceof ToWorker.Answer answer && answer.trial() == trial) {
            return answer.verdict();
          }
          throw new IllegalStateException(
              "expected the verdict on trial " + trial + ", got " + reply);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted in trial " + trial, interrupted);
        }
      }

      @Override
      public void phase(String phase) {
        say(new FromWorker.Phase(phase));
      }
    };
  }

  private static ToWorker message(String line) {
    return Lines.read(line, ToWorker.class)
        .orElseThrow(() -> new IllegalStateException("the coordinator must send messages"));
  }

  private void beat() {
    try {
      while (true) {
        say(new FromWorker.Alive(residentBytes.getAsLong()));
        Thread.sleep(HEARTBEAT_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(FromWorker message) {
    coordinator.say(Lines.write(message));
  }
}
