package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.coding.Coding;
import io.paretune.evaluators.data.table.coding.ColumnChoice;
import io.paretune.evaluators.data.table.coding.UnfitFieldException;
import io.paretune.evaluators.data.table.column.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the columns of the training table become numbers. Immutable. */
final class TableEncoding {

  /** Columns that are named one by one. */
  private static final int MOST_NAMED = 8;

  private final List<String> header;
  private final TargetColumns targets;

  /** The columns that are used, by their places in the table. */
  private final Map<Integer, Coding> codings;

  private final List<String> remarks;

  private TableEncoding(
      List<String> header,
      TargetColumns targets,
      Map<Integer, Coding> codings,
      List<String> remarks) {
    this.header = header;
    this.targets = targets;
    this.codings = codings;
    this.remarks = remarks;
  }

  /**
   * Of a training table.
   *
   * @throws DataException if no column is left, or one is not what is said of it
   */
  static TableEncoding of(DataTable table, Reading reading) {
    TargetColumns targets = TargetColumns.of(table, reading);
    requireColumns(table, "drop", reading.tables().drop());
    requireColumns(table, "types", reading.tables().types().keySet());
    Map<Integer, Coding> codings = new LinkedHashMap<>();
    List<String> remarks = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      Column column = table.columns().get(c);
      if (targets.columns().contains(c) || reading.tables().drop().contains(column.name())) {
        continue;
      }
      ColumnChoice choice = choice(table, column, reading);
      int place = c;
      choice.coding().ifPresent(coding -> codings.put(place, coding));
      if (!choice.remark().isEmpty()) {
        remarks.add(choice.remark());
      }
    }
    if (codings.isEmpty()) {
      throw new DataException(
          table.file(),
          "a column beside the label",
          remarks.isEmpty() ? "the label only" : String.join("; ", remarks));
    }
    return new TableEncoding(table.header(), targets, codings, remarks);
  }

  private static ColumnChoice choice(DataTable table, Column column, Reading reading) {
    try {
      return ColumnChoice.of(
          column,
          Optional.ofNullable(reading.tables().types().get(column.name())),
          table.decimal());
    } catch (IllegalArgumentException unfit) {
      throw new DataException(
          table.file(),
          "what types says of its columns",
          String.valueOf(unfit.getMessage()),
          unfit);
    }
  }

  private static void requireColumns(DataTable table, String key, Collection<String> names) {
    for (String name : names) {
      if (!table.header().contains(name)) {
        throw new DataException(
            table.file(), "a column '" + name + "', as " + key + " says", "" + table.header());
      }
    }
  }

  /** Whether a table has the columns of the training table but for those to predict. */
  boolean lacksTargets(DataTable table) {
    List<String> others = new ArrayList<>(header);
    targets.columns().forEach(column -> others.remove(header.get(column)));
    return table.header().equals(others);
  }

  /**
   * The examples of a table with the same columns.
   *
   * @throws DataException if it has others, or a field is not of its column's kind
   */
  Examples encode(DataTable table) {
    if (!table.header().equals(header)) {
      throw new DataException(
          table.file(), "the columns of the training file, " + header, table.header().toString());
    }
    int width = codings.values().stream().mapToInt(Coding::width).sum();
    if ((long) table.size() * width > Integer.MAX_VALUE - 16) {
      throw new DataException(
          table.file(), "at most 2^31 encoded values", table.size() + " rows of " + width);
    }
    float[] values = new float[table.size() * width];
    int first = 0;
    for (Map.Entry<Integer, Coding> coding : codings.entrySet()) {
      Column column = table.columns().get(coding.getKey());
      try {
        coding.getValue().encode(column, values, first, width);
      } catch (UnfitFieldException unfit) {
        throw new DataException(
            table.file(),
            "%s in column '%s', %s in training"
                .formatted(
                    unfit.expected(),
                    column.name(),
                    coding.getValue().kind().equals("number") ? "numeric" : "dates"),
            "'%s' in data row %d".formatted(column.at(unfit.row()), unfit.row() + 1));
      }
      first += coding.getValue().width();
    }
    return Examples.ofFloats(InputShape.vector(width), targets.encode(table), values);
  }

  /** The columns that are used, in the order of their numbers. */
  List<CodedColumn> coded() {
    List<CodedColumn> coded = new ArrayList<>();
    codings.forEach(
        (column, coding) ->
            coded.add(new CodedColumn(header.get(column), coding.kind(), coding.settings())));
    return coded;
  }

  /** What the columns become, in a line, and what a user should know of single ones. */
  List<String> notes(Reading reading) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    codings.forEach(
        (column, coding) ->
            kinds
                .computeIfAbsent(coding.kind(), kind -> new ArrayList<>())
                .add(
                    coding.width() == 1
                        ? header.get(column)
                        : header.get(column) + " " + coding.width()));
    List<String> words = new ArrayList<>();
    kinds.forEach(
        (kind, columns) ->
            words.add(
                "%d as %s (%s)"
                    .formatted(
                        columns.size(),
                        kind,
                        columns.size() <= MOST_NAMED
                            ? String.join(", ", columns)
                            : String.join(", ", columns.subList(0, MOST_NAMED - 1)) + ", ...")));
    List<String> notes = new ArrayList<>();
    notes.add(
        "columns: %s; learned: %s"
            .formatted(String.join(", ", words), String.join(", ", reading.columns())));
    notes.addAll(remarks);
    return notes;
  }
}
