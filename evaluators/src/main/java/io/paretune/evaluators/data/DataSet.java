package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.Head;

/**
 * What a search may see of a data set: the train and validation splits, never the test split.
 *
 * @param name a short name for reports
 * @param train the training split
 * @param validation the validation split, of the same shape and the same names of targets
 * @param contentHash SHA-256 in hexadecimal over the examples of both splits and the preprocessing
 * @param testHash the same over the examples of the test split, which is not here: all that a
 *     search may know of it is whether it is still the same
 */
public record DataSet(
    String name,
    TrainSplit train,
    ValidationSplit validation,
    String contentHash,
    String testHash) {
  public DataSet {
    if (!train.examples().shape().equals(validation.examples().shape())) {
      throw new IllegalArgumentException(
          "train and validation must have one shape, got %s and %s (data set '%s')"
              .formatted(train.examples().shape(), validation.examples().shape(), name));
    }
    if (!train.targets().names().equals(validation.targets().names())) {
      throw new IllegalArgumentException(
          "train and validation must have the same classes (data set '%s')".formatted(name));
    }
  }

  /** The shape of one example. */
  public InputShape shape() {
    return train.examples().shape();
  }

  /** What outputs mean for these data. */
  public Head head() {
    return train.head();
  }

  /** What is done to a raw value before a network sees it. */
  public Preprocessing preprocessing() {
    return train.preprocessing();
  }
}
