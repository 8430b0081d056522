package io.paretune.search.study;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.Screen;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.space.type.RecordSpace;
import io.paretune.search.terminator.Terminator;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A search: asks a sampler for trials, takes what they measured, keeps the Pareto front.
 *
 * <pre>{@code
 * Study<Assignment> study =
 *     Study.of(space).maximize("accuracy").minimize("latency-ms", "ms").seed(7).start();
 * study.optimize((point, trial) -> trial.measured(accuracy(point), latency(point)), Budget.trials(200));
 * }</pre>
 *
 * <p>Every change is first entered in the store, then in memory. When a method returns, it is
 * durable to the degree that the store promises; threads that wait for that wait together, outside
 * of the study's lock, so that a store may keep what many told in one write. When a method throws,
 * nothing has changed, or the store has failed and takes no further change. Thread-safe.
 *
 * @param <T> what evaluators receive
 */
public final class Study<T> {

  private final TypedSpace<T> space;
  private final StudyLog log;
  private final Sampler sampler;
  private final Pruner pruner;
  private final Screen screen;
  private final Terminator terminator;
  private final Clock clock;
  private final StudyListeners listeners;
  private final History history;
  private final FailureStreak failures;
  private final StudyFront front;
  private final EvaluationLoop<T> loop;

  /**
   * Who decides in a study.
   *
   * @param sampler who proposes
   * @param pruner who stops trials
   * @param terminator who ends the study
   * @param clock where times come from
   * @param mostFailures trials that fail in a row and end the study; 0 for never
   * @param screen who says what need not be measured
   */
  record Rules(
      Sampler sampler,
      Pruner pruner,
      Terminator terminator,
      Clock clock,
      int mostFailures,
      Screen screen) {}

  Study(TypedSpace<T> space, StudyLog log, Rules rules, StudyListeners listeners, History history) {
    this.space = space;
    this.log = log;
    this.sampler = rules.sampler();
    this.pruner = rules.pruner();
    this.screen = rules.screen();
    this.terminator = rules.terminator();
    this.clock = rules.clock();
    this.failures = new FailureStreak(rules.mostFailures());
    this.listeners = listeners;
    this.history = history;
    this.loop = new EvaluationLoop<>(this, clock);
    history.restore(log.trials());
    this.front = new StudyFront(history);
    for (Trial cutOff : history.running()) {
      apply(
          new TrialEvent.Requeued(
              cutOff.number(), "the run ended before the trial did", clock.instant()));
    }
    log.flush();
  }

  /** Begins to say what a study optimises. */
  public static <T> StudyBuilder<T> of(TypedSpace<T> space) {
    return new StudyBuilder<>(space);
  }

  /** Begins to say what a study optimises whose points are records; see {@link RecordSpace}. */
  public static <T> StudyBuilder<T> of(Class<T> type) {
    return of(RecordSpace.of(type));
  }

  /** Has one more listener hear of every event from now on. */
  public void listen(StudyListener listener) {
    listeners.add(listener);
  }

  /** What is searched and optimised, and the seed. */
  public StudyDefinition definition() {
    return log.definition();
  }

  /**
   * The next trial to evaluate: the first waiting one, else the sampler's proposal; empty if every
   * assignment of a finite space has been tried.
   *
   * @throws IllegalStateException if the sampler proposes what is no point of the space, naming
   *     both; nothing changes
   */
  public Optional<ActiveTrial<T>> ask() {
    return kept(this::next);
  }

  /** Makes a change, and waits until it is kept. */
  private <R> R kept(Supplier<R> change) {
    R result;
    synchronized (this) {
      result = change.get();
    }
    log.flush();
    return result;
  }

  private Optional<ActiveTrial<T>> next() {
    Optional<Trial> waiting = history.nextWaiting();
    Instant now = clock.instant();
    if (waiting.isPresent()) {
      Trial next = waiting.get();
      return Optional.of(
          active(
              apply(
                  new TrialEvent.Started(next.number(), next.assignment(), next.sampler(), now))));
    }
    long number = history.trials().size();
    Optional<Assignment> proposal = sampler.ask(history, number);
    proposal.ifPresent(this::requireInSpace);
    return proposal.map(
        point -> active(apply(new TrialEvent.Started(number, point, sampler.name(), now))));
  }

