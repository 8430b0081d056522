package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * Which data, what is learned of them, and how they are divided.
 *
 * @param source the name of an embedded data set, a path to a file or directory, or, with {@code
 *     files}, a name for messages
 * @param files files that are named one by one, in place of a source
 * @param task what is learned
 * @param columns the columns to predict, for a table
 * @param options what is said of the data where what is found does not do
 * @param division how it is divided where the source is not
 * @param preprocessing the preprocessing, of one value for all channels or one for each; or empty
 *     to measure it on the train split
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record DataSpec(
    String source,
    Optional<DataSource> files,
    Task task,
    Columns columns,
    DataOptions options,
    Division division,
    Optional<Preprocessing> preprocessing) {

  /**
   * The columns of a table that are predicted.
   *
   * @param names in order; empty for data that are no table
   * @param separator between the labels of a single column that holds several; empty if none does
   */
  public record Columns(List<String> names, String separator) {
    /** Copies the names. */
    public Columns {
      names = List.copyOf(names);
    }

    /** No columns. */
    public static Columns none() {
      return new Columns(List.of(), "");
    }
  }

  public DataSpec {
    if (source.isBlank()) {
      throw new IllegalArgumentException(
          "a data set must have a name or a path, got '" + source + "'");
    }
  }

  private DataSpec(String source, Optional<DataSource> files) {
    this(
        source,
        files,
        new Classification(),
        Columns.none(),
        DataOptions.defaults(),
        Division.defaults(),
        Optional.empty());
  }

  /**
   * The named data set or path, to be classified, divided in the default way: 20 % validation, 20 %
   * test where needed, seed 0.
   */
  public static DataSpec of(String source) {
    return new DataSpec(source, Optional.empty());
  }

  /**
   * Files named one by one, or what a plug-in reads, divided as {@link #of(String)} does where a
   * part is missing.
   */
  public static DataSpec of(String name, DataSource files) {
    return new DataSpec(name, Optional.of(files));
  }

  /** This, learning something else of the data. */
  public DataSpec withTask(Task learned) {
    return new DataSpec(source, files, learned, columns, options, division, preprocessing);
  }

  /** This, read from files named one by one, or by what a plug-in or a corpus reads. */
  public DataSpec withFiles(DataSource other) {
    return new DataSpec(
        source, Optional.of(other), task, columns, options, division, preprocessing);
  }

  /** This, with the label column of a table. */
  public DataSpec withLabelColumn(String column) {
    return withColumns(new Columns(List.of(column), ""));
  }

  /** This, with the columns of a table that are predicted. */
  public DataSpec withColumns(Columns predicted) {
    return new DataSpec(source, files, task, predicted, options, division, preprocessing);
  }

  /** This, with images scaled to squares of this side. */
  public DataSpec withImageSide(int side) {
    return withOptions(options.withImages(options.images().withSide(side)));
  }

  /** This, read otherwise. */
  public DataSpec withOptions(DataOptions other) {
    return new DataSpec(source, files, task, columns, other, division, preprocessing);
  }

  /** This, with other shares for validation and test. */
  public DataSpec withFractions(double validation, double test) {
    return withDivision(new Division(validation, test, division.seed()));
  }

  /** This, divided by another seed. */
  public DataSpec withSplitSeed(long seed) {
    return withDivision(new Division(division.validation(), division.test(), seed));
  }

  /** This, divided otherwise. */
  public DataSpec withDivision(Division other) {
    return new DataSpec(source, files, task, columns, options, other, preprocessing);
  }

  /** This, with the preprocessing given instead of measured. */
  public DataSpec withPreprocessing(Preprocessing given) {
    return new DataSpec(source, files, task, columns, options, division, Optional.of(given));
  }

  /** What is read of the source. */
  Reading reading(ReadingProgress progress) {
    return new Reading(
        task.targets(),
        columns.names(),
        columns.separator(),
        options.images(),
        options.tables(),
        options.ignored(),
        progress);
  }
}
