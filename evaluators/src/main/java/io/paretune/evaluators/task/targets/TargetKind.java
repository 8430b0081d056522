package io.paretune.evaluators.task.targets;

/** What a source has to read of each example beside its input. */
public enum TargetKind {
  /** One of some classes: {@link ClassTargets}. */
  CLASSES("one class of each example"),
  /** Any of several labels: {@link LabelTargets}. */
  LABELS("any of several labels of each example"),
  /** A real number: {@link NumberTargets}. */
  NUMBERS("a number of each example"),
  /** One of some classes for each pixel: {@link MaskTargets}. */
  MASKS("a mask of each example, with a class for each pixel");

  private final String words;

  TargetKind(String words) {
    this.words = words;
  }

  /** What is read, in a few words. */
  public String words() {
    return words;
  }
}
