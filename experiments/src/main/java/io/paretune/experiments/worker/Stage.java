package io.paretune.experiments.worker;

/** What a run is at, which its workers are started for. One comes after the other. */
public enum Stage {
  /** What all trials need is made: one trial that ends when it is. */
  PREPARATION,
  /** The space is searched. */
  SEARCH,
  /** What was found is made as good as it can be: the front's members once more. */
  FINALISTS;

  /** A preparation trains so many parts of a network side by side, a thread each. */
  private static final int SIDE_BY_SIDE = 4;

  /** How many of a worker's threads each of its native operators takes. */
  public int threadsAnOperator(int threads) {
    return this == PREPARATION ? Math.max(1, threads / SIDE_BY_SIDE) : threads;
  }
}
