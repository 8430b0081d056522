package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.table.column.Dates;
import io.paretune.evaluators.data.table.column.Missing;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Days since 1970-01-01, sine and cosine of the day within the year, and, where there are times,
 * sine and cosine of the time within the day. NaN for what is missing.
 */
final class DateCoding extends TextCoding {

  static final String KIND = "date";

  private final Dates dates;
  private final boolean times;
  private final boolean ambiguous;

  /**
   * @param ambiguous whether the dates could be written in another order, too
   */
  DateCoding(Dates dates, Column column, boolean ambiguous) {
    this.dates = dates;
    this.ambiguous = ambiguous;
    this.times =
        column.texts().stream()
            .anyMatch(text -> dates.read(text).flatMap(Dates.Moment::time).isPresent());
  }

  /** Of dates whose order is known. */
  DateCoding(Dates dates, boolean times) {
    this.dates = dates;
    this.times = times;
    this.ambiguous = false;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("order", Codings.word(dates), "times", times);
  }

  @Override
  public int width() {
    return times ? 5 : 3;
  }

  @Override
  void write(String text, int row, float[] into, int at) {
    Optional<Dates.Moment> moment = dates.read(text);
    if (moment.isEmpty()) {
      if (!Missing.is(text)) {
        throw new UnfitFieldException(row, "a date (" + order() + ")");
      }
      for (int i = 0; i < width(); i++) {
        into[at + i] = Float.NaN;
      }
      return;
    }
    var date = moment.get().date();
    into[at] = date.toEpochDay();
    turn(into, at + 1, (date.getDayOfYear() - 1.0) / date.lengthOfYear());
    if (times) {
      double seconds = moment.get().time().map(time -> (double) time.toSecondOfDay()).orElse(0.0);
      turn(into, at + 3, seconds / 86_400);
    }
  }

  private static void turn(float[] into, int at, double share) {
    into[at] = (float) Math.sin(2 * Math.PI * share);
    into[at + 1] = (float) Math.cos(2 * Math.PI * share);
  }

  private String order() {
    return dates.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String remark() {
    return ambiguous
        ? "dates read %s; they could be read otherwise (types: {NAME: date-day-first})"
            .formatted(order())
        : "";
  }
}
