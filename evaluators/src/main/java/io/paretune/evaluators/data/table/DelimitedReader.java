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
import java.util.Locale;
import java.util.Set;

/**
 * Text, a row a line: {@code *.csv} and {@code *.tsv}, gzipped or not. Fields may be quoted, and
 * may then run over lines.
 */
final class DelimitedReader implements TableReader {

  @Override
  public boolean recognises(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return plain.endsWith(".csv") || plain.endsWith(".tsv");
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

  private static final class UnfitEncodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String encoding;

    UnfitEncodingException(Charset encoding, Throwable cause) {
      super(cause);
      this.encoding = encoding.name();
    }
  }

  @Override
  public DataTable read(DataFile file, Reading reading) {
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

  private static DataTable read(
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
      List<Column> columns =
          header.stream().map(name -> new Column(name, allTexts || texts.contains(name))).toList();
      int[] lines = rows(csv, columns, format.header());
      return new DataTable(
          file, columns, row -> file + ":" + lines[row], found(file, format, reading));
    } catch (CharacterCodingException malformed) {
      throw new UnfitEncodingException(format.encoding(), malformed);
    }
  }

  private static DataTable.Found found(String file, TableFormat format, Reading reading) {
    String words = format.words(reading.tables());
    boolean likelyComma = reading.tables().decimal().isEmpty() && format.delimiter() == ';';
    return new DataTable.Found(
        words.isEmpty() ? List.of() : List.of(file + ": " + words),
        likelyComma ? ColumnChoice.LIKELY_COMMA : reading.tables().decimal());
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

  /**
   * Fills the columns.
   *
   * @return the line that each row stands in
   */
  private static int[] rows(CsvRows csv, List<Column> columns, int header)
      throws CharacterCodingException {
    int[] lines = new int[64];
    int size = 0;
    while (next(csv)) {
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
      lines[size++] = csv.line() + header;
    }
    return lines;
  }
}
