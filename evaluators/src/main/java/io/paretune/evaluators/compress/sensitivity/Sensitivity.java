package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.task.score.Metric;

/**
 * One change to one block, everything else as it came.
 *
 * @param block its label
 * @param change what was done to it, as its technique calls it, such as {@code bits=8}
 * @param before the model as it came
 * @param after the model with the change
 */
public record Sensitivity(String block, String change, Effect before, Effect after) {

  /** Bytes that the file is smaller; negative if it is larger. */
  public long savedBytes() {
    return before.bytes() - after.bytes();
  }

  /** Those bytes as a fraction of the file before. */
  public double savedShare() {
    return (double) savedBytes() / before.bytes();
  }

  /** What is lost of a metric, negative if it gained: points of a share, 100 being all. */
  public double lost(Metric metric) {
    return metric.lost(before.score(), after.score());
  }
}
