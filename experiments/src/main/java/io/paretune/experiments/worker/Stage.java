package io.paretune.experiments.worker;

/** What a run is at, which its workers are started for. One comes after the other. */
public enum Stage {
  /** What all trials need is made: one trial that ends when it is. */
  PREPARATION,
  /** The space is searched. */
  SEARCH,
  /** What was found is made as good as it can be: the front's members once more. */
  FINALISTS
}
