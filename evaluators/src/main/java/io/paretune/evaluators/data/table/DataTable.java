package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.column.Column;
import java.util.List;
import java.util.function.IntFunction;

/** A table with a header, column by column. Immutable. */
public final class DataTable {

  private final String file;
  private final List<Column> columns;
  private final IntFunction<String> places;
  private final Found found;

  /**
   * What was found out of a file while it was read.
   *
   * @param notes what a user should know
   * @param decimal the mark of fractions that is given, or is likely; {@code ""} if neither
   */
  record Found(List<String> notes, String decimal) {
    Found {
      notes = List.copyOf(notes);
    }
  }

  /**
   * @param columns with all their rows, one at least
   * @param places where a row stands, file and line
   */
  DataTable(String file, List<Column> columns, IntFunction<String> places, Found found) {
    this.file = file;
    this.columns = List.copyOf(columns);
    this.places = places;
    this.found = found;
    if (size() == 0) {
      throw new DataException(file, "a header and at least one row", "no row");
    }
  }

  /**
   * Reads a table.
   *
   * @throws DataException if it is not sound
   */
  public static DataTable read(DataFile file, Reading reading) {
    return TableReader.named(file.name()).read(file, reading);
  }

  /** The file's name, for messages. */
  public String file() {
    return file;
  }

  /** The names of the columns. */
  public List<String> header() {
    return columns.stream().map(Column::name).toList();
  }

  /** The columns, in order. */
  List<Column> columns() {
    return columns;
  }

  /** What is out of the ordinary of the file, a line each. */
  List<String> notes() {
    return found.notes();
  }

  /** The mark of fractions that is given, or what the delimiter suggests; {@code ""} if neither. */
  String decimal() {
    return found.decimal();
  }

  /** Where a row stands: file and line. */
  public String place(int row) {
    return places.apply(row);
  }

  /** The number of rows. */
  public int size() {
    return columns.isEmpty() ? 0 : columns.get(0).size();
  }

  /** A field. */
  public String at(int row, int column) {
    return columns.get(column).at(row);
  }
}
