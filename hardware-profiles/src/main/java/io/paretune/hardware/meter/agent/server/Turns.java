package io.paretune.hardware.meter.agent.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One at a time; a few wait for a while, in order; the others are told to come back. */
final class Turns {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Semaphore turn = new Semaphore(1, true);
  private final Semaphore places;
  private final Duration patience;

  /** Turns of which some may wait. */
  Turns(AgentLimits.Queue queue) {
    this.places = new Semaphore(queue.places() + 1);
    this.patience = queue.patience();
  }

  /** Waits for a turn, which must be ended. */
  void take() throws RequestDeniedException, InterruptedException {
    if (!places.tryAcquire()) {
      throw RequestDeniedException.busy("too many measurements wait already", RETRY_AFTER);
    }
    boolean taken = false;
    try {
      taken = turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!taken) {
        places.release();
      }
    }
    if (!taken) {
      throw RequestDeniedException.busy("another measurement is running", RETRY_AFTER);
    }
  }

  void end() {
    turn.release();
    places.release();
  }
}
