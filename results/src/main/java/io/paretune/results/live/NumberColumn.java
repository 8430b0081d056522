package io.paretune.results.live;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Real numbers; NaN where there is none. */
final class NumberColumn implements Column {

  private double[] values = {};

  double get(int row) {
    return values[row];
  }

  void set(int row, double value) {
    values[row] = value;
  }

  @Override
  public String type() {
    return "f64";
  }

  @Override
  public int width() {
    return Double.BYTES;
  }

  @Override
  public void reserve(int rows) {
    int before = values.length;
    if (rows > before) {
      values = Arrays.copyOf(values, rows);
      Arrays.fill(values, before, rows, Double.NaN);
    }
  }

  @Override
  public void write(ByteBuffer out, int row) {
    out.putDouble(values[row]);
  }
}
