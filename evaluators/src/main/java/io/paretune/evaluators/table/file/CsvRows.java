package io.paretune.evaluators.table.file;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values (RFC 4180), row by row: quotes, and line ends within them. Empty lines are
 * passed over, spaces around a cell are not part of it.
 */
public final class CsvRows {
  private static final CsvFactory CSV =
      CsvFactory.builder()
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  private final String name;
  private final CsvParser parser;
  private int line = 1;
  private List<String> cells = List.of();

  /**
   * Begins before the first row.
   *
   * @param name the file's, for {@link #place}
   * @param content closed by who opened it
   */
  public CsvRows(String name, Reader content) {
    this(name, content, ',');
  }

  /**
   * As {@link #CsvRows(String, Reader)}, of fields that are separated otherwise.
   *
   * @param separator between them
   */
  public CsvRows(String name, Reader content, char separator) {
    this.name = name;
    try {
      parser = CSV.createParser(content);
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name, unreadable);
    }
  }

  /**
   * Reads a row, if there is one more.
   *
   * @throws com.fasterxml.jackson.core.JsonParseException if a quote is not closed, or not followed
   *     by a comma or the line's end; {@link #place} says where the row begins
   */
  public boolean next() throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return false;
    }
    line = parser.currentLocation().getLineNr();
    cells = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      cells.add(parser.getText().strip());
    }
    return true;
  }

  /** Where the row begins: file and line, counted from 1. */
  public String place() {
    return name + ":" + line;
  }

  /** The line where the row begins, counted from 1. */
  public int line() {
    return line;
  }

  /** The cells of the row. */
  public List<String> cells() {
    return List.copyOf(cells);
  }
}
