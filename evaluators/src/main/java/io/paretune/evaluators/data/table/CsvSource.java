package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table with a header, in one file {@code *.csv} or {@code *.tsv}, gzipped or not, or in a
 * directory of such files with {@code train}, {@code val} and {@code test} in their names. How
 * columns become numbers is {@link io.paretune.evaluators.data.table.coding.ColumnChoice}'s; a
 * missing number is NaN.
 */
public final class CsvSource {
  private CsvSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return plain.endsWith(".csv") || plain.endsWith(".tsv");
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
    CsvTable table = CsvTable.read(DataFile.of(train), reading);
    TableEncoding encoding = TableEncoding.of(table, reading);
    List<String> notes = new ArrayList<>(encoding.notes(reading));
    String format = table.formatInWords(reading);
    if (!format.isEmpty()) {
      notes.add(0, train + ": " + format);
    }
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
    CsvTable table = CsvTable.read(DataFile.of(path), reading);
    if (encoding.lacksTargets(table)) {
      notes.add(
          "%s: no column %s: not used; a share of the training table takes its place"
              .formatted(path, reading.columns()));
      return Optional.empty();
    }
    return Optional.of(encoding.encode(table));
  }
}
