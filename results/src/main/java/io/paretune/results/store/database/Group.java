package io.paretune.results.store.database;

import java.util.function.BooleanSupplier;

/**
 * Threads that wait for the same commit: one of them leads, and commits for all that were there.
 */
final class Group {

  private static final long NOBODY = -1;

  private long committed;
  private boolean leading;
  private long last = NOBODY;
  private boolean others;

  /** How much is committed. */
  synchronized long committed() {
    return committed;
  }

  /** So much is committed. */
  synchronized void committed(long entered) {
    committed = Math.max(committed, entered);
    notifyAll();
  }

  /**
   * Waits until so much is committed, or there is nobody else who commits.
   *
   * @param wanted how much
   * @param broken whether nothing will be committed any more
   * @return whether the caller is to commit, and then to call {@link #led}
   */
  synchronized boolean leads(long wanted, BooleanSupplier broken) {
    long self = Thread.currentThread().getId();
    others = last != self;
    last = self;
    boolean interrupted = false;
    while (committed < wanted && leading && !broken.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException asked) {
        interrupted = true; // what was entered is kept first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    boolean leads = committed < wanted && !broken.getAsBoolean();
    leading |= leads;
    return leads;
  }

  /** Whether another thread than the last one came. */
  synchronized boolean hasOthers() {
    return others;
  }

  /** The leader has committed, or failed. */
  synchronized void led() {
    leading = false;
    notifyAll();
  }
}
