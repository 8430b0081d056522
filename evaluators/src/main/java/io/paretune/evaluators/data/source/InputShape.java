package io.paretune.evaluators.data.source;

import io.paretune.evaluators.network.Shape;

/**
 * The shape of one example, in the order in which its values lie in memory.
 *
 * @param channels at least 1; the number of columns when the example is a row of a table, of tokens
 *     when it is a text
 * @param height at least 1; 1 for a row of a table
 * @param width at least 1; 1 for a row of a table
 * @param vocabulary of a text, whose values are ids of tokens: how many different ones there are; 0
 *     for values that are quantities
 */
public record InputShape(int channels, int height, int width, int vocabulary) {
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

  /** Of values that are quantities. */
  public InputShape(int channels, int height, int width) {
    this(channels, height, width, 0);
  }

  /** The shape of a text of {@code tokens} ids, each below {@code vocabulary}. */
  public static InputShape text(int tokens, int vocabulary) {
    return new InputShape(tokens, 1, 1, vocabulary);
  }

  /** Whether its values are ids of tokens. */
  public boolean isText() {
    return vocabulary > 0;
  }

  /** What a network reads; a row of a table is an image of one place. */
  public Shape input() {
    return isText() ? Shape.ids(channels, vocabulary) : Shape.image(channels, height, width);
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
    return isText() ? input().toString() : channels + "x" + height + "x" + width;
  }
}
