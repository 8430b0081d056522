package io.paretune.experiments.tracking;

import io.paretune.search.trial.StudyChanges;
import io.paretune.search.trial.StudyCursor;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a tracker what is new of a study, on a thread of its own, until it is closed. A tracker
 * that cannot be reached is tried again, ever more rarely; that it is away is said once, and once
 * that it is back. Whatever happens to it, the study never notices.
 */
public final class Tracking implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long A_MOMENT = 100;
  private static final String TRIALS = "all trials; paretune resume sends the others";
  private static final String FRONT =
      "all that was found of the front; paretune resume sends the rest";

  private final Tracked study;
  private final Tracker tracker;
  private final Consumer<String> said;
  private final Pace pace;
  private final Thread thread;
  private StudyCursor cursor = StudyCursor.START;
  private boolean away;
  private boolean closing;

  /** What was not sent yet, in words; not empty, either, of a thread that an error ended. */
  private volatile String missing = TRIALS;

  /**
   * How often it looks.
   *
   * @param pause between two looks
   * @param patience how long the last look may take, once the study has ended
   * @param front how long it may take after that to send what was found of the front, with files
   */
  public record Pace(Duration pause, Duration patience, Duration front) {
    /** Every two seconds, at most fifteen for the last look, and ten minutes for the front. */
    public static Pace usual() {
      return new Pace(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofMinutes(10));
    }
  }

  /**
   * Starts to look.
   *
   * @param study is asked for its trials again and again
   * @param said is told, in a line, that the tracker is away and that it is back
   */
  public Tracking(Tracked study, Tracker tracker, Consumer<String> said, Pace pace) {
    this.study = study;
    this.tracker = tracker;
    this.said = said;
    this.pace = pace;
    this.thread = new Thread(this::follow, "tracking");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    Duration pause = pace.pause();
    try {
      while (!paused(pause)) {
        pause = looked() ? pace.pause() : longer(pause);
      }
      if (looked() && ended()) {
        missing = FRONT;
        missing = study.isComplete() && !found() ? FRONT : "";
      }
    } catch (InterruptedException outOfTime) {
      // what is missing is said once it is closed
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Waits; true once there is nothing more to wait for. */
  private synchronized boolean paused(Duration pause) throws InterruptedException {
    long until = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !closing; left = until - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    return closing;
  }

  private boolean looked() throws InterruptedException {
    try {
      List<Trial> all = study.trials();
      StudyChanges changes =
          cursor.with(
              all.stream()
                  .filter(
                      trial ->
                          trial.number() >= cursor.next() || cursor.open().contains(trial.number()))
                  .toList());
      tracker.take(changes.trials());
      cursor = changes.cursor();
      tracker.remarks().forEach(said);
      if (away) {
        away = false;
        said.accept(tracker.place() + " is back; what it missed has been sent");
      }
      return true;
    } catch (IOException | RuntimeException failed) {
      unreached(failed);
      return false;
    }
  }

  private boolean ended() throws InterruptedException {
    try {
      tracker.end();
      return true;
    } catch (IOException | RuntimeException failed) {
      unreached(failed);
      return false;
    }
  }

  private boolean found() throws InterruptedException {
    try {
      tracker.found(study.members());
      tracker.remarks().forEach(said);
      return true;
    } catch (IOException | RuntimeException failed) {
      LOG.debug("{} did not take the front", tracker.place(), failed);
      said.accept(tracker.place() + " did not take the front: " + reason(failed));
      return false;
    }
  }

  private void unreached(Exception failed) {
    LOG.debug("{} did not take what is new", tracker.place(), failed);
    // what it had may be gone, as where somebody deleted it
    cursor = StudyCursor.START;
    if (!away) {
      away = true;
      said.accept(
          tracker.place()
              + " cannot be reached ("
              + reason(failed)
              + "); the search goes on, and what it misses is sent later");
    }
  }

  private static String reason(Exception failed) {
    String message = failed.getMessage();
    return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
  }

  /** Looks once more, for a while at most, sends the front, and says if something was not sent. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(pace.patience().toMillis());
      long until = System.nanoTime() + pace.front().toNanos();
      while (missing.equals(FRONT) && thread.isAlive() && isWaitedFor(until)) {
        thread.join(A_MOMENT);
      }
      thread.interrupt();
      thread.join(pace.patience().toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!missing.isEmpty()) {
      said.accept(tracker.place() + " did not get " + missing);
    }
  }

  private boolean isWaitedFor(long until) {
    return study.isComplete() && System.nanoTime() - until < 0;
  }
}
