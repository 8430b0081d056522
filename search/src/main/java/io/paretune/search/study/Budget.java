package io.paretune.search.study;

import java.time.Duration;
import java.util.Optional;

/**
 * When a study has done enough.
 *
 * @param trials finished trials in all, those of earlier runs included; at least 1
 * @param timeLimit wall-clock time of this run after which no trial is started; empty for none
 */
public record Budget(long trials, Optional<Duration> timeLimit) {

  /** Checks the numbers. */
  public Budget {
    if (trials < 1) {
      throw new IllegalArgumentException("a budget needs at least 1 trial, got " + trials);
    }
    if (timeLimit.isPresent() && (timeLimit.get().isNegative() || timeLimit.get().isZero())) {
      throw new IllegalArgumentException("a time limit must be above 0, got " + timeLimit.get());
    }
  }

  /** So many finished trials, however long they take. */
  public static Budget trials(long trials) {
    return new Budget(trials, Optional.empty());
  }

  /** As many trials as fit into some time. */
  public static Budget time(Duration limit) {
    return new Budget(Long.MAX_VALUE, Optional.of(limit));
  }

  /** This budget, ended also by time. */
  public Budget within(Duration limit) {
    return new Budget(trials, Optional.of(limit));
  }
}
