package io.paretune.evaluators.data.source;

import java.util.Optional;

/**
 * What a source holds, before it is divided: a training set, and the validation and test sets where
 * the source has its own.
 */
public final class SourceData {
  private final String name;
  private final Examples train;
  private final Optional<Examples> validation;
  private final Optional<Examples> test;

  SourceData(String name, Examples train, Optional<Examples> validation, Optional<Examples> test) {
    this.name = name;
    this.train = train;
    this.validation = validation;
    this.test = test;
  }

  /**
   * What a source of a plug-in holds.
   *
   * @param name a short name for reports
   * @param train at least two examples
   * @param validation of the same shape and targets, where the source keeps them apart
   * @param test as {@code validation}
   */
  public static SourceData of(
      String name, Examples train, Optional<Examples> validation, Optional<Examples> test) {
    return new SourceData(name, train, validation, test);
  }

  /** A short name for reports: the embedded name, or the last part of the path. */
  public String name() {
    return name;
  }

  /** The training examples. */
  public Examples train() {
    return train;
  }

  /** The validation examples, where the source keeps them apart. */
  public Optional<Examples> validation() {
    return validation;
  }

  /** The test examples, where the source keeps them apart. */
  public Optional<Examples> test() {
    return test;
  }
}
