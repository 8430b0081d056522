package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import java.util.List;

/**
 * A coding by the distinct texts of a column, each of which is worked out once. Subclasses say how;
 * NaN stands for a missing value.
 */
abstract class TextCoding implements Coding {

  @Override
  public final void encode(Column column, float[] into, int first, int stride) {
    if (column.onlyNumbers()) {
      for (int row = 0; row < column.size(); row++) {
        write(column.at(row), row, into, first + row * stride);
      }
      return;
    }
    List<String> texts = column.texts();
    int width = width();
    float[] coded = new float[texts.size() * width];
    boolean[] done = new boolean[texts.size()];
    for (int row = 0; row < column.size(); row++) {
      int code = column.code(row);
      if (!done[code]) {
        write(texts.get(code), row, coded, code * width);
        done[code] = true;
      }
      System.arraycopy(coded, code * width, into, first + row * stride, width);
    }
  }

  /**
   * Writes the numbers of a text where zeros are.
   *
   * @param row where it stands first, for messages
   */
  abstract void write(String text, int row, float[] into, int at);
}
