package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import java.util.Map;

/** How the fields of a column become numbers, as its training rows decided. Immutable. */
public interface Coding {

  /** How many numbers a field becomes. */
  int width();

  /**
   * Writes the numbers of all rows of a column.
   *
   * @param into {@code float[rows][stride]}, flat
   * @param first where the numbers of a row begin
   * @param stride from a row to the next
   * @throws UnfitFieldException if a field cannot be read so
   */
  void encode(Column column, float[] into, int first, int stride);

  /** What kind it is, for a count of columns by kind: such as {@code one-hot}. */
  String kind();

  /** What {@link Codings#of} makes the same coding of, for the same kind. */
  Map<String, Object> settings();

  /** What is out of the ordinary, or {@code ""}. */
  default String remark() {
    return "";
  }
}
