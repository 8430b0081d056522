package io.paretune.results.live;

/** What is marked of a row, as bits of its column {@code flags}. */
enum RowFlag {
  /** On the Pareto front. */
  FRONT(1),
  /** Breaks no constraint. */
  FEASIBLE(2),
  /** Measured on another machine than the run's last. */
  ELSEWHERE(4),
  /** Has the weights of a shared network and was not trained on. */
  INHERITED(8),
  /** A figure was taken under too much noise. */
  UNSTABLE(16),
  /** A figure was foretold, not measured. */
  FORETOLD(32),
  /** Two figures of the same thing are too far apart. */
  APART(64);

  private final int bit;

  RowFlag(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
