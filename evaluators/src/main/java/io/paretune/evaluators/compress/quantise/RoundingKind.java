package io.paretune.evaluators.compress.quantise;

/** How weights of 8 and 4 bits become steps of their grid. */
public enum RoundingKind {
  /** Each to the nearest step. */
  NEAREST,
  /**
   * Each up or down, as what blocks put out on calibration examples changes least: Nagel et al.
   * 2020 (arXiv:2004.10568). It takes as long as some epochs of training, and no label.
   */
  LEARNED
}
