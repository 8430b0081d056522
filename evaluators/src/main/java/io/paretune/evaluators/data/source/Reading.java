package io.paretune.evaluators.data.source;

import io.paretune.evaluators.task.targets.TargetKind;
import java.util.List;

/**
 * What is read of a source that leaves something open.
 *
 * @param targets what is to be learned of each example
 * @param columns of a table that hold it, in order; empty otherwise
 * @param separator between the labels of a column that holds several; empty if none does
 * @param imageSide the side in pixels to which the images of folders are scaled, or 0 to keep them
 */
public record Reading(TargetKind targets, List<String> columns, String separator, int imageSide) {

  /** Copies the columns. */
  public Reading {
    columns = List.copyOf(columns);
  }

  /** One class of each example, images as they are. */
  public static Reading ofClasses() {
    return new Reading(TargetKind.CLASSES, List.of(), "", 0);
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