  private void requireInSpace(Assignment proposal) {
    try {
      definition().space().require(proposal);
    } catch (IllegalArgumentException outside) {
      throw new IllegalStateException(
          "sampler '"
              + sampler.name()
              + "' must propose points of the space, got "
              + proposal
              + ": "
              + outside.getMessage(),
          outside);
    }
  }

  /**
   * The next trials to evaluate at once, each proposed in the knowledge that those before it run.
   *
   * @param most how many at most
   * @return fewer only if every assignment of a finite space has been tried
   */
  public List<ActiveTrial<T>> ask(int most) {
    return kept(
        () -> {
          List<ActiveTrial<T>> trials = new ArrayList<>();
          while (trials.size() < most) {
            Optional<ActiveTrial<T>> next = next();
            if (next.isEmpty()) {
              break;
            }
            trials.add(next.get());
          }
          return List.copyOf(trials);
        });
  }

  private ActiveTrial<T> active(Trial trial) {
    return new ActiveTrial<>(this, trial.number(), trial.attempts(), trial.assignment(), space);
  }

  /**
   * Asks for a certain point to be evaluated before the sampler is asked again.
   *
   * @return the new trial's number
   * @throws IllegalArgumentException if the point lies outside the space, naming the parameter
   */
  public long enqueue(T value) {
    Assignment assignment = definition().space().assignment(space.encode(value).asMap());
    return kept(() -> enqueued(assignment).number());
  }

  private Trial enqueued(Assignment assignment) {
    return apply(new TrialEvent.Enqueued(history.trials().size(), assignment, clock.instant()));
  }

  /**
   * Enqueues the best of the earlier trials that the study was started with, to have them in its
   * own front: by rank, then the loneliest first. Those that the study has seen are not enqueued
   * again, so that a call repeated after a crash does what is left.
   *
   * @param most how many of the best to look at
   * @return how many were enqueued
   */
  public int enqueueBest(int most) {
    return kept(
        () -> {
          int enqueued = 0;
          for (Trial best : WarmStart.best(definition(), history.earlier(), most)) {
            if (!history.seen(best.assignment())) {
              enqueued(best.assignment());
              enqueued++;
            }
          }
          return enqueued;
        });
  }

  /**
   * Takes an intermediate value of a running trial and has it judged.
   *
   * @throws IllegalArgumentException if the value is not finite or the trial does not exist
   * @throws IllegalStateException if the trial is not running; nothing changes
   */
  public Verdict report(long number, int step, double value) {
    Report report = new Report(step, value);
    return kept(
        () -> {
          history.trial(number);
          Trial trial = apply(new TrialEvent.Reported(number, report, clock.instant()));
          return pruner.judge(history, trial);
        });
  }

  /**
   * Takes metrics of a running trial that are known before its evaluation ends, and has them
   * judged.
   *
   * @param metrics at least one, by name
   * @throws IllegalArgumentException if a value is not finite or the trial does not exist
   * @throws IllegalStateException if the trial is not running; nothing changes
   */
  public Verdict declare(long number, Map<String, Double> metrics) {
    return kept(() -> pruner.judge(history, declared(number, metrics)));
  }

  private Trial declared(long number, Map<String, Double> metrics) {
    history.trial(number);
    return apply(new TrialEvent.Declared(number, metrics, clock.instant()));
  }

  /** See {@link ActiveTrial#settle}. */
  Verdict settle(long number, Map<String, Double> metrics) {
    return kept(() -> screen.judge(history, declared(number, metrics)));
  }

  /**
   * Takes the end of a running trial. A measurement that lacks an objective or holds one that is
   * not finite fails the trial, with the reason.
   *
   * @return the trial as it ended
   * @throws IllegalArgumentException if the trial does not exist
   * @throws IllegalStateException if the trial is not running; nothing changes
   */
  public Trial tell(long number, Outcome outcome) {
    return kept(() -> told(number, outcome));
  }

  private Trial told(long number, Outcome outcome) {
    history.trial(number);
    if (outcome instanceof Outcome.Measured measured) {
      return complete(number, measured.measurement());
    }
    if (outcome instanceof Outcome.Pruned pruned) {
      return end(number, TrialState.PRUNED, pruned.reason());
    }
    return end(number, TrialState.FAILED, ((Outcome.Failed) outcome).reason());
  }

