package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table with a header, in one file {@code *.csv}, {@code *.tsv} (gzipped or not) or {@code
 * *.parquet}, or in a directory of such files with {@code train}, {@code val} and {@code test} in
 * their names. How columns become numbers is {@link
 * io.paretune.evaluators.data.table.coding.ColumnChoice}'s; a missing number is NaN.
 */
public final class TableSource {

  /** What is read, for messages. */
  public static final String FORMATS = "*.csv, *.tsv (or .gz) or *.parquet";

  private TableSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    return TableReader.KINDS.stream().anyMatch(kind -> kind.recognises(fileName));
  }

  /**
   * Reads a file or a directory.
   *
   * @param reading names the columns to predict
   * @throws DataException if a file is not sound or has no such column
   */
  public static SourceData read(Path path, Reading reading) {
    TableParts parts = TableParts.at(path, reading);
    return read(
            String.valueOf(path.getFileName()),
            parts.train(),
            parts.validation(),
            parts.test(),
            reading)
        .noting(parts.notes());
  }

  /** Reads tables whatever their names. */
  public static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, Reading reading) {
    DataTable table = DataTable.read(DataFile.of(train), reading);
    TableEncoding encoding = TableEncoding.of(table, reading);
    List<String> notes = new ArrayList<>(table.notes());
    notes.addAll(encoding.notes(reading));
    return SourceData.of(
            name,
            encoding.encode(table),
            validation.flatMap(path -> part(path, encoding, reading, notes)),
            test.flatMap(path -> part(path, encoding, reading, notes)))
        .noting(notes)
        .coded(encoding.coded());
  }

  /** A further part; none if its table has not the columns to predict. */
  private static Optional<Examples> part(
      Path path, TableEncoding encoding, Reading reading, List<String> notes) {
    DataTable table = DataTable.read(DataFile.of(path), reading);
    if (encoding.lacksTargets(table)) {
      notes.add(
          "%s: no column %s: not used; a share of the training table takes its place"
              .formatted(path, reading.columns()));
      return Optional.empty();
    }
    return Optional.of(encoding.encode(table));
  }
}
