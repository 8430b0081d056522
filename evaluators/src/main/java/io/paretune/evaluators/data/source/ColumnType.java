package io.paretune.evaluators.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a column of a table becomes numbers. */
public enum ColumnType {
  /** One number: the field's own. */
  NUMBER,
  /** A number for each training value, 1 where it is the field's. */
  ONE_HOT,
  /** The same for the commonest values, and one for all others. */
  COMMONEST,
  /** One number: the share of the training rows with the field's value. */
  FREQUENCY,
  /** Days since 1970, and the hour where there are times; day/month/year read by what fits. */
  DATE,
  /** The same, of day/month/year. */
  DATE_DAY_FIRST,
  /** Words, counted by their hashes. */
  TEXT;

  /** The name in experiment files, such as {@code one-hot}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ColumnType::label).toList();
  }

  /**
   * The type of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ColumnType labelled(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a column's type must be one of %s, got '%s'".formatted(labels(), label)));
  }
}
