package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.column.Missing;
import io.paretune.evaluators.data.table.column.Numerals;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The columns of a table that are predicted, and how they become targets: names of classes and
 * labels are those of the training table. Immutable.
 */
public final class TargetColumns {

  /** So many different numbers, some not whole, are no classes: ratings have fewer. */
  private static final int MOST_CLASSES = 10;

  private static final Set<String> YES = Set.of("1", "1.0", "true", "yes");
  private static final Set<String> NO = Set.of("0", "0.0", "false", "no");
  private static final List<String> SEPARATORS = List.of("|", ";", ",", " ");

  private final List<Integer> columns;
  private final Function<DataTable, Targets> encoding;

  private TargetColumns(List<Integer> columns, Function<DataTable, Targets> encoding) {
    this.columns = columns;
    this.encoding = encoding;
  }

  /**
   * Those of a training table.
   *
   * @throws DataException if a column is absent or does not hold such targets
   */
  public static TargetColumns of(DataTable train, Reading reading) {
    List<Integer> columns = columns(train, reading.columns());
    return switch (reading.targets()) {
      case CLASSES -> {
        int only = only(train, reading, "task: multi-label");
        List<String> names = classes(train, only);
        yield new TargetColumns(columns, table -> classes(table, only, names));
      }
      case NUMBERS -> {
        int only = only(train, reading, "an experiment for each");
        yield new TargetColumns(columns, table -> numbers(table, only));
      }
      case LABELS ->
          columns.size() > 1
              ? new TargetColumns(columns, table -> flags(table, columns, reading.columns()))
              : separated(train, columns, reading.separator());
      case MASKS ->
          throw new DataException(
              train.file(), reading.targets().words(), "a table; give folders of images and masks");
    };
  }

