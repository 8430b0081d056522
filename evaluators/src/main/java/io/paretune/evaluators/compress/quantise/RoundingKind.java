package io.paretune.evaluators.compress.quantise;

/** How weights of 8 and 4 bits become steps of their grid. */
public enum RoundingKind {
  /** Each to the nearest step. */
  NEAREST,
  /**
   * Each to the nearest step of a range that is chosen layer after layer, channel by channel: the
   * one under which what the layer puts out on calibration examples has the least squared error,
   * given what layers before have become. It takes some passes of each layer, and no label.
   */
  SEQUENTIAL_MSE,
  /**
   * Each up or down, as what blocks put out on calibration examples changes least: Nagel et al.
   * 2020 (arXiv:2004.10568). It takes as long as some epochs of training, and no label.
   */
  LEARNED
}
