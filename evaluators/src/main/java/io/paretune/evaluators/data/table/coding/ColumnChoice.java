package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.table.column.Dates;
import io.paretune.evaluators.data.table.column.Missing;
import io.paretune.evaluators.data.table.column.Numerals;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a column of the training table becomes numbers, and what a user should know of it. Where
 * nobody says it: numbers as numbers, dates as dates, up to {@value #MOST_CATEGORIES} different
 * texts one-hot, of more the commonest; what is different in nearly every row is left out.
 *
 * @param coding empty if the column is left out
 * @param remark a line, or {@code ""}
 */
public record ColumnChoice(Optional<Coding> coding, String remark) {

  /** Fractions are likely to have commas, as where those do not separate fields. */
  public static final String LIKELY_COMMA = ",?";

  /** Different texts that are one-hot. */
  static final int MOST_CATEGORIES = 100;

  /** Columns that the commonest of more texts have. */
  private static final int COMMONEST = 63;

  /** Fewer rows say little of what is different in all of them. */
  private static final int FEW_ROWS = 20;

  /** More words in a column are no exceptions to its numbers, and fewer numbers no rule. */
  private static final int FEW_WORDS = 3;

  private static final int FEW_NUMBERS = 8;

  /**
   * Chooses.
   *
   * @param type as it is given, if it is
   * @param decimal the mark of fractions, {@link #LIKELY_COMMA}, or {@code ""}
   * @throws IllegalArgumentException if a given type does not fit
   */
  public static ColumnChoice of(Column column, Optional<ColumnType> type, String decimal) {
    return type.isPresent() ? given(column, type.get(), decimal) : found(column, decimal);
  }

  private static ColumnChoice given(Column column, ColumnType type, String decimal) {
    return switch (type) {
      case NUMBER ->
          keeping(
              new NumberCoding(
                  numerals(column, decimal).orElseThrow(() -> unfit(column, "numbers"))));
      case ONE_HOT -> keeping(CategoryCoding.of(column));
      case COMMONEST -> keeping(CategoryCoding.ofCommonest(column, COMMONEST));
      case FREQUENCY -> keeping(new FrequencyCoding(column));
      case TEXT -> keeping(new WordCoding());
      case DATE -> {
        List<Dates> fitting = Dates.fitting(column.texts());
        if (fitting.isEmpty()) {
          throw unfit(column, "dates");
        }
        yield keeping(new DateCoding(fitting.get(0), column, false));
      }
      case DATE_DAY_FIRST -> {
        if (!Dates.fitting(column.texts()).contains(Dates.DAY_FIRST)) {
          throw unfit(column, "dates of day, month, year");
        }
        yield keeping(new DateCoding(Dates.DAY_FIRST, column, false));
      }
    };
  }

  private static IllegalArgumentException unfit(Column column, String wanted) {
    return new IllegalArgumentException(
        "column '%s' does not hold %s, as types says: '%s'"
            .formatted(column.name(), wanted, column.size() == 0 ? "" : column.at(0)));
  }

  private static ColumnChoice keeping(Coding coding) {
    return new ColumnChoice(Optional.of(coding), "");
  }

  private static ColumnChoice found(Column column, String decimal) {
    Optional<Numerals> numerals = column.isText() ? Optional.empty() : numerals(column, decimal);
    if (numerals.isPresent()) {
      return number(column, numerals.get());
    }
    List<Dates> dates = Dates.fitting(column.texts());
    if (!dates.isEmpty()) {
      return said(column, new DateCoding(dates.get(0), column, dates.size() > 1));
    }
    return texts(column);
  }

  private static ColumnChoice texts(Column column) {
    int distinct = column.texts().size();
    if (distinct == 1) {
      return new ColumnChoice(
          Optional.of(CategoryCoding.of(column)),
          "column '%s' has one value only (drop: [%s])".formatted(column.name(), column.name()));
    }
    boolean different = distinct > column.size() * 9L / 10;
    if (distinct <= MOST_CATEGORIES && !(different && column.size() >= FEW_ROWS)) {
      return new ColumnChoice(Optional.of(CategoryCoding.of(column)), nearlyNumbers(column));
    }
    boolean mostlyDistinct = distinct > column.size() / 2;
    if (mostlyDistinct && words(column) >= 3) {
      return leftOut(column, "is free text", "text: [%1$s] counts its words");
    }
    if (different) {
      return leftOut(
          column,
          "is different in nearly every row, as an id is",
          "types: {%1$s: commonest} keeps it");
    }
    return said(column, CategoryCoding.ofCommonest(column, COMMONEST));
  }

  /** Of texts that are numbers but for a word or two; else {@code ""}. */
  private static String nearlyNumbers(Column column) {
    List<String> others =
        column.texts().stream()
            .filter(text -> !Missing.isAmongNumbers(text) && !Numerals.PLAIN.fits(text))
            .toList();
    long numbers = column.texts().stream().filter(Numerals.PLAIN::fits).count();
    return column.isText() || others.size() > FEW_WORDS || numbers < FEW_NUMBERS
        ? ""
        : "column '%s' would be numbers but for %s: read as texts (leave those fields empty for missing numbers)"
            .formatted(column.name(), DataException.listed(others));
  }

  private static ColumnChoice said(Column column, Coding coding) {
    String remark = coding.remark();
    return new ColumnChoice(
        Optional.of(coding),
        remark.isEmpty()
            ? ""
            : "column '%s': %s".formatted(column.name(), remark.replace("NAME", column.name())));
  }

  private static ColumnChoice leftOut(Column column, String why, String fix) {
    return new ColumnChoice(
        Optional.empty(),
        "column '%1$s' %2$s: left out (%3$s)"
            .formatted(column.name(), why, fix.formatted(column.name())));
  }

  /** Words of a field, on the average of the distinct ones. */
  private static double words(Column column) {
    return column.texts().stream()
        .mapToInt(text -> text.strip().split("\\s+", -1).length)
        .average()
        .orElse(0);
  }

  private static ColumnChoice number(Column column, Numerals numerals) {
    String name = column.name();
    boolean unnamed = name.isEmpty() || name.toLowerCase(Locale.ROOT).matches("unnamed: *\\d+");
    boolean counts = countsRows(column, numerals);
    boolean empty =
        !column.onlyNumbers() && column.texts().stream().allMatch(Missing::isAmongNumbers);
    String useless =
        unnamed && empty
            ? "has no name and no value"
            : unnamed && counts
                ? "has no name and counts the rows, as an index does"
                : column.blurred()
                    ? "has numbers that differ beyond the seven digits of a 32-bit float, as long"
                        + " ids do"
                    : "";
    if (!useless.isEmpty()) {
      return leftOut(column, useless, "types: {'%1$s': number} keeps it");
    }
    Coding coding = new NumberCoding(numerals);
    String remark =
        empty
            ? "has no value at all (drop: [%s])"
            : !column.onlyNumbers() && column.texts().size() == 1
                ? "has one value only (drop: [%s])"
                : likeness(column, counts);
    return remark.isEmpty()
        ? said(column, coding)
        : new ColumnChoice(
            Optional.of(coding), "column '%s' %s".formatted(name, remark.formatted(name)));
  }

  /** What numbers are perhaps, in words with a place for the name; {@code ""} if just numbers. */
  private static String likeness(Column column, boolean counts) {
    if (counts || isId(column)) {
      return (counts ? "counts the rows" : "is different in every row")
          + ": is it an id? (drop: [%s])";
    }
    return column.padded()
        ? "has numbers with zeros before them, as codes have, and is read as numbers (types: {'%s':"
            + " commonest})"
        : "";
  }

  private static boolean countsRows(Column column, Numerals numerals) {
    if (column.size() < FEW_ROWS && !column.name().isEmpty()) {
      return false;
    }
    double before = Double.NaN;
    for (int row = 0; row < column.size(); row++) {
      double number =
          column.onlyNumbers() ? column.number(row) : NumberCoding.number(numerals, column.at(row));
      boolean next = row == 0 ? number == 0 || number == 1 : number == before + 1;
      if (!next) {
        return false;
      }
      before = number;
    }
    return true;
  }

  /** Called an id, and whole numbers of which none comes twice. */
  private static boolean isId(Column column) {
    return column.name().toLowerCase(Locale.ROOT).matches("(.*[^a-z])?id")
        && column.size() >= FEW_ROWS
        && !column.onlyNumbers()
        && column.texts().size() == column.size();
  }

  /** How the numbers of a column are written; empty if some field is neither one nor missing. */
  private static Optional<Numerals> numerals(Column column, String decimal) {
    if (column.onlyNumbers()) {
      return Optional.of(Numerals.PLAIN);
    }
    List<String> fields =
        column.texts().stream().filter(text -> !Missing.isAmongNumbers(text)).toList();
    boolean commas = decimal.equals(",");
    if (fields.stream().allMatch(Numerals.PLAIN::fits)
        && !(commas && fields.stream().anyMatch(Numerals.DECIMAL_COMMA::isGrouped))) {
      return Optional.of(Numerals.PLAIN);
    }
    List<Numerals> tried =
        switch (decimal) {
          case "," -> List.of(Numerals.DECIMAL_COMMA);
          case "." -> List.of(Numerals.THOUSANDS, Numerals.MARKED);
          case LIKELY_COMMA -> List.of(Numerals.DECIMAL_COMMA, Numerals.THOUSANDS, Numerals.MARKED);
          default -> List.of(Numerals.THOUSANDS, Numerals.DECIMAL_COMMA, Numerals.MARKED);
        };
    return tried.stream()
        .filter(numerals -> fields.stream().allMatch(field -> fits(numerals, field)))
        .findFirst();
  }

  private static boolean fits(Numerals numerals, String field) {
    return numerals.fits(field) || numerals.isGrouped(field) || Numerals.PLAIN.fits(field);
  }
}
