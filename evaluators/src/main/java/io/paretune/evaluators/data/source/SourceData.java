package io.paretune.evaluators.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a source holds, before it is divided: a training set, and the validation and test sets where
 * the source has its own.
 */
public final class SourceData {
  private final String name;
  private final Examples train;
  private final Optional<Examples> validation;
  private final Optional<Examples> test;
  private final List<String> notes;
  private final SplitCoding coding;

  private SourceData(
      String name,
      Examples train,
      Optional<Examples> validation,
      Optional<Examples> test,
      List<String> notes,
      SplitCoding coding) {
    this.name = name;
    this.train = train;
    this.validation = validation;
    this.test = test;
    this.notes = List.copyOf(notes);
    this.coding = coding;
  }

  /**
   * What a source holds.
   *
   * @param name a short name for reports
   * @param train at least two examples
   * @param validation of the same shape and targets, where the source keeps them apart
   * @param test as {@code validation}
   */
  public static SourceData of(
      String name, Examples train, Optional<Examples> validation, Optional<Examples> test) {
    return new SourceData(name, train, validation, test, List.of(), SplitCoding.done(List.of()));
  }

  /**
   * The same with more that a user should know of it.
   *
   * @param lines one each
   */
  public SourceData noting(List<String> lines) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(lines);
    return new SourceData(name, train, validation, test, all, coding);
  }

  /** The same with what an operation makes of each part. */
  public SourceData mapped(UnaryOperator<Examples> operation) {
    return new SourceData(
        name,
        operation.apply(train),
        validation.map(operation),
        test.map(operation),
        notes,
        coding);
  }

  /** The same under another name. */
  public SourceData named(String other) {
    return new SourceData(other, train, validation, test, notes, coding);
  }

  /**
   * The same under another name, with notes that speak of another place.
   *
   * @param from a path in the notes
   * @param to what they say in its place
   */
  public SourceData renamed(String other, String from, String to) {
    return new SourceData(
        other,
        train,
        validation,
        test,
        notes.stream().map(note -> note.replace(from, to)).toList(),
        coding);
  }

  /** The same, which is made of a table with these columns. */
  public SourceData coded(List<CodedColumn> columns) {
    return coded(SplitCoding.done(columns));
  }

  /** The same, to be coded when it is known which examples train. */
  public SourceData coded(SplitCoding waiting) {
    return new SourceData(name, train, validation, test, notes, waiting);
  }

  /** How its examples become what networks read, once they are divided. */
  public SplitCoding coding() {
    return coding;
  }

  /** What a user should know of it, a line each. */
  public List<String> notes() {
    return notes;
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
