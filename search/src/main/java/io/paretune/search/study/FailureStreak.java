package io.paretune.search.study;

import java.util.Optional;

/**
 * Trials that failed one after the other since the study was started. What failed before does not
 * count: whoever mends the evaluator goes on. Not thread-safe.
 */
final class FailureStreak {

  private final int most;
  private int length;
  private String first = "";

  /**
   * A streak that has not begun.
   *
   * @param most failures in a row that end the study; 0 for never
   */
  FailureStreak(int most) {
    this.most = most;
  }

  void failed(long trial, String reason) {
    if (length++ == 0) {
      first = "trial " + trial + ": " + reason;
    }
  }

  /** A trial ended well, or was pruned: the evaluator works. */
  void worked() {
    length = 0;
  }

  /** Why no further trial is worth starting; empty as long as one is. */
  Optional<String> stopReason() {
    return most == 0 || length < most
        ? Optional.empty()
        : Optional.of(
            length + (length == 1 ? " trial" : " trials in a row") + " failed, first " + first);
  }
}
