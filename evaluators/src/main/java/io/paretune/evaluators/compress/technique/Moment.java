package io.paretune.evaluators.compress.technique;

/** When a technique acts on a trial's network, in order. */
public enum Moment {
  /** On first weights: what is trained is the smaller network. */
  BEFORE_TRAINING,

  /** On trained weights, with fine-tuning after each pass. */
  AFTER_TRAINING,

  /** When nothing is trained any more: what it makes is what the file holds. */
  BEFORE_EXPORT
}
