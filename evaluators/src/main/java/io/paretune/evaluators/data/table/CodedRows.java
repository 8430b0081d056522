package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.evaluators.data.table.coding.Coding;
import io.paretune.evaluators.data.table.coding.Codings;
import io.paretune.evaluators.data.table.coding.UnfitFieldException;
import io.paretune.evaluators.data.table.column.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows without targets, coded as those of a training table were. Further columns, such as the
 * targets, are not looked at. Immutable.
 */
public final class CodedRows {

  private final float[] values;
  private final int width;
  private final List<String> places;

  private CodedRows(float[] values, int width, List<String> places) {
    this.values = values;
    this.width = width;
    this.places = List.copyOf(places);
  }

  /**
   * Reads a table.
   *
   * @param columns of the training table
   * @throws DataException if one is missing, or a field is not of its column's kind
   */
  public static CodedRows read(Path file, List<CodedColumn> columns) {
    DataTable table = table(file, columns);
    List<Coding> codings =
        columns.stream().map(column -> Codings.of(column.kind(), column.settings())).toList();
    int width = codings.stream().mapToInt(Coding::width).sum();
    float[] values = new float[Math.multiplyExact(table.size(), width)];
    int first = 0;
    for (int c = 0; c < columns.size(); c++) {
      Column column = table.columns().get(table.header().indexOf(columns.get(c).name()));
      encode(table, column, codings.get(c), values, first);
      first += codings.get(c).width();
    }
    List<String> places = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      places.add(table.place(row));
    }
    return new CodedRows(values, width, places);
  }

  /**
   * Texts as fields of one column.
   *
   * @param place where they stand, for messages
   */
  public static CodedRows of(String place, List<String> texts, CodedColumn column) {
    Coding coding = Codings.of(column.kind(), column.settings());
    Column fields = new Column(column.name(), true);
    texts.forEach(fields::add);
    float[] values = new float[Math.multiplyExact(texts.size(), coding.width())];
    coding.encode(fields, values, 0, coding.width());
    return new CodedRows(
        values,
        coding.width(),
        IntStream.rangeClosed(1, texts.size()).mapToObj(line -> place + ":" + line).toList());
  }

  /** A table that has all the columns, as texts. */
  private static DataTable table(Path file, List<CodedColumn> columns) {
    Map<String, ColumnType> texts = new HashMap<>();
    columns.forEach(column -> texts.put(column.name(), ColumnType.TEXT));
    DataTable table =
        DataTable.read(
            DataFile.of(file),
            Reading.ofClasses().withTables(new TableReading("", "", "", List.of(), texts)));
    List<String> lacking = new ArrayList<>();
    columns.forEach(column -> lacking.add(column.name()));
    lacking.removeAll(table.header());
    if (!lacking.isEmpty()) {
      throw new DataException(
          table.file(),
          "the columns that the network was trained on; missing: " + lacking,
          table.header().toString());
    }
    return table;
  }

  private static void encode(
      DataTable table, Column column, Coding coding, float[] values, int first) {
    try {
      coding.encode(column, values, first, values.length / table.size());
    } catch (UnfitFieldException unfit) {
      throw new DataException(
          table.place(unfit.row()),
          "%s in column '%s', as in training".formatted(unfit.expected(), column.name()),
          "'%s'".formatted(column.at(unfit.row())));
    }
  }

  /** The number of rows. */
  public int size() {
    return places.size();
  }

  /** How many numbers a row became. */
  public int width() {
    return width;
  }

  /** Where a row stands: file and line. */
  public String place(int row) {
    return places.get(row);
  }

  /** The numbers of a row; NaN for what is missing. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }
}
