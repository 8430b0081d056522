package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    String name = String.valueOf(path.getFileName());
    if (!Files.isDirectory(path)) {
      return read(name, path, Optional.empty(), Optional.empty(), reading);
    }
    List<String> unused = new ArrayList<>();
    Map<PartName, Path> parts = parts(path, reading, unused);
    Path train = parts.get(PartName.TRAIN);
    if (train == null) {
      throw new DataException(
          path.toString(), "a file named *train*.csv or *train*.csv.gz", unused.toString());
    }
    SourceData data =
        read(
            name,
            train,
            Optional.ofNullable(parts.get(PartName.VALIDATION)),
            Optional.ofNullable(parts.get(PartName.TEST)),
            reading);
    return unused.isEmpty() ? data : data.noting(List.of(path + ": not used: " + unused));
  }

  private static Map<PartName, Path> parts(Path directory, Reading reading, List<String> unused) {
    Map<PartName, Path> parts = new EnumMap<>(PartName.class);
    List<Path> all =
        reading.listing(directory).stream()
            .filter(file -> recognises(file.getFileName().toString()))
            .toList();
    for (Path file : all) {
      String fileName = file.getFileName().toString();
      Optional<PartName> part =
          all.size() == 1 ? Optional.of(PartName.TRAIN) : PartName.within(fileName);
      if (part.isEmpty()) {
        unused.add(fileName);
      } else if (parts.put(part.get(), file) != null) {
        throw new DataException(
            directory.toString(),
            "one CSV file with '" + part.get().word() + "' in its name",
            "several, such as " + fileName);
      }
    }
    return parts;
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
