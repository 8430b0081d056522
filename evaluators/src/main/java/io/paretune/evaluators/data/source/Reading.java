package io.paretune.evaluators.data.source;

import io.paretune.evaluators.task.targets.TargetKind;
import java.nio.file.Path;
import java.util.List;

/**
 * What is read of a source that leaves something open.
 *
 * @param targets what is to be learned of each example
 * @param columns of a table that hold it, in order; empty otherwise
 * @param separator between the labels of a column that holds several; empty if none does
 * @param images how image files are read
 * @param tables how tables are read
 * @param ignored patterns of file and folder names that are passed over, such as {@code *.bak}
 * @param progress hears how far a long reading is
 */
public record Reading(
    TargetKind targets,
    List<String> columns,
    String separator,
    ImageReading images,
    TableReading tables,
    List<String> ignored,
    ReadingProgress progress) {

  /** Copies the lists. */
  public Reading {
    columns = List.copyOf(columns);
    ignored = List.copyOf(ignored);
  }

  /** One class of each example, and the rest as it is found. */
  public static Reading ofClasses() {
    return new Reading(
        TargetKind.CLASSES,
        List.of(),
        "",
        ImageReading.defaults(),
        TableReading.found(),
        List.of(),
        ReadingProgress.silent());
  }

  /** This with other columns to predict. */
  public Reading withColumns(List<String> others) {
    return new Reading(targets, others, separator, images, tables, ignored, progress);
  }

  /** This with tables read otherwise. */
  public Reading withTables(TableReading others) {
    return new Reading(targets, columns, separator, images, others, ignored, progress);
  }

  /** The visible entries of a directory that are not to be passed over. */
  public List<Path> listing(Path directory) {
    return Listing.of(directory).stream()
        .filter(path -> ignored.stream().noneMatch(pattern -> Listing.matches(path, pattern)))
        .toList();
  }

  /**
   * Refuses targets that a format cannot hold.
   *
   * @param source what is read, for the message
   * @throws DataException if something else than classes is wanted
   */
  public void requireClasses(String source) {
    if (targets != TargetKind.CLASSES) {
      throw new DataException(
          source,
          targets.words(),
          "one class of each: for task: classification, or binary where there are two");
    }
  }
}
