package io.paretune.experiments.measuring;

import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trials that workers have done with and that wait to be measured, in the order in which they came.
 * Thread-safe.
 *
 * @param <T> a trial
 */
public final class MeasuringQueue<T> {

  /** Trials that may wait for each that is measured at once; then workers wait, too. */
  private static final int MOST_WAITING = 8;

  private static final long STALE_NANOS = 5_000_000_000L;

  private final LateMeasuring measuring;
  private final Ends<T> ends;
  private final Consumer<QueueState> listener;
  private final ArrayDeque<Left<T>> waiting = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Threads that measure, and may be interrupted: those that tell an end may not. */
  private final Set<Thread> timing = new HashSet<>();

  private int busy;
  private long told;
  private boolean abandoned;
  private boolean closed;

  /** Hears what comes of trials; called by threads of the queue. */
  public interface Ends<T> {
    /** A trial ended. */
    void ended(T trial, Outcome outcome);

    /** A trial will not be measured any more: the run ends. */
    void cutOff(T trial);

    /** The trial in all starts of the run. */
    LeftTrials.Identity identity(T trial);

    /** A trial as it is known so far. */
    Trial known(T trial);

    /**
     * A trial only has to be measured; told before it waits.
     *
     * @param found by an earlier start of the run
     */
    void resumes(T trial, LeftTrials.Found found);

    /** Nothing can be told any more. */
    void failed(RuntimeException cause);
  }

  private record Left<T>(T trial, Measurement found, Instant since) {}

  /**
   * An empty queue.
   *
   * @param measuring takes the measurements
   * @param listener is told whenever something changed, by one thread at a time
   */
  public MeasuringQueue(LateMeasuring measuring, Ends<T> ends, Consumer<QueueState> listener) {
    this.measuring = measuring;
    this.ends = ends;
    this.listener = listener;
  }

  /**
   * Takes a trial that waited already when an earlier start of the run ended; waits as {@link
   * #takes}.
   *
   * @return whether the queue has it, and tells its end
   */
  public boolean resumes(T trial) {
    Optional<LeftTrials.Found> found =
        measuring
            .kept()
            .find(ends.identity(trial))
            .filter(kept -> measuring.isThere(kept.measurement()))
            .filter(kept -> measuring.isLeft(kept.measurement()));
    if (found.isEmpty()) {
      return false;
    }
    ends.resumes(trial, found.get());
    return takes(trial, new Outcome.Measured(found.get().measurement()));
  }

  /**
   * Takes a trial if there is something left to be measured of it; waits while too many wait.
   *
   * @return whether the queue has it, and tells its end
   */
  public boolean takes(T trial, Outcome outcome) {
    if (!(outcome instanceof Outcome.Measured measured)
        || !measuring.isLeft(measured.measurement())) {
      return false;
    }
    Trial known = ends.known(trial);
    measuring
        .kept()
        .keep(
            ends.identity(trial),
            new LeftTrials.Found(measured.measurement(), known.declared(), known.reports()));
    boolean taken = put(new Left<>(trial, measured.measurement(), Instant.now()));
    if (!taken) {
      ends.cutOff(trial);
    }
    return true;
  }

  private synchronized boolean put(Left<T> left) {
    boolean interrupted = false;
    while (!abandoned && waiting.size() >= MOST_WAITING * measuring.atOnce()) {
      try {
        wait();
      } catch (InterruptedException asked) {
        interrupted = true;
        abandoned = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (abandoned) {
      return false;
    }
    waiting.add(left);
    if (threads.size() < measuring.atOnce()) {
      Thread thread = new Thread(this::work, "measuring-" + threads.size());
      threads.add(thread);
      thread.start();
    }
    changed();
    return true;
  }

  private void work() {
    for (Left<T> next = next(); next != null; next = next()) {
      try {
        measure(next);
      } catch (RuntimeException untold) {
        ends.failed(untold);
        return;
      } catch (Error broken) {
        // nobody else hears of it, and the run would wait for this trial for ever
        ends.failed(new IllegalStateException("a measurement cannot go on: " + broken, broken));
        return;
      } finally {
        done();
      }
    }
  }

  private void measure(Left<T> left) {
    Outcome outcome;
    boolean stopped;
    try {
      outcome = new Outcome.Measured(measuring.measured(left.found));
    } catch (RuntimeException failed) {
      outcome = new Outcome.Failed(String.valueOf(failed.getMessage()));
    } finally {
      stopped = timed();
    }
    if (stopped && outcome instanceof Outcome.Failed) {
      ends.cutOff(left.trial);
    } else {
      ends.ended(left.trial, outcome);
      measuring.kept().forget(ends.identity(left.trial));
    }
  }

  /** A thread has measured; says whether the queue was abandoned meanwhile. */
  private synchronized boolean timed() {
    timing.remove(Thread.currentThread());
    // it was meant for the measurement; a store would break off what it writes
    Thread.interrupted();
    return abandoned;
  }

  private synchronized @Nullable Left<T> next() {
    while (waiting.isEmpty() && !closed && !abandoned) {
      try {
        wait();
      } catch (InterruptedException nobodys) {
        return null;
      }
    }
    Left<T> next = abandoned ? null : waiting.poll();
    if (next != null) {
      busy++;
      timing.add(Thread.currentThread());
      changed();
    }
    return next;
  }

  private synchronized void done() {
    busy--;
    changed();
  }

  private void changed() {
    told = System.nanoTime();
    notifyAll();
    listener.accept(state());
  }

  /** How it stands. */
  public synchronized QueueState state() {
    Left<T> first = waiting.peek();
    long since = first == null ? 0 : first.since.toEpochMilli();
    return new QueueState(waiting.size(), since, busy, measuring.agents());
  }

  /** Tells its listener now and then while anything waits: agents go and come meanwhile. */
  public synchronized void look() {
    if (!waiting.isEmpty() && System.nanoTime() - told > STALE_NANOS) {
      changed();
    }
  }

  /**
   * Waits until nothing waits or is measured.
   *
   * @param millis for how long at most
   * @return whether nothing is left
   */
  public synchronized boolean awaitEmpty(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (!waiting.isEmpty() || busy > 0) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Gives back what waits and what is measured, now. */
  public void abandon() {
    List<Left<T>> left;
    synchronized (this) {
      abandoned = true;
      left = List.copyOf(waiting);
      waiting.clear();
      busy += left.size(); // until they are given back
      timing.forEach(Thread::interrupt);
      notifyAll();
    }
    for (Left<T> each : left) {
      try {
        ends.cutOff(each.trial);
      } catch (RuntimeException untold) {
        ends.failed(untold);
      } finally {
        done();
      }
    }
  }

  /** Ends its threads once nothing waits. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
