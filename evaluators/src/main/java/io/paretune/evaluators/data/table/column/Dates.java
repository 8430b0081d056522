package io.paretune.evaluators.data.table.column;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How dates are written: the order of day, month and year; with a time behind them, or none. */
public enum Dates {
  /** {@code 2024-01-31}, {@code 2024/1/31}. */
  YEAR_FIRST("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})", 1, 2, 3),
  /** {@code 1/31/2024}. */
  MONTH_FIRST("(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4})", 3, 1, 2),
  /** {@code 31.1.2024}, {@code 31/1/2024}. */
  DAY_FIRST("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})", 3, 2, 1);

  private static final String TIME =
      "(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?\\s*(?:Z|UTC|[+-]\\d{2}:?\\d{2})?)?";

  private final Pattern pattern;
  private final int year;
  private final int month;
  private final int day;

  Dates(String date, int year, int month, int day) {
    this.pattern = Pattern.compile(date + TIME);
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** A date, and the hour if there is a time. */
  public record Moment(LocalDate date, Optional<LocalTime> time) {}

  /** What a field says, if it is a date that is written so. */
  public Optional<Moment> read(String field) {
    Matcher fields = pattern.matcher(field);
    if (!fields.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date =
          LocalDate.of(
              Integer.parseInt(fields.group(year)),
              Integer.parseInt(fields.group(month)),
              Integer.parseInt(fields.group(day)));
      String second = fields.group(6);
      return Optional.of(
          new Moment(
              date,
              fields.group(4) == null
                  ? Optional.empty()
                  : Optional.of(
                      LocalTime.of(
                          Integer.parseInt(fields.group(4)),
                          Integer.parseInt(fields.group(5)),
                          second == null ? 0 : Integer.parseInt(second)))));
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  /** The ways in which all fields are dates but for missing ones, the likeliest first. */
  public static List<Dates> fitting(List<String> fields) {
    return List.of(values()).stream()
        .filter(
            dates ->
                fields.stream().allMatch(f -> Missing.is(f) || dates.read(f).isPresent())
                    && fields.stream().anyMatch(f -> !Missing.is(f)))
        .toList();
  }
}
