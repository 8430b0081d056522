package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.statistics.Samples;
import java.util.List;

/**
 * Timed runs of the candidate, taken one after the other without a break, between two blocks of the
 * reference network.
 *
 * @param runs their times, in order
 * @param collected which of them, counted from 0, a garbage collection of this process ended in;
 *     ascending
 * @param referenceAfterMs median of the reference's runs right after the block, in milliseconds
 * @param believed whether the figures rest on this block
 */
public record Block(
    Samples runs, List<Integer> collected, double referenceAfterMs, boolean believed) {
  public Block {
    collected = List.copyOf(collected);
    if (runs.count() < 1) {
      throw new IllegalArgumentException("a block must have at least one run, got none");
    }
    for (int i = 0; i < collected.size(); i++) {
      int run = collected.get(i);
      if (run < 0 || run >= runs.count() || (i > 0 && run <= collected.get(i - 1))) {
        throw new IllegalArgumentException(
            "collected must ascend within 0 to " + (runs.count() - 1) + ", got " + collected);
      }
    }
    requireTime(referenceAfterMs);
  }

  static void requireTime(double ms) {
    if (!(ms > 0 && ms < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a time must be over 0 and finite, got " + ms + " ms");
    }
  }
}
