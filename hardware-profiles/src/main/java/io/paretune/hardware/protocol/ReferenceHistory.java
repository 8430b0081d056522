package io.paretune.hardware.protocol;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How fast the reference network usually is here: the lower quartile of its last medians. A
 * neighbour whom no counter shows (another guest on the same host) slows the reference through a
 * whole attempt; only the memory of earlier ones reveals that. Because it forgets, a machine that
 * has changed for good is believed after a while. Thread-safe.
 */
final class ReferenceHistory {
  private static final int REMEMBERED = 32;
  private static final double QUIET = 0.25;

  private final Deque<Double> medians = new ArrayDeque<>();

  synchronized void add(double medianMs) {
    medians.addLast(medianMs);
    if (medians.size() > REMEMBERED) {
      medians.removeFirst();
    }
  }

  /** The usual median in milliseconds; nothing before the first attempt. */
  synchronized OptionalDouble usualMs() {
    if (medians.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] sorted = medians.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return OptionalDouble.of(Quantiles.ofSorted(sorted, QUIET));
  }
}
