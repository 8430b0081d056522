package io.paretune.experiments.worker;

import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's end of the pipe: evaluates one trial after the other. */
public final class WorkerLoop {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  private static final long HEARTBEAT_MILLIS = 2000;
  private static final long NO_TRIAL = -1;

  private final PrintStream out;
  private final LongSupplier residentBytes;
  private final BlockingQueue<ToWorker> inbox = new LinkedBlockingQueue<>();

  /**
   * The worker of a process.
   *
   * @param out where messages go, one a line
   * @param residentBytes memory that the process holds, for heartbeats
   */
  public WorkerLoop(PrintStream out, LongSupplier residentBytes) {
    this.out = out;
    this.residentBytes = residentBytes;
  }

  /**
   * Serves until told to stop.
   *
   * @param orphaned run when the coordinator is gone: the pipe ended without a word
   */
  public void serve(InputStream in, EvaluationService.Factory factory, Runnable orphaned)
      throws Exception {
    daemon("coordinator-reader", () -> readAll(in, orphaned));
    if (!(inbox.take() instanceof ToWorker.Setup setup)) {
      throw new IllegalStateException("a worker must be set up before anything else");
    }
    daemon("heartbeat", this::beat);
    try (EvaluationService service = opened(factory, setup)) {
      say(new FromWorker.Ready());
      for (ToWorker next = inbox.take(); !(next instanceof ToWorker.Stop); next = inbox.take()) {
        if (next instanceof ToWorker.Evaluate evaluate) {
          say(evaluated(service, evaluate));
        }
      }
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

      private Verdict judged(FromWorker told) {
        say(told);
        try {
          ToWorker reply = inbox.take();
          if (reply instanceof ToWorker.Answer answer && answer.trial() == trial) {
            return answer.prune() ? Verdict.prune(answer.reason()) : Verdict.keep();
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

  private void readAll(InputStream in, Runnable orphaned) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        ToWorker message =
            Lines.read(line, ToWorker.class)
                .orElseThrow(() -> new IOException("the coordinator must send messages"));
        inbox.add(message);
      }
    } catch (IOException broken) {
      LOG.warn("the pipe from the coordinator broke: {}", broken.toString());
    } finally {
      orphaned.run();
    }
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

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void say(FromWorker message) {
    // a native library may have written half a line to the same pipe: begin on a new one
    out.print("\n" + Lines.write(message) + "\n");
    out.flush();
  }
}
