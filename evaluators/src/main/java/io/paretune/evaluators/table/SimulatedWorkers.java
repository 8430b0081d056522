package io.paretune.evaluators.table;

import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Evaluator;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Workers that take their time on a simulated clock: a search of days on many machines replays in a
 * moment on one thread, the same every time.
 *
 * <p>A worker that is free asks at once, evaluates, and tells when the evaluation's time has
 * passed; of workers that are done at the same moment the one with the smaller trial number tells
 * first. So a sampler sees what it would see in a real asynchronous search: several trials running,
 * told in the order of their ends. With one worker that is {@link Study#optimize}.
 */
public final class SimulatedWorkers {

  private final int workers;
  private final SimulatedClock clock;

  /** A trial that will be done at some moment. */
  private record Running<T>(ActiveTrial<T> trial, T value, Instant end) {}

  /**
   * Workers.
   *
   * @param workers how many, at least 1
   * @param clock the study's, too, if its times are to be the simulated ones
   */
  public SimulatedWorkers(int workers, SimulatedClock clock) {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker, got " + workers);
    }
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * Evaluates trials until the budget is spent or the space exhausted; trials that are running when
   * the time is over are finished. An exception from the evaluator fails its trial.
   *
   * @param duration how long an evaluation takes
   * @param budget trials, and simulated time
   * @param told is called after each trial's end
   */
  public <T> void run(
      Study<T> study,
      Evaluator<T> evaluator,
      Function<T, Duration> duration,
      Budget budget,
      Runnable told) {
    Instant begin = clock.instant();
    PriorityQueue<Running<T>> running =
        new PriorityQueue<>(
            Comparator.comparing((Running<T> one) -> one.end())
                .thenComparing(one -> one.trial().number()));
    do {
      while (running.size() < workers
          && study.finished() + running.size() < budget.trials()
          && within(budget, begin)) {
        Optional<ActiveTrial<T>> next = study.ask();
        if (next.isEmpty()) {
          break;
        }
        T value = next.get().value();
        running.add(new Running<>(next.get(), value, clock.instant().plus(duration.apply(value))));
      }
      Running<T> done = running.poll();
      if (done == null) {
        return;
      }
      clock.set(done.end());
      study.tell(done.trial().number(), outcome(evaluator, done));
      told.run();
    } while (true);
  }

  private boolean within(Budget budget, Instant begin) {
    return budget
        .timeLimit()
        .map(limit -> Duration.between(begin, clock.instant()).compareTo(limit) < 0)
        .orElse(true);
  }

  private static <T> Outcome outcome(Evaluator<T> evaluator, Running<T> running) {
    try {
      return evaluator.evaluate(running.value(), running.trial());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    } catch (Exception failure) {
      return new Outcome.Failed(failure.toString());
    }
  }
}
