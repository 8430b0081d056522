package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.Head;
import java.util.List;

/**
 * What a search may see of a data set: the train and validation splits, never the test split.
 *
 * @param name a short name for reports
 * @param train the training split
 * @param validation the validation split, of the same shape and the same names of targets
 * @param contentHash SHA-256 in hexadecimal over the examples of both splits and the preprocessing
 * @param notes what a user should know of the data, a line each
 */
public record DataSet(
    String name,
    TrainSplit train,
    ValidationSplit validation,
    String contentHash,
    List<String> notes) {
  public DataSet {
    notes = List.copyOf(notes);
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

  /** Data that nothing needs to be said of. */
  public DataSet(String name, TrainSplit train, ValidationSplit validation, String contentHash) {
    this(name, train, validation, contentHash, List.of());
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
