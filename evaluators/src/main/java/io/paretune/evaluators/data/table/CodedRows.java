package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.evaluators.data.table.column.Coding;
import io.paretune.evaluators.data.table.column.Codings;
import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.table.column.UnfitFieldException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows without targets, coded as those of a training table were. Further columns, such as the
 * targets, are not looked at.
 *
 * @param values {@code float[rows][width]}, flat; NaN for what is missing
 * @param places where each row stands: file and line
 */
public record CodedRows(float[] values, List<String> places) {

  /**
   * Reads a table.
   *
   * @param columns of the training table
   * @throws DataException if one is missing, or a field is not of its column's kind
   */
  @SuppressWarnings("ArrayRecordComponent")
  public static CodedRows read(Path file, List<CodedColumn> columns) {
    Map<String, ColumnType> texts = new HashMap<>();
    columns.forEach(column -> texts.put(column.name(), ColumnType.TEXT));
    Reading plain = Reading.ofClasses();
    CsvTable table =
        CsvTable.read(
            DataFile.of(file),
            new Reading(
                plain.targets(),
                List.of(),
                "",
                plain.images(),
                new TableReading("", "", "", List.of(), texts),
                List.of()));
    List<String> lacking = new ArrayList<>();
    columns.forEach(column -> lacking.add(column.name()));
    lacking.removeAll(table.header());
    if (!lacking.isEmpty()) {
      throw new DataException(
          table.file(),
          "the columns that the network was trained on; missing: " + lacking,
          table.header().toString());
    }
    List<Coding> codings =
        columns.stream().map(column -> Codings.of(column.kind(), column.settings())).toList();
    int width = codings.stream().mapToInt(Coding::width).sum();
    float[] values = new float[Math.multiplyExact(table.size(), width)];
    int first = 0;
    for (int c = 0; c < columns.size(); c++) {
      Column column = table.columns().get(table.header().indexOf(columns.get(c).name()));
      encode(table, column, codings.get(c), new Place(values, first, width));
      first += codings.get(c).width();
    }
    List<String> places = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      places.add(table.place(row));
    }
    return new CodedRows(values, places);
  }

  /** Where a column's numbers go. */
  private record Place(float[] values, int first, int width) {}

  private static void encode(CsvTable table, Column column, Coding coding, Place place) {
    try {
      coding.encode(column, place.values(), place.first(), place.width());
    } catch (UnfitFieldException unfit) {
      throw new DataException(
          table.place(unfit.row()),
          "%s in column '%s', as in training".formatted(unfit.expected(), column.name()),
          "'%s'".formatted(column.at(unfit.row())));
    }
  }
}
