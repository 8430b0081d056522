package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Listing;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A table with a header, in one file {@code *.csv} or {@code *.csv.gz}, or in a directory of such
 * files with {@code train}, {@code val} and {@code test} in their names.
 *
 * <p>A column is numeric if all its training values are numbers, else categorical and written as
 * one column for each training value (one-hot). {@code ?} or nothing is a missing value: NaN in a
 * numeric column, a category of its own in a categorical one. A category unseen in training sets no
 * column.
 */
public final class CsvSource {
  private CsvSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    return fileName.endsWith(".csv") || fileName.endsWith(".csv.gz");
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
      CsvTable table = CsvTable.read(DataFile.of(path), reading);
      return SourceData.of(
          name, Encoding.of(table, reading).encode(table), Optional.empty(), Optional.empty());
    }
    Path train =
        part(path, "train")
            .orElseThrow(
                () ->
                    new DataException(
                        path.toString(), "a file named *train*.csv or *train*.csv.gz", "none"));
    return read(name, train, part(path, "val"), part(path, "test"), reading);
  }

  /** Reads tables whatever their names. */
  public static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, Reading reading) {
    CsvTable table = CsvTable.read(DataFile.of(train), reading);
    Encoding encoding = Encoding.of(table, reading);
    return SourceData.of(
        name,
        encoding.encode(table),
        validation.map(path -> encoding.encode(CsvTable.read(DataFile.of(path), reading))),
        test.map(path -> encoding.encode(CsvTable.read(DataFile.of(path), reading))));
  }

  private static Optional<Path> part(Path directory, String part) {
    List<Path> files =
        Listing.of(directory).stream()
            .filter(
                file -> {
                  String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                  return recognises(name) && name.contains(part);
                })
            .toList();
    if (files.size() > 1) {
      throw new DataException(
          directory.toString(), "one CSV file with '" + part + "' in its name", files.size() + "");
    }
    return files.stream().findFirst();
  }

  public static boolean missing(String field) {
    return field.isEmpty() || field.equals("?");
  }

  /** The finite number that a field holds, or NaN. */
  static float number(String field) {
    try {
      float value = Float.parseFloat(field);
      return Float.isFinite(value) ? value : Float.NaN;
    } catch (NumberFormatException notANumber) {
      return Float.NaN;
    }
  }

  /** How the columns of the training table become numbers. */
  private static final class Encoding {
    private final List<String> header;
    private final TargetColumns targets;

    /** The categories of each column, sorted; empty for a numeric column and for the targets. */
    private final List<List<String>> categories;

    private Encoding(List<String> header, TargetColumns targets, List<List<String>> categories) {
      this.header = header;
      this.targets = targets;
      this.categories = categories;
    }

    static Encoding of(CsvTable table, Reading reading) {
      TargetColumns targets = TargetColumns.of(table, reading);
      if (table.header().size() <= targets.columns().size()) {
        throw new DataException(table.file(), "a column beside the label", "the label only");
      }
      List<List<String>> categories = new ArrayList<>();
      for (int c = 0; c < table.header().size(); c++) {
        boolean target = targets.columns().contains(c);
        categories.add(target || isNumeric(table, c) ? List.of() : distinct(table, c));
      }
      return new Encoding(table.header(), targets, categories);
    }

    private static boolean isNumeric(CsvTable table, int column) {
      for (int row = 0; row < table.size(); row++) {
        String field = table.at(row, column);
        if (!missing(field) && Float.isNaN(number(field))) {
          return false;
        }
      }
      return true;
    }

    private static List<String> distinct(CsvTable table, int column) {
      TreeSet<String> found = new TreeSet<>();
      for (int row = 0; row < table.size(); row++) {
        found.add(table.at(row, column));
      }
      return List.copyOf(found);
    }

    Examples encode(CsvTable table) {
      if (!table.header().equals(header)) {
        throw new DataException(
            table.file(), "the columns of the training file, " + header, table.header().toString());
      }
      int columns = 0;
      for (int c = 0; c < header.size(); c++) {
        columns += targets.columns().contains(c) ? 0 : Math.max(1, categories.get(c).size());
      }
      if ((long) table.size() * columns > Integer.MAX_VALUE - 16) {
        throw new DataException(
            table.file(), "at most 2^31 encoded values", table.size() + " rows of " + columns);
      }
      float[] values = new float[table.size() * columns];
      int next = 0;
      for (int row = 0; row < table.size(); row++) {
        for (int c = 0; c < header.size(); c++) {
          if (!targets.columns().contains(c)) {
            next = encode(table, row, c, values, next);
          }
        }
      }
      return Examples.ofFloats(InputShape.vector(columns), targets.encode(table), values);
    }

    /** Writes one field at {@code next} and returns where the following one goes. */
    private int encode(CsvTable table, int row, int column, float[] values, int next) {
      String field = table.at(row, column);
      List<String> known = categories.get(column);
      if (!known.isEmpty()) {
        int category = known.indexOf(field);
        if (category >= 0) {
          values[next + category] = 1;
        }
        return next + known.size();
      }
      values[next] = missing(field) ? Float.NaN : number(field);
      if (!missing(field) && Float.isNaN(values[next])) {
        throw new DataException(
            table.file(),
            "a number in column '" + header.get(column) + "', numeric in training",
            "'" + field + "' in data row " + (row + 1));
      }
      return next + 1;
    }
  }
}
