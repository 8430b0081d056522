package io.paretune.evaluators.table;

import io.paretune.evaluators.table.file.Row;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Real;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The space that a table's rows lie in: one parameter for every word of every parameter column that
 * is not the same everywhere, its values those that occur.
 */
final class TableSpace {

  /** Up to so many different numbers are a choice among them; more are a range. */
  private static final int FEW = 256;

  private final SearchSpace space;
  private final List<Position> positions;

  /** One word of a column. */
  private record Position(ParameterColumn column, int index, String name, Domain domain) {}

  private TableSpace(SearchSpace space, List<Position> positions) {
    this.space = space;
    this.positions = positions;
  }

  /**
   * The space of some rows.
   *
   * @throws IllegalArgumentException if a cell is missing or has another number of words than the
   *     first row's, naming the row; or if all rows are the same
   */
  static TableSpace of(List<ParameterColumn> columns, List<Row> rows) {
    List<Position> positions = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ParameterColumn column : columns) {
      List<Set<String>> words = words(column, rows);
      boolean alone = column.split() instanceof ParameterColumn.Split.Whole;
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).size() > 1) {
          String name = unique(column.column().name() + (alone ? "" : "[" + i + "]"), names);
          positions.add(new Position(column, i, name, domain(column, words.get(i))));
        }
      }
    }
    if (positions.isEmpty()) {
      throw columns
          .get(0)
          .column()
          .refusal()
          .apply("there is nothing to search: every row has the same parameters");
    }
    SpaceBuilder builder = SearchSpace.builder();
    positions.forEach(position -> builder.parameter(position.name(), position.domain()));
    return new TableSpace(builder.build(), List.copyOf(positions));
  }

  /** The different words at every position of a column. */
  private static List<Set<String>> words(ParameterColumn column, List<Row> rows) {
    String name = column.column().name();
    List<Set<String>> all = new ArrayList<>();
    for (Row row : rows) {
      String cell = row.cell(name);
      if (cell.isEmpty()) {
        throw new IllegalArgumentException(
            row.place() + ": parameter column '" + name + "' must not be empty");
      }
      List<String> words = column.split().words(cell);
      if (all.isEmpty()) {
        words.forEach(word -> all.add(new LinkedHashSet<>()));
      }
      if (words.size() != all.size()) {
        throw new IllegalArgumentException(
            row.place()
                + ": '"
                + name
                + "' must split into "
                + all.size()
                + " words, as '"
                + rows.get(0).cell(name)
                + "' at "
                + rows.get(0).place()
                + " does, got "
                + words.size()
                + " in '"
                + cell
                + "'");
      }
      for (int i = 0; i < words.size(); i++) {
        all.get(i).add(words.get(i));
      }
    }
    return all;
  }

  /** A name that a parameter may have and no other has. */
  private static String unique(String column, Set<String> names) {
    String base = column.replaceAll("[^A-Za-z0-9._\\[\\]-]", "_");
    if (!base.matches("[A-Za-z].*")) {
      base = "p" + base;
    }
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "." + i;
    }
    return name;
  }

  private static Domain domain(ParameterColumn column, Set<String> words) {
    boolean numbers = words.stream().allMatch(Cell::countable);
    if (!numbers || !column.ordered().orElseGet(() -> orderedByItself(column, words))) {
      return new Choice(List.copyOf(new TreeSet<>(words)));
    }
    TreeSet<Double> values = new TreeSet<>();
    words.forEach(word -> values.add(number(word)));
    if (values.size() > FEW) {
      return range(List.copyOf(values));
    }
    boolean whole = values.stream().allMatch(value -> value == Math.rint(value));
    return new Choice(
        values.stream().map(value -> whole ? (Object) Math.round(value) : value).toList());
  }

  /** Characters and the codes 0, 1, 2, ... between separators are words, other numbers numbers. */
  private static boolean orderedByItself(ParameterColumn column, Set<String> words) {
    if (column.split() instanceof ParameterColumn.Split.Whole) {
      return true;
    }
    if (column.split() instanceof ParameterColumn.Split.Characters) {
      return false;
    }
    return !words.stream()
        .allMatch(word -> word.matches("\\d{1,4}") && Integer.parseInt(word) < words.size());
  }

  /** The scale on which the median lies nearer to the middle. */
  private static Domain range(List<Double> ascending) {
    double low = ascending.get(0);
    double high = ascending.get(ascending.size() - 1);
    double median = ascending.get(ascending.size() / 2);
    double linear = (median - low) / (high - low);
    if (low > 0) {
      double logarithmic = Math.log(median / low) / Math.log(high / low);
      if (Math.abs(logarithmic - 0.5) < Math.abs(linear - 0.5)) {
        return new LogReal(low, high);
      }
    }
    return Real.between(low, high);
  }

  private static double number(String word) {
    return Cell.number(word).orElseThrow() + 0.0;
  }

  SearchSpace space() {
    return space;
  }

  /** The point that a row stands for. */
  Assignment assignment(Row row) {
    Map<ParameterColumn, List<String>> split = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Position position : positions) {
      List<String> words =
          split.computeIfAbsent(
              position.column(), column -> column.split().words(row.cell(column.column().name())));
      String word = words.get(position.index());
      boolean numeric =
          !(position.domain() instanceof Choice choice)
              || choice.options().get(0) instanceof Number;
      values.put(position.name(), numeric ? (Object) number(word) : word);
    }
    return space.assignment(values);
  }
}
