package io.paretune.evaluators.table.file;

import java.util.Map;

/**
 * A row of a table.
 *
 * @param place where it stands, for messages: {@code file:line} or {@code file: record 'key'}
 * @param cells text by column, of the columns that were asked for
 */
public record Row(String place, Map<String, String> cells) {

  /** The text of a cell, empty where the row has none. */
  public String cell(String column) {
    return cells.getOrDefault(column, "");
  }
}