  private static List<Integer> columns(DataTable table, List<String> names) {
    List<Integer> columns = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("") : names) {
      int column = table.header().indexOf(name);
      if (column < 0 || name.isEmpty()) {
        throw new DataException(
            table.file(),
            name.isEmpty()
                ? "the name of the label column to be given (label: COLUMN, in the data section or"
                    + " the file for --data)"
                : "a label column '" + name + "'",
            "columns " + table.header());
      }
      columns.add(column);
    }
    return List.copyOf(columns);
  }

  private static int only(DataTable table, Reading reading, String fix) {
    if (reading.columns().size() > 1) {
      throw new DataException(
          table.file(), "one column to predict (for several: " + fix + ")", "" + reading.columns());
    }
    return table.header().indexOf(reading.columns().get(0));
  }

  /** The columns, by their places in the table. */
  List<Integer> columns() {
    return columns;
  }

  /**
   * The targets of a table with the same columns.
   *
   * @throws DataException if a row has none, or one that training has not
   */
  public Targets encode(DataTable table) {
    return encoding.apply(table);
  }

  private static List<String> classes(DataTable table, int column) {
    Set<String> names = new HashSet<>();
    for (int row = 0; row < table.size(); row++) {
      names.add(present(table, row, column));
    }
    Optional<String> fraction =
        names.stream().filter(TargetColumns::isFraction).sorted().findFirst();
    if (names.size() > MOST_CLASSES
        && fraction.isPresent()
        && names.stream().noneMatch(name -> Float.isNaN(Numerals.plain(name)))) {
      throw new DataException(
          table.file(),
          "classes in column '" + table.header().get(column) + "'",
          "%d different numbers such as %s, which looks like regression: task: regression"
              .formatted(names.size(), fraction.get()));
    }
    return ClassNames.ordered(names);
  }

  private static boolean isFraction(String name) {
    float value = Numerals.plain(name);
    return value != Math.rint(value);
  }

  private static String present(DataTable table, int row, int column) {
    String field = table.at(row, column);
    if (Missing.isNothing(field)) {
      throw new DataException(table.file(), "a label in every row", "none in " + place(row));
    }
    return field;
  }

  private static String place(int row) {
    return "data row " + (row + 1);
  }

  private static Targets classes(DataTable table, int column, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    int[] labels = new int[table.size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = places.getOrDefault(table.at(row, column), -1);
      if (labels[row] < 0) {
        throw new DataException(
            table.file(),
            "labels among " + listed(names),
            "'" + table.at(row, column) + "' in " + place(row) + hint(names));
      }
    }
    return ClassTargets.of(names, labels);
  }

  /** The first names, so that a line stays one. */
  private static String listed(List<String> names) {
    return names.size() <= MOST_CLASSES
        ? names.toString()
        : names.size() + " such as " + names.subList(0, 5);
  }

  /** What so many numbers in place of classes suggest. */
  private static String hint(List<String> names) {
    return names.size() > MOST_CLASSES
            && names.stream().noneMatch(name -> Float.isNaN(Numerals.plain(name)))
        ? "; the classes are numbers, which looks like regression: task: regression"
        : "";
  }

  private static Targets numbers(DataTable table, int column) {
    String name = table.header().get(column);
    float[] values = new float[table.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = Numerals.plain(table.at(row, column));
      if (Float.isNaN(values[row])) {
        throw new DataException(
            table.file(),
            "a number in every row of column '" + name + "' (for classes: task: classification)",
            "'" + table.at(row, column) + "' in " + place(row));
      }
    }
    return NumberTargets.of(name, values);
  }

  private static Targets flags(DataTable table, List<Integer> columns, List<String> names) {
    BitSet flags = new BitSet(table.size() * names.size());
    for (int row = 0; row < table.size(); row++) {
      for (int l = 0; l < names.size(); l++) {
        String field = table.at(row, columns.get(l)).toLowerCase(Locale.ROOT);
        if (!YES.contains(field) && !NO.contains(field)) {
          throw new DataException(
              table.file(),
              "0 or 1 in column '" + names.get(l) + "', as for every label",
              "'" + table.at(row, columns.get(l)) + "' in " + place(row));
        }
        flags.set(row * names.size() + l, YES.contains(field));
      }
    }
    return LabelTargets.of(names, table.size(), flags);
  }

  private static TargetColumns separated(DataTable train, List<Integer> columns, String separator) {
    int column = columns.get(0);
    TreeSet<String> names = new TreeSet<>();
    boolean several = false;
    for (int row = 0; row < train.size(); row++) {
      List<String> labels = labels(train.at(row, column), separator);
      several |= labels.size() > 1;
      names.addAll(labels);
    }
    if (!several) {
      throw new DataException(
          train.file(),
          "several columns of 0 and 1 (label: [a, b]), or the separator of the labels in column '"
              + train.header().get(column)
              + "'"
              + suggestion(train, column),
          separator.isEmpty()
              ? "one column and no separator"
              : "'" + separator + "' in none of its fields");
    }
    List<String> known = List.copyOf(names);
    return new TargetColumns(columns, table -> separated(table, column, separator, known));
  }

  private static String suggestion(DataTable table, int column) {
    for (String candidate : SEPARATORS) {
      for (int row = 0; row < table.size(); row++) {
        if (table.at(row, column).contains(candidate)) {
          return " (separator: '" + candidate + "')";
        }
      }
    }
    return " (separator: '|')";
  }

  private static List<String> labels(String field, String separator) {
    return Arrays.stream(
            separator.isEmpty() ? new String[] {field} : field.split(Pattern.quote(separator), -1))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .toList();
  }

  private static Targets separated(
      DataTable table, int column, String separator, List<String> names) {
    BitSet flags = new BitSet(table.size() * names.size());
    for (int row = 0; row < table.size(); row++) {
      for (String label : labels(table.at(row, column), separator)) {
        int place = names.indexOf(label);
        if (place < 0) {
          throw new DataException(
              table.file(), "labels among " + listed(names), "'" + label + "' in " + place(row));
        }
        flags.set(row * names.size() + place);
      }
    }
    return LabelTargets.of(names, table.size(), flags);
  }
}
