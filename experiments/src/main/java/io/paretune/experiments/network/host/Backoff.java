package io.paretune.experiments.network.host;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts to reach a coordinator: a fifth of a second, then twice as long each
 * time, at most ten seconds, each drawn from its upper half so that many do not come at once.
 */
final class Backoff {

  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 10_000;

  private final long end;
  private long next = FIRST_MILLIS;

  /** Pauses until a patience is over. */
  Backoff(Duration patience) {
    this.end = System.nanoTime() + patience.toNanos();
  }

  /** Whether there is no time for another attempt. */
  boolean over() {
    return System.nanoTime() >= end;
  }

  /** Waits for the next attempt. */
  void pause() throws InterruptedException {
    long left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
    long pause = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    Thread.sleep(Math.min(left, pause));
    next = Math.min(LONGEST_MILLIS, 2 * next);
  }
}
