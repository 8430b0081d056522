package io.paretune.experiments.coordinator;

import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.measuring.LeftTrials;
import io.paretune.experiments.measuring.MeasuringQueue;
import io.paretune.experiments.worker.Stage;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Spends a budget: keeps every worker busy with the study's trials until it is spent.
 *
 * <p>A worker that dies costs its trial one attempt; the trial is given back and repeated. A trial
 * that fails or is late is told so. Only the store or the workers' set-up can fail the run.
 * Thread-safe.
 */
public final class Coordinator {

  /** How often it looks whether a trial is overdue. */
  private static final long PATIENCE_MILLIS = 500;

  private final Study<Assignment> study;
  private final WorkerPlan workers;
  private final RunListener listener;
  private final Clock clock;
  private final MeasuringQueue<ActiveTrial<Assignment>> unmeasured;
  private final List<Slot> slots = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Long, Integer> lost = new HashMap<>();

  /** Places whose workers are being set up, or have not asked for a trial yet. */
  private final Set<Integer> starting = new HashSet<>();

  private int inFlight;
  private long givenBack;
  private volatile boolean stopping;
  private boolean exhausted;
  private TimeLimit time;
  private @Nullable RuntimeException failure;

  /** A coordinator that has not begun, of workers that leave nothing to be measured. */
  public Coordinator(
      Study<Assignment> study, WorkerPlan workers, RunListener listener, Clock clock) {
    this(study, workers, listener, clock, LateMeasuring.none());
  }

  /**
   * A coordinator that has not begun.
   *
   * @param measuring what workers leave
   */
  public Coordinator(
      Study<Assignment> study,
      WorkerPlan workers,
      RunListener listener,
      Clock clock,
      LateMeasuring measuring) {
    this.unmeasured = new MeasuringQueue<>(measuring, new Measured(), listener::measuringChanged);
    this.study = study;
    this.workers = workers;
    this.listener = listener;
    this.clock = clock;
    this.time = new TimeLimit(clock, Optional.empty());
  }

  /**
   * Runs until the budget is spent, the study's terminator ends it, the space is exhausted or
   * {@link #stop} is called. No trial is begun that would end after the budget's time, going by
   * those before it; what takes half a minute longer nevertheless is given back. Call once.
   *
   * @throws RunFailedException if the workers cannot be set up
   * @throws RuntimeException what the store threw when it could not keep a trial
   */
  public Ending run(Budget budget) {
    listener.runStarted(study.finished());
    start(budget);
    int joined = 0;
    for (Optional<Thread> next = thread(0); next.isPresent(); next = thread(joined)) {
      join(next.get());
      joined++;
    }
    awaitMeasured();
    try {
      Ending ending = ending(budget);
      listener.runEnded(ending.name());
      return ending;
    } catch (RuntimeException cannotGoOn) {
      listener.runEnded("it failed: " + cannotGoOn.getMessage());
      throw cannotGoOn;
    }
  }

  private synchronized void start(Budget budget) {
    // A search without a trial is nothing; a front without finalists is what it was.
    boolean first = workers.setup().trials().stage() != Stage.FINALISTS;
    time = new TimeLimit(clock, budget.timeLimit(), first);
    open(budget);
  }

  /** Opens one more place. */
  private void open(Budget budget) {
    Slot slot = new Slot(slots.size(), this, budget, workers, listener);
    Thread thread = new Thread(slot, "slot-" + slots.size());
    slots.add(slot);
    threads.add(thread);
    thread.start();
  }

  /** The thread of a place; a place is opened before that which opens it ends. */
  private synchronized Optional<Thread> thread(int index) {
    return index < threads.size() ? Optional.of(threads.get(index)) : Optional.empty();
  }

  /**
   * A place has its worker: now, and not before, there is a place for the next. So there are as
   * many as there are workers, and one that waits for more.
   */
  synchronized void occupied(int index, Budget budget) {
    starting.add(index);
    if (index == slots.size() - 1
        && slots.size() < workers.settings().count()
        && wants(budget, starting.size())) {
      open(budget);
    }
  }

