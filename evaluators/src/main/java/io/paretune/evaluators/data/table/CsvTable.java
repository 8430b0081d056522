package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.table.file.CsvRows;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A comma-separated table with a header: fields may be quoted, but not run over a line's end.
 *
 * @param file its name, for messages
 * @param lines where each row begins, counted from 1
 */
public record CsvTable(
    String file, List<String> header, List<List<String>> rows, List<Integer> lines) {

  public static CsvTable read(DataFile file, Reading reading) {
    String text = new String(file.bytes(), StandardCharsets.UTF_8);
    CsvRows csv = new CsvRows(file.name(), new StringReader(text));
    List<String> header = next(csv).orElse(List.of());
    if (new HashSet<>(header).size() != header.size()) {
      throw new DataException(
          csv.place(), "a header with distinct column names", header.toString());
    }
    List<List<String>> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (var row = next(csv); row.isPresent(); row = next(csv)) {
      if (row.get().size() != header.size()) {
        throw new DataException(
            csv.place(), header.size() + " columns, as in the header", row.get().size() + "");
      }
      rows.add(row.get());
      lines.add(csv.line());
    }
    if (rows.isEmpty()) {
      throw new DataException(file.name(), "a header and at least one row", "no row");
    }
    return new CsvTable(file.name(), header, rows, lines);
  }

  private static Optional<List<String>> next(CsvRows csv) {
    String expected = "a closing quote on the same line, and a comma or the line's end after it";
    try {
      if (!csv.next()) {
        return Optional.empty();
      }
    } catch (IOException unsound) {
      throw new DataException(csv.place(), expected, "none", unsound);
    }
    if (csv.cells().stream().anyMatch(cell -> cell.indexOf('\n') >= 0)) {
      throw new DataException(csv.place(), expected, "none");
    }
    return Optional.of(csv.cells());
  }

  /** Where a row stands: file and line. */
  public String place(int row) {
    return file + ":" + lines.get(row);
  }

  public int size() {
    return rows.size();
  }

  public String at(int row, int column) {
    return rows.get(row).get(column);
  }
}
