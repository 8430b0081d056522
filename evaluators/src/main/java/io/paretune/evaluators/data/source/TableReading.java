package io.paretune.evaluators.data.source;

import java.util.List;
import java.util.Map;

/**
 * How tables are read; what is empty is found out.
 *
 * @param delimiter between fields, one character; {@code ""} if it is found out
 * @param encoding the name of a character set; {@code ""} if it is found out
 * @param decimal the mark of a decimal fraction, {@code .} or {@code ,}; {@code ""} if it is found
 *     out
 * @param drop columns that are left out
 * @param types how columns become numbers, by their names
 */
public record TableReading(
    String delimiter,
    String encoding,
    String decimal,
    List<String> drop,
    Map<String, ColumnType> types) {

  /** Copies the collections. */
  public TableReading {
    drop = List.copyOf(drop);
    types = Map.copyOf(types);
    if (delimiter.length() > 1 || delimiter.equals("\"")) {
      throw new IllegalArgumentException(
          "delimiter must be one character and no quote, got '" + delimiter + "'");
    }
    if (!List.of("", ".", ",").contains(decimal)) {
      throw new IllegalArgumentException("decimal must be '.' or ',', got '" + decimal + "'");
    }
  }

  /** All of it found out. */
  public static TableReading found() {
    return new TableReading("", "", "", List.of(), Map.of());
  }
}
