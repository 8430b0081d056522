package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;

/** The one condition that all three splits share. */
final class SplitChecks {
  private SplitChecks() {}

  static void check(String split, Examples examples, Preprocessing preprocessing) {
    if (examples.size() == 0) {
      throw new IllegalArgumentException(
          "a split must hold examples, got none (split '%s')".formatted(split));
    }
    if (examples.shape().channels() != preprocessing.mean().size()) {
      throw new IllegalArgumentException(
          "preprocessing must have as many channels as the examples, got %d and %d (split '%s')"
              .formatted(preprocessing.mean().size(), examples.shape().channels(), split));
    }
  }
}