  private Trial complete(long number, Measurement measurement) {
    FrontChange change;
    try {
      change = front.preview(number, measurement);
    } catch (IllegalArgumentException unusable) {
      return end(number, TrialState.FAILED, String.valueOf(unusable.getMessage()));
    }
    Trial trial =
        apply(
            new TrialEvent.Finished(
                number,
                TrialState.COMPLETE,
                Optional.of(measurement),
                "",
                history.finished().size(),
                change,
                clock.instant()));
    front.accept(change, number);
    failures.worked();
    return trial;
  }

  private Trial end(long number, TrialState state, String reason) {
    Trial ended =
        apply(
            new TrialEvent.Finished(
                number,
                state,
                Optional.empty(),
                reason,
                history.finished().size(),
                FrontChange.NONE,
                clock.instant()));
    if (state == TrialState.FAILED) {
      failures.failed(number, reason);
    } else {
      failures.worked();
    }
    return ended;
  }

  /**
   * Gives a running trial back, to be evaluated again; for an evaluation that was cut off through
   * no fault of its assignment.
   *
   * @throws IllegalStateException if the trial is not running; nothing changes
   */
  public void requeue(long number, String reason) {
    kept(
        () -> {
          history.trial(number);
          return apply(new TrialEvent.Requeued(number, reason, clock.instant()));
        });
  }

  /** Checks an event against the trial's state, has it kept, and only then takes it over. */
  private Trial apply(TrialEvent event) {
    Trial next =
        event.trial() == history.trials().size()
            ? Trial.first(event)
            : history.trial(event.trial()).after(event);
    log.enter(event);
    history.put(next);
    listeners.changed(event, next);
    return next;
  }

  void phase(long number, String phase) {
    listeners.phase(number, phase);
  }

  /**
   * Evaluates trials one after the other until the budget is spent, the space is exhausted or there
   * is a {@link #stopReason}. Whatever the evaluator throws, or making its argument, fails its
   * trial, and the study goes on: a network that is too large for the heap, a recursion that is too
   * deep or a failed assertion says something about one point. The first failure is logged, with
   * its stack trace. Only an error of the virtual machine itself is thrown on, after its trial
   * failed.
   *
   * <p>May be called by several threads with the same budget: together they do not exceed it. An
   * interrupt gives the trial back and returns.
   */
  public void optimize(Evaluator<T> evaluator, Budget budget) {
    loop.run(evaluator, budget, clock.instant());
  }

  /**
   * As {@link #optimize(Evaluator, Budget)}, several trials at a time; returns when all have ended.
   * An interrupt gives the running trials back.
   *
   * @param evaluator called by several threads at once
   * @param threads how many, at least 1
   */
  public void optimize(Evaluator<T> evaluator, Budget budget, int threads) {
    loop.run(evaluator, budget, threads);
  }

  /** Running trials count: they will have finished. */
  Optional<ActiveTrial<T>> askWithin(long most) {
    return kept(
        () ->
            history.finished().size() + history.runningCount() < most ? next() : Optional.empty());
  }

  /**
   * Why no further trial is worth starting: so many failed in a row, or the terminator says so;
   * empty as long as one is. {@link #ask} does not look at it.
   */
  public synchronized Optional<String> stopReason() {
    Optional<String> failing = failures.stopReason();
    return failing.isPresent() ? failing : terminator.judge(history);
  }

  /**
   * Whether so many trials failed in a row that the study ends; what {@link #stopReason} gives then
   * tells of the first. See {@link StudyBuilder#stopAfterFailures}.
   */
  public synchronized boolean failing() {
    return failures.stopReason().isPresent();
  }

  /** Number of trials that ended, in whatever way. */
  public synchronized long finished() {
    return history.finished().size();
  }

  /** All trials as they are now, by number; a copy. */
  public synchronized List<Trial> trials() {
    return List.copyOf(history.trials());
  }

  /** Looks at the study while nothing changes; do not keep the view. */
  public synchronized <R> R inspect(Function<StudyView, R> reader) {
    return reader.apply(history);
  }

  /**
   * The best feasible trial of a study with one objective, the earliest of several that are alike;
   * empty before one is complete.
   *
   * @throws IllegalStateException if the study has several objectives: no trial need be best in all
   */
  public synchronized Optional<FrontMember<T>> best() {
    return front.best().map(this::member);
  }

  /** The feasible trials that no other dominates, by their first objective, best first. */
  public synchronized List<FrontMember<T>> paretoFront() {
    return front.trials().stream().map(this::member).toList();
  }

  private FrontMember<T> member(Trial trial) {
    return new FrontMember<>(trial, space.decode(trial.assignment()));
  }
}
