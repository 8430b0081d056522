package io.paretune.experiments.coordinator;

import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.experiments.worker.WorkerLostException;
import io.paretune.experiments.worker.WorkerTimeoutException;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Workers that are threads of this process: whatever of a coordinator needs no crash. */
public final class ThreadWorkers implements WorkerFactory {

  private final AtomicInteger started = new AtomicInteger();
  private final Services services;

  /** What evaluates in a thread. */
  @FunctionalInterface
  public interface Services {
    EvaluationService open(ToWorker.Setup setup, String thread) throws Exception;
  }

  ThreadWorkers() {
    this(FakeWorker::inThread);
  }

  /** Threads that evaluate by a service each. */
  public ThreadWorkers(Services services) {
    this.services = services;
  }

  int started() {
    return started.get();
  }

  @Override
  public Optional<Worker> start(int slot) {
    return Optional.of(new ThreadWorker("thread-" + started.getAndIncrement()));
  }

  private final class ThreadWorker implements Worker, TrialChannel {
    private static final FromWorker ENDED = new FromWorker.Phase("(the thread has ended)");
    private final BlockingQueue<ToWorker> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<FromWorker> said = new LinkedBlockingQueue<>();
    private final Thread thread;
    private long trial = -1;

    ThreadWorker(String name) {
      thread = new Thread(this::serve, name);
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      try {
        ToWorker.Setup setup = (ToWorker.Setup) told.take();
        EvaluationService service = services.open(setup, thread.getName());
        said.add(new FromWorker.Ready());
        while (told.take() instanceof ToWorker.Evaluate evaluate) {
          trial = evaluate.trial();
          said.add(evaluated(service, evaluate.assignment()));
        }
      } catch (InterruptedException killed) {
        // as a process that is killed: not a word
      } catch (Exception failure) {
        said.add(new FromWorker.Failed(-1, String.valueOf(failure.getMessage())));
      } finally {
        said.add(ENDED);
      }
    }

    private FromWorker evaluated(EvaluationService service, Map<String, Object> assignment)
        throws InterruptedException {
      try {
        Outcome outcome = service.evaluate(trial, assignment, this);
        if (outcome instanceof Outcome.Pruned pruned) {
          return new FromWorker.Pruned(trial, pruned.reason());
        }
        var found = ((Outcome.Measured) outcome).measurement();
        return new FromWorker.Measured(trial, found.metrics(), found.provenance());
      } catch (InterruptedException killed) {
        throw killed;
      } catch (EvaluatorUnavailableException unable) {
        return new FromWorker.Unable(trial, String.valueOf(unable.getMessage()));
      } catch (Exception failure) {
        return new FromWorker.Failed(trial, String.valueOf(failure.getMessage()));
      }
    }

    @Override
    public Verdict report(int step, double value) {
      return judged(new FromWorker.Reported(trial, step, value));
    }

    @Override
    public Verdict declare(Map<String, Double> metrics) {
      return judged(new FromWorker.Declared(trial, metrics));
    }

    private Verdict judged(FromWorker message) {
      said.add(message);
      try {
        ToWorker.Answer answer = (ToWorker.Answer) told.take();
        return answer.prune() ? Verdict.prune(answer.reason()) : Verdict.keep();
      } catch (InterruptedException killed) {
        Thread.currentThread().interrupt();
        return Verdict.prune("killed");
      }
    }

    @Override
    public void phase(String phase) {
      said.add(new FromWorker.Phase(phase));
    }

    @Override
    public void tell(ToWorker message) {
      told.add(message);
    }

    @Override
    public FromWorker listen(Duration silence, long deadline)
        throws WorkerLostException, WorkerTimeoutException, InterruptedException {
      FromWorker message = said.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
      if (message == null || message.equals(ENDED)) {
        throw new WorkerLostException(thread.getName() + " was lost");
      }
      return message;
    }

    @Override
    public long residentBytes() {
      return 0;
    }

    @Override
    public void kill() {
      thread.interrupt();
    }

    @Override
    public void close() {
      told.add(new ToWorker.Stop());
    }
  }
}
