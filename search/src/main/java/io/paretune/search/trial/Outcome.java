package io.paretune.search.trial;

/** How an evaluation ended. */
public sealed interface Outcome {

  /**
   * It gave a measurement.
   *
   * @param measurement what was found; holds all objectives
   */
  record Measured(Measurement measurement) implements Outcome {}

  /**
   * It was stopped because it was not worth finishing.
   *
   * @param reason why
   */
  record Pruned(String reason) implements Outcome {}

  /**
   * It could not be done.
   *
   * @param reason why
   */
  record Failed(String reason) implements Outcome {}
}
