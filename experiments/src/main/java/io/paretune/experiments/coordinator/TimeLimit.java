package io.paretune.experiments.coordinator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which trials may begin within a time limit: those that end in time if they take as long as the
 * longest of the last ones. What takes longer than that and is still at it a while after the end is
 * overdue. Not thread safe.
 */
final class TimeLimit {

  /** Enough for both kinds of trials, measured and foretold; few enough to follow a faster pace. */
  private static final int REMEMBERED = 16;

  /** Half of the minute that a run may take longer than its limit. */
  private static final Duration OVERTIME = Duration.ofSeconds(30);

  private final Clock clock;
  private final Instant end;
  private final Map<Long, Instant> begun = new HashMap<>();
  private final Deque<Duration> took = new ArrayDeque<>();
  private final boolean first;

  /** Begins now, and lets the first trial take what it takes. */
  TimeLimit(Clock clock, Optional<Duration> limit) {
    this(clock, limit, true);
  }

  /**
   * Begins now.
   *
   * @param limit empty for none
   * @param first whether nothing is given back before something has ended
   */
  TimeLimit(Clock clock, Optional<Duration> limit, boolean first) {
    this.first = first;
    this.clock = clock;
    this.end = limit.map(clock.instant()::plus).orElse(Instant.MAX);
  }

  /** Whether another trial would end in time; the first may begin as long as there is any. */
  boolean allows() {
    Duration longest = took.isEmpty() ? Duration.ZERO : Collections.max(took);
    Instant now = clock.instant();
    return !now.isAfter(end) && (end.equals(Instant.MAX) || !now.plus(longest).isAfter(end));
  }

  /** A trial begins. */
  void begins(long trial) {
    begun.put(trial, clock.instant());
  }

  /**
   * A trial has ended, or is given back.
   *
   * @param whole whether it ran to its end, so that others can be expected to take as long
   */
  void ends(long trial, boolean whole) {
    Instant since = begun.remove(trial);
    if (since == null || !whole) {
      return;
    }
    took.addLast(Duration.between(since, clock.instant()));
    if (took.size() > REMEMBERED) {
      took.removeFirst();
    }
  }

  /** Whether what still runs must be given back. */
  boolean overdue() {
    return !(first && took.isEmpty())
        && !end.equals(Instant.MAX)
        && clock.instant().isAfter(end.plus(OVERTIME));
  }
}
