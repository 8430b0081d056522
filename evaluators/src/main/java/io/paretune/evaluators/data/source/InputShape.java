package io.paretune.evaluators.data.source;

/**
 * The shape of one example, in the order in which its values lie in memory.
 *
 * @param channels at least 1; the number of columns when the example is a row of a table
 * @param height at least 1; 1 for a row of a table
 * @param width at least 1; 1 for a row of a table
 */
public record InputShape(int channels, int height, int width) {
  public InputShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "every extent must be at least 1, got " + channels + "x" + height + "x" + width);
    }
    if ((long) channels * height * width > 1 << 26) {
      throw new IllegalArgumentException(
          "an example may hold at most 2^26 values, got " + channels + "x" + height + "x" + width);
    }
  }

  /** The number of values in one example. */
  public int volume() {
    return channels * height * width;
  }

  /** The shape of a row of {@code columns} values. */
  public static InputShape vector(int columns) {
    return new InputShape(columns, 1, 1);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
