package io.paretune.evaluators.data.table.column;

import java.util.regex.Pattern;

/** How numbers are written. */
public enum Numerals {
  /** {@code -1234.5}, {@code 1e-3}. */
  PLAIN("", "") {
    @Override
    public boolean fits(String field) {
      return PlainNumber.is(field);
    }

    @Override
    public float value(String field) {
      return PlainNumber.of(field);
    }
  },
  /** {@code 1,234.5}. */
  THOUSANDS("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?", "thousands separated by commas") {
    @Override
    public float value(String field) {
      return PlainNumber.of(field.replace(",", ""));
    }
  },
  /** {@code 1234,5} or {@code 1.234,5}. */
  DECIMAL_COMMA("[+-]?(\\d{1,3}(\\.\\d{3})+|\\d*),\\d+", "decimal commas") {
    @Override
    public float value(String field) {
      return PlainNumber.of(field.replace(".", "").replace(',', '.'));
    }
  },
  /** {@code 45%}, {@code $1,234.50}: the mark is left out. */
  MARKED(
      "[+-]?[$\u20ac\u00a3\u00a5]? ?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)? ?[%$\u20ac\u00a3\u00a5]?",
      "numbers with a mark such as % or $, which is left out") {
    @Override
    public float value(String field) {
      return PlainNumber.of(field.replaceAll("[%$\u20ac\u00a3\u00a5, ]", ""));
    }
  };

  private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3})+");

  private final Pattern pattern;
  private final String words;

  Numerals(String pattern, String words) {
    this.pattern = Pattern.compile(pattern);
    this.words = words;
  }

  /** The finite number that a field holds, plainly written, or NaN. */
  public static float plain(String field) {
    return PLAIN.value(field);
  }

  /** Whether a field is a number that is written so, and not otherwise. */
  public boolean fits(String field) {
    return pattern.matcher(field).matches();
  }

  /** The finite number that a field holds, or NaN. */
  public abstract float value(String field);

  /** Whether a field is a whole number whose points separate thousands: among decimal commas. */
  public boolean isGrouped(String field) {
    return this == DECIMAL_COMMA && GROUPED.matcher(field).matches();
  }

  /** What is out of the ordinary. */
  public String words() {
    return words;
  }

  /** Plain numbers, in floats. */
  private static final class PlainNumber {
    private PlainNumber() {}

    static boolean is(String field) {
      return !Float.isNaN(of(field));
    }

    static float of(String field) {
      for (int i = 0; i < field.length(); i++) {
        char c = field.charAt(i);
        boolean part = (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0;
        if (!part) { // Java's own suffixes, as in 12d, and NaN are none here
          return Float.NaN;
        }
      }
      try {
        float value = Float.parseFloat(field);
        return Float.isFinite(value) ? value : Float.NaN;
      } catch (NumberFormatException notANumber) {
        return Float.NaN;
      }
    }
  }
}
