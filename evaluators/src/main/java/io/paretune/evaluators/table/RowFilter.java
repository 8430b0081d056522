package io.paretune.evaluators.table;

import io.paretune.hardware.yaml.YamlSection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows are kept: those whose cell in a column compares with a number as said. A missing cell
 * compares with nothing, so its row is dropped.
 *
 * @param column the column compared
 * @param holds whether a cell's number passes
 * @param text as the spec says it, for messages
 */
record RowFilter(NamedColumn column, DoublePredicate holds, String text) {

  private static final Pattern FORM =
      Pattern.compile("\\s*(.*?\\S)\\s*(>=|<=|==|!=|>|<|=)\\s*(\\S+)\\s*");

  /** The filters under a key: one text, or a list of which all must hold; none if not given. */
  static List<RowFilter> read(YamlSection section, String key) {
    if (!section.has(key)) {
      return List.of();
    }
    List<String> texts =
        section.isList(key)
            ? section.list(key).stream().map(String::valueOf).toList()
            : List.of(section.text(key));
    return texts.stream().map(text -> parse(section, key, text)).toList();
  }

  private static RowFilter parse(YamlSection section, String key, String text) {
    Matcher parts = FORM.matcher(text);
    OptionalDouble number = parts.matches() ? Cell.number(parts.group(3)) : OptionalDouble.empty();
    if (number.isEmpty()) {
      throw section.refuse(
          key,
          "'"
              + key
              + "' must be a column, one of >= > <= < == !=, and a number, like \"accuracy >= 9.8\","
              + " got '"
              + text
              + "'");
    }
    double bound = number.getAsDouble();
    DoublePredicate holds =
        switch (parts.group(2)) {
          case ">=" -> value -> value >= bound;
          case ">" -> value -> value > bound;
          case "<=" -> value -> value <= bound;
          case "<" -> value -> value < bound;
          case "!=" -> value -> value != bound;
          default -> value -> value == bound;
        };
    return new RowFilter(NamedColumn.named(section, key, parts.group(1)), holds, text);
  }

  /**
   * Whether a cell passes.
   *
   * @param place the row's, for messages
   * @throws IllegalArgumentException if the cell holds neither a number nor nothing
   */
  boolean keeps(String cell, String place) {
    if (Cell.missing(cell)) {
      return false;
    }
    OptionalDouble number = Cell.number(cell);
    if (number.isEmpty()) {
      throw new IllegalArgumentException(
          place
              + ": column '"
              + column.name()
              + "' must hold numbers to be compared ("
              + text
              + "), got '"
              + cell
              + "'");
    }
    return holds.test(number.getAsDouble());
  }
}
