package io.paretune.evaluators.data.table.column;

import java.util.Set;

/** What stands for a missing value. */
public final class Missing {

  /**
   * The tokens of pandas' {@code read_csv}, and {@code ?}, as tables of the UCI repository have.
   */
  private static final Set<String> TOKENS =
      Set.of(
          "",
          "?",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  /**
   * What means nothing else in a column of numbers: a dash, a number that is none, errors of
   * spreadsheets.
   */
  private static final Set<String> AMONG_NUMBERS =
      Set.of(
          "-",
          "--",
          ".",
          "inf",
          "-inf",
          "+inf",
          "Inf",
          "-Inf",
          "Infinity",
          "-Infinity",
          "n.a.",
          "N.A.",
          "#DIV/0!",
          "#NAME?",
          "#NULL!",
          "#NUM!",
          "#REF!",
          "#VALUE!");

  private Missing() {}

  /** Whether a field says that nothing is known, in any column but one of classes. */
  public static boolean is(String field) {
    return TOKENS.contains(field);
  }

  /** Whether it does so in a column whose other fields are numbers. */
  public static boolean isAmongNumbers(String field) {
    return TOKENS.contains(field) || AMONG_NUMBERS.contains(field);
  }

  /** Whether nothing stands there: what a label cannot be. */
  public static boolean isNothing(String field) {
    return field.isEmpty() || field.equals("?");
  }
}
