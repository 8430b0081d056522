package io.paretune.evaluators.table;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** What the text of a table's cell means. */
final class Cell {

  private static final Set<String> MISSING = Set.of("", "nan", "na", "n/a", "null", "none");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private Cell() {}

  /** Whether nothing was measured: an empty cell, or a word that stands for one. */
  static boolean missing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /** A finite decimal number with a point; empty for any other text. */
  static OptionalDouble number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Whether a word is a number and not a code whose leading zeros mean something. */
  static boolean countable(String text) {
    return number(text).isPresent() && !text.matches("[-+]?0\\d.*");
  }
}