  /** A place lost its worker before that was ready. */
  synchronized void vacant(int index) {
    starting.remove(index);
  }

  private synchronized Ending ending(Budget budget) {
    if (failure != null) {
      throw failure;
    }
    if (study.finished() >= budget.trials()) {
      return Ending.TRIALS_DONE;
    }
    if (stopping) {
      return Ending.STOPPED;
    }
    if (study.failing()) {
      return Ending.FAILING;
    }
    if (study.stopReason().isPresent()) {
      return Ending.TERMINATED;
    }
    return exhausted ? Ending.SPACE_EXHAUSTED : Ending.TIME_OVER;
  }

  private void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(PATIENCE_MILLIS);
        look();
      } catch (InterruptedException asked) {
        interrupted = true;
        stop();
        abandon();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What workers left unmeasured is measured before the run ends. */
  private void awaitMeasured() {
    boolean interrupted = false;
    boolean empty = false;
    while (!empty) {
      try {
        empty = unmeasured.awaitEmpty(PATIENCE_MILLIS);
        look();
      } catch (InterruptedException asked) {
        interrupted = true;
        abandon();
      }
    }
    unmeasured.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done now and then while others work. */
  private void look() {
    unmeasured.look();
    giveBackWhatIsOverdue();
  }

  private void giveBackWhatIsOverdue() {
    boolean overdue;
    synchronized (this) {
      overdue = time.overdue() && inFlight > 0;
    }
    if (overdue) {
      slots.forEach(Slot::abandon);
      unmeasured.abandon();
    }
  }

  /**
   * Starts no further trials; those that run may finish. Waits for nothing: the store may be away,
   * and whoever waits for it has the lock.
   */
  public void stop() {
    stopping = true;
  }

  /** Starts no further trials and gives back those that run, now. Waits for nothing, as above. */
  public void abandon() {
    stopping = true;
    slots.forEach(Slot::abandon);
    // elsewhere: it tells the study, whose store may be away
    new Thread(unmeasured::abandon, "measuring-end").start();
  }

  /** Whether no further trials are started because somebody asked for that. */
  boolean stopping() {
    return stopping;
  }

  /** Number of trials being evaluated. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** Whether another trial may be started. */
  synchronized boolean wants(Budget budget) {
    return wants(budget, 0);
  }

  /**
   * As {@link #wants}; waits while trials are being measured, since one that has just been told
   * counts twice for a moment, and nobody else looks again after that.
   */
  boolean wantsMore(Budget budget) {
    try {
      while (!wants(budget)) {
        if (unmeasured.awaitEmpty(PATIENCE_MILLIS)) {
          return wants(budget);
        }
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean wants(Budget budget, int more) {
    return !stopping
        && !exhausted
        && study.finished() + inFlight + more < budget.trials()
        && time.allows()
        && study.stopReason().isEmpty();
  }

  /**
   * The next trial for a slot; empty if there is nothing to start any more. The study is asked
   * outside of this lock, so that what many places tell and ask is kept together.
   */
  Optional<ActiveTrial<Assignment>> next(int index, Budget budget) {
    while (true) {
      long before;
      synchronized (this) {
        starting.remove(index);
        if (!wants(budget)) {
          return Optional.empty();
        }
        inFlight++;
        before = givenBack;
      }
      Optional<ActiveTrial<Assignment>> next = askedOrLeft();
      if (begun(next, before) && !(next.isPresent() && unmeasured.resumes(next.get()))) {
        return next;
      }
    }
  }

  private Optional<ActiveTrial<Assignment>> askedOrLeft() {
    boolean asked = false;
    try {
      Optional<ActiveTrial<Assignment>> next = study.ask();
      asked = true;
      return next;
    } finally {
      if (!asked) {
        left();
      }
    }
  }

  private synchronized void left() {
    inFlight--;
  }

  /**
   * Takes over what the study gave.
   *
   * @param before how many trials had been given back when it was asked
   * @return whether that stands: there may be a trial again that another place gave back since
   */
  private synchronized boolean begun(Optional<ActiveTrial<Assignment>> next, long before) {
    if (next.isPresent()) {
      time.begins(next.get().number());
      return true;
    }
    inFlight--;
    exhausted = givenBack == before;
    return exhausted;
  }

  /** A worker has done with a trial, which may still have to be measured. */
  void evaluated(ActiveTrial<Assignment> trial, Outcome outcome) {
    if (!unmeasured.takes(trial, outcome)) {
      ended(trial, outcome);
    }
  }

  /** Hears what was measured. */
  private final class Measured implements MeasuringQueue.Ends<ActiveTrial<Assignment>> {
    @Override
    public void ended(ActiveTrial<Assignment> trial, Outcome outcome) {
      Coordinator.this.ended(trial, outcome);
    }

    @Override
    public void cutOff(ActiveTrial<Assignment> trial) {
      Coordinator.this.cutOff(trial, "the run ended before the trial was measured", false);
    }

    @Override
    public LeftTrials.Identity identity(ActiveTrial<Assignment> trial) {
      String stage = workers.setup().trials().stage().name().toLowerCase(Locale.ROOT);
      long known = workers.known().applyAsLong(trial.number());
      return new LeftTrials.Identity(stage + "-" + known, trial.assignment().toString());
    }

    @Override
    public Trial known(ActiveTrial<Assignment> trial) {
      return study.inspect(view -> view.trials().get((int) trial.number()));
    }

    /** What its worker said is said again; nobody is left to heed what is thought of it. */
    @Override
    public void resumes(ActiveTrial<Assignment> trial, LeftTrials.Found found) {
      untimed(trial.number());
      listener.trialResumed(trial.number());
      if (!found.declared().isEmpty()) {
        trial.declare(found.declared());
      }
      found.reports().forEach(report -> trial.report(report.step(), report.value()));
    }

    @Override
    public void failed(RuntimeException cause) {
      fail(cause);
    }
  }

  void ended(ActiveTrial<Assignment> trial, Outcome outcome) {
    forget(trial.number(), outcome instanceof Outcome.Measured);
    try {
      listener.trialChanged(study.tell(trial.number(), outcome));
    } finally {
      // after it: until then the trial counts twice, and none is begun beyond the budget
      left();
    }
  }

  /** Others will not end as fast as a trial that is only measured. */
  private synchronized void untimed(long trial) {
    time.ends(trial, false);
  }

  private synchronized void forget(long trial, boolean measured) {
    time.ends(trial, measured);
    lost.remove(trial);
  }

  /**
   * A trial's evaluation was cut off: it is repeated, or failed if that happened too often.
   *
   * @param ownFault whether the evaluation may be the cause; a stop of the run is not
   */
  void cutOff(ActiveTrial<Assignment> trial, String reason, boolean ownFault) {
    int times = ownFault ? lost(trial.number()) : 0;
    if (times >= workers.settings().attempts()) {
      ended(trial, new Outcome.Failed(reason + " (" + times + " attempts)"));
      return;
    }
    givenBack(trial.number(), reason);
    if (ownFault) {
      listener.warned("trial " + trial.number() + " is repeated: " + reason);
    }
    listener.trialChanged(study.inspect(view -> view.trials().get((int) trial.number())));
  }

  private synchronized int lost(long trial) {
    return lost.merge(trial, 1, Integer::sum);
  }

  private synchronized void givenBack(long trial, String reason) {
    inFlight--;
    time.ends(trial, false);
    study.requeue(trial, reason);
    exhausted = false;
    givenBack++;
  }

  /** The run cannot go on; the first cause is the one that {@link #run} throws. */
  synchronized void fail(RuntimeException cause) {
    if (failure == null) {
      failure = cause;
    }
    abandon();
  }
}
