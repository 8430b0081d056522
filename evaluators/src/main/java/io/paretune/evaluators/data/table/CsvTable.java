package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.coding.ColumnChoice;
import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.table.file.CsvRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table with a header, column by column. Fields may be quoted, and may then run over lines.
 * Immutable once it is read.
 */
public final class CsvTable {

  private final String file;
  private final List<Column> columns;
  private final TableFormat format;
  private int[] lines = new int[64];
  private int size;

  private CsvTable(String file, List<Column> columns, TableFormat format) {
    this.file = file;
    this.columns = columns;
    this.format = format;
  }

  /** A column has kept numbers alone, and turns out to hold texts, too. */
  private static final class TextAmongNumbersException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String column;

    TextAmongNumbersException(String column) {
      super(column);
      this.column = column;
    }
  }

  /**
   * Reads a table.
   *
   * @throws DataException if it is not sound
   */
  public static CsvTable read(DataFile file, Reading reading) {
    Set<String> texts = new HashSet<>(reading.columns());
    texts.addAll(reading.tables().types().keySet());
    Charset encoding = StandardCharsets.UTF_8;
    while (true) {
      Charset tried = encoding;
      try {
        return file.read(content -> read(file.name(), content, reading, texts, tried));
      } catch (TextAmongNumbersException again) {
        texts.add(again.column);
      } catch (UnfitEncodingException again) {
        if (tried.equals(TableFormat.OTHERWISE) || !reading.tables().encoding().isEmpty()) {
          throw new DataException(
              file.name(), "text in " + again.encoding, "bytes that are none (encoding)", again);
        }
        encoding = TableFormat.OTHERWISE;
      }
    }
  }

  private static final class UnfitEncodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String encoding;

    UnfitEncodingException(Charset encoding, Throwable cause) {
      super(cause);
      this.encoding = encoding.name();
    }
  }

  private static CsvTable read(
      String file, InputStream content, Reading reading, Set<String> texts, Charset encoding)
      throws IOException {
    content.mark(TableFormat.length() + 1);
    byte[] head = content.readNBytes(TableFormat.length());
    content.reset();
    TableFormat format = TableFormat.of(file, head, reading.tables(), encoding);
    try (Reader text = format.reader(content)) {
      CsvRows csv = new CsvRows(file, text, format.delimiter());
      List<String> header = next(csv) ? distinct(csv, reading) : List.of();
      // numbers with grouping points would be lost otherwise
      boolean allTexts = reading.tables().decimal().equals(",");
      CsvTable table =
          new CsvTable(
              file,
              header.stream()
                  .map(name -> new Column(name, allTexts || texts.contains(name)))
                  .toList(),
              format);
      while (next(csv)) {
        table.add(csv);
      }
      if (table.size == 0) {
        throw new DataException(file, "a header and at least one row", "no row");
      }
      return table;
    } catch (CharacterCodingException malformed) {
      throw new UnfitEncodingException(format.encoding(), malformed);
    }
  }

  /** The names of the columns; of equal ones the later are numbered, as pandas does it. */
  private static List<String> distinct(CsvRows csv, Reading reading) {
    List<String> names = new ArrayList<>();
    for (String name : csv.cells()) {
      if (names.contains(name) && reading.columns().contains(name)) {
        throw new DataException(csv.place(), "one column '" + name + "' to predict", "two");
      }
      String free = name;
      for (int copy = 1; names.contains(free); copy++) {
        free = name.isEmpty() ? "Unnamed: " + names.size() : name + "." + copy;
      }
      names.add(free);
    }
    return List.copyOf(names);
  }

  private static boolean next(CsvRows csv) throws CharacterCodingException {
    try {
      return csv.next();
    } catch (CharacterCodingException malformed) {
      throw malformed;
    } catch (IOException unsound) {
      throw new DataException(
          csv.place(),
          "a closing quote, and the delimiter or the line's end after it",
          "none",
          unsound);
    }
  }

  private void add(CsvRows csv) {
    List<String> cells = csv.cells();
    if (cells.size() != columns.size()) {
      throw new DataException(
          csv.place(), columns.size() + " columns, as in the header", cells.size() + "");
    }
    for (int c = 0; c < columns.size(); c++) {
      if (!columns.get(c).add(cells.get(c))) {
        throw new TextAmongNumbersException(columns.get(c).name());
      }
    }
    lines = size < lines.length ? lines : Arrays.copyOf(lines, 2 * size);
    lines[size++] = csv.line() + format.header();
  }

  /** The file's name, for messages. */
  public String file() {
    return file;
  }

  /** The names of the columns. */
  public List<String> header() {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.name()));
    return List.copyOf(names);
  }

  /** The columns, in order. */
  List<Column> columns() {
    return columns;
  }

  /** What is out of the ordinary of the file, or {@code ""}. */
  String formatInWords(Reading reading) {
    return format.words(reading.tables());
  }

  /** The mark of fractions that is given, or what the delimiter suggests; {@code ""} if neither. */
  String decimal(Reading reading) {
    return reading.tables().decimal().isEmpty() && format.delimiter() == ';'
        ? ColumnChoice.LIKELY_COMMA
        : reading.tables().decimal();
  }

  /** Where a row stands: file and line. */
  public String place(int row) {
    return file + ":" + lines[row];
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** A field. */
  public String at(int row, int column) {
    return columns.get(column).at(row);
  }
}
