package io.paretune.results.live;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whole numbers from 0 to 255. */
final class SmallColumn implements Column {

  private byte[] values = {};

  int get(int row) {
    return Byte.toUnsignedInt(values[row]);
  }

  void set(int row, int value) {
    values[row] = (byte) Math.min(value, 255);
  }

  @Override
  public String type() {
    return "u8";
  }

  @Override
  public int width() {
    return Byte.BYTES;
  }

  @Override
  public void reserve(int rows) {
    if (rows > values.length) {
      values = Arrays.copyOf(values, rows);
    }
  }

  @Override
  public void write(ByteBuffer out, int row) {
    out.put(values[row]);
  }
}
