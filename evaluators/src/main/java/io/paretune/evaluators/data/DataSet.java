package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a search may see of a data set: the train and validation splits, never the test split.
 *
 * @param origin where they come from
 * @param train the training split
 * @param validation the validation split, of the same shape and the same names of targets
 */
public record DataSet(Origin origin, TrainSplit train, ValidationSplit validation) {
  public DataSet {
    if (!train.examples().shape().equals(validation.examples().shape())) {
      throw new IllegalArgumentException(
          "train and validation must have one shape, got %s and %s (data set '%s')"
              .formatted(train.examples().shape(), validation.examples().shape(), origin.name()));
    }
    if (!train.targets().names().equals(validation.targets().names())) {
      throw new IllegalArgumentException(
          "train and validation must have the same classes (data set '%s')"
              .formatted(origin.name()));
    }
  }

  /**
   * Which data they are.
   *
   * @param name a short name for reports
   * @param contentHash SHA-256 in hexadecimal over the examples of both splits and the
   *     preprocessing
   * @param testHash the same over the examples of the test split, which is not here: all that a
   *     search may know of it is whether it is still the same
   * @param notes what a user should know of them, a line each
   * @param summary what they became; empty if nobody asks
   * @param columns of the table that they are made of, in the order of its numbers; empty if of
   *     none
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public record Origin(
      String name,
      String contentHash,
      String testHash,
      List<String> notes,
      Optional<DataSummary> summary,
      List<CodedColumn> columns) {
    /** Copies the lists. */
    public Origin {
      notes = List.copyOf(notes);
      columns = List.copyOf(columns);
    }
  }

  /** Data that nothing needs to be said of. */
  public DataSet(
      String name,
      TrainSplit train,
      ValidationSplit validation,
      String contentHash,
      String testHash) {
    this(
        new Origin(name, contentHash, testHash, List.of(), Optional.empty(), List.of()),
        train,
        validation);
  }

  /** A short name for reports. */
  public String name() {
    return origin.name();
  }

  /** SHA-256 in hexadecimal over the examples of both splits and the preprocessing. */
  public String contentHash() {
    return origin.contentHash();
  }

  /** The same over the examples of the test split, which is not here. */
  public String testHash() {
    return origin.testHash();
  }

  /** What a user should know of the data, a line each. */
  public List<String> notes() {
    return origin.notes();
  }

  /**
   * What the data became, to be said before anything long: examples by part, shape, classes,
   * preprocessing, and the notes. A line each; looks at the files for their size.
   */
  public List<String> description() {
    List<String> lines =
        new ArrayList<>(origin.summary().map(DataSummary::lines).orElse(List.of()));
    String indent = lines.isEmpty() ? "" : "  ";
    notes().forEach(note -> lines.add(indent + note));
    return lines;
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
