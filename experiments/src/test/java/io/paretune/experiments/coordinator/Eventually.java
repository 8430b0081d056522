package io.paretune.experiments.coordinator;

import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class Eventually {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private Eventually() {}

  static void holds(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      Thread.sleep(5);
    }
  }
}
