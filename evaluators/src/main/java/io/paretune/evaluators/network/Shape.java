package io.paretune.evaluators.network;

import java.util.List;

/**
 * The shape of one example's activation, without the batch axis: an image, a vector, a sequence of
 * tokens, or, as an input alone, the ids of tokens. Immutable.
 */
public sealed interface Shape permits Shape.Image, Shape.Vector, Shape.Sequence, Shape.Ids {

  /**
   * Channels of an image, features of a vector or of a token: the axis that normalisations scale
   * and pruning shortens.
   */
  int channels();

  /**
   * The channel of a value.
   *
   * @param position in row-major order, from 0 to {@link #elements()} (exclusive)
   */
  int channelOf(int position);

  /** Number of values, at most {@link Integer#MAX_VALUE}. */
  int elements();

  /** The extents of its axes in order: channels first, but a sequence's last. */
  List<Integer> axes();

  /**
   * Whether values of this shape can be taken for values of another: the shapes are the same, or
   * are two ways to see one row, as a table's is {@code 109x1x1} to one and {@code 1x109x1} to
   * another. Ids are no such row.
   */
  default boolean fits(Shape other) {
    return equals(other) || (row(this) && row(other) && elements() == other.elements());
  }

  /** Whether no two axes are longer than 1. */
  private static boolean row(Shape shape) {
    return !(shape instanceof Ids)
        && shape.axes().stream().filter(extent -> extent > 1).count() <= 1;
  }

  /** An activation of {@code channels x height x width}. */
  static Image image(int channels, int height, int width) {
    return new Image(channels, height, width);
  }

  /** An activation of {@code features} values. */
  static Vector vector(int features) {
    return new Vector(features);
  }

  /** An activation of {@code tokens} of {@code width} features each, token by token. */
  static Sequence sequence(int tokens, int width) {
    return new Sequence(tokens, width);
  }

  /** The ids of {@code tokens} tokens, each below {@code vocabulary}. */
  static Ids ids(int tokens, int vocabulary) {
    return new Ids(tokens, vocabulary, 1);
  }

  /** Refuses more values than arrays hold. */
  private static void requireElements(double elements, String shape) {
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an activation must have at most %d elements, got %s; make the input or the width smaller"
              .formatted(Integer.MAX_VALUE, shape));
    }
  }

  /**
   * Channels x height x width, each at least 1, with a product that fits an {@code int}.
   *
   * @param channels number of feature planes
   * @param height rows
   * @param width columns
   */
  record Image(int channels, int height, int width) implements Shape {
    /** Checks the ranges and that the number of elements does not overflow. */
    public Image {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "an image must have at least 1 channel, row and column, got %d x %d x %d"
                .formatted(channels, height, width));
      }
      requireElements(
          (double) channels * height * width, "%d x %d x %d".formatted(channels, height, width));
    }

    @Override
    public int channelOf(int position) {
      return position / (height * width);
    }

    @Override
    public int elements() {
      return channels * height * width;
    }

    @Override
    public List<Integer> axes() {
      return List.of(channels, height, width);
    }

    @Override
    public String toString() {
      return channels + "x" + height + "x" + width;
    }
  }

  /**
   * A flat activation.
   *
   * @param features number of values, at least 1
   */
  record Vector(int features) implements Shape {
    /** Checks the range. */
    public Vector {
      if (features < 1) {
        throw new IllegalArgumentException(
            "a vector must have at least 1 feature, got " + features);
      }
    }

    @Override
    public int channels() {
      return features;
    }

    @Override
    public int channelOf(int position) {
      return position;
    }

    @Override
    public int elements() {
      return features;
    }

    @Override
    public List<Integer> axes() {
      return List.of(features);
    }

    @Override
    public String toString() {
      return Integer.toString(features);
    }
  }

  /**
   * Tokens x width, each at least 1, with a product that fits an {@code int}.
   *
   * @param tokens how many
   * @param width features of each
   */
  record Sequence(int tokens, int width) implements Shape {
    /** Checks the ranges and that the number of elements does not overflow. */
    public Sequence {
      if (tokens < 1 || width < 1) {
        throw new IllegalArgumentException(
            "a sequence must have at least 1 token and feature, got %d x %d"
                .formatted(tokens, width));
      }
      requireElements((double) tokens * width, "%d x %d".formatted(tokens, width));
    }

    @Override
    public int channels() {
      return width;
    }

    @Override
    public int channelOf(int position) {
      return position % width;
    }

    @Override
    public int elements() {
      return tokens * width;
    }

    @Override
    public List<Integer> axes() {
      return List.of(tokens, width);
    }

    @Override
    public String toString() {
      return tokens + "x" + width;
    }
  }

  /**
   * Ids of tokens, whole numbers from 0 to the vocabulary's size (exclusive), of which {@link
   * #PADDING} fills up what is shorter. They are no quantities: only an embedding reads them, and
   * layers that look past padding.
   *
   * @param tokens how many, at least 1
   * @param vocabulary how many words there are, at least 2
   * @param kinds how many kinds of each, at least 1, such as the first and the second of two texts:
   *     an id is {@code word + vocabulary * kind}
   */
  record Ids(int tokens, int vocabulary, int kinds) implements Shape {

    /** The id that stands for no token. */
    public static final int PADDING = 0;

    /** Floats hold every whole number below. */
    private static final int MOST = 1 << 24;

    /** Ids of a smaller vocabulary are ids of a larger one. */
    @Override
    public boolean fits(Shape other) {
      return other instanceof Ids ids
          && ids.tokens == tokens
          && ids.vocabulary <= vocabulary
          && ids.kinds <= kinds;
    }

    /** Checks the ranges. */
    public Ids {
      kinds = Math.max(1, kinds);
      if (tokens < 1 || vocabulary < 2 || (long) vocabulary * kinds > MOST) {
        throw new IllegalArgumentException(
            "ids must be of at least 1 token and of a vocabulary of 2 to %d, got %d tokens of %d"
                .formatted(MOST, tokens, (long) vocabulary * kinds));
      }
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public int channelOf(int position) {
      return 0;
    }

    @Override
    public int elements() {
      return tokens;
    }

    @Override
    public List<Integer> axes() {
      return List.of(tokens);
    }

    @Override
    public String toString() {
      return "%d tokens of a vocabulary of %d%s"
          .formatted(tokens, vocabulary, kinds > 1 ? ", of %d kinds".formatted(kinds) : "");
    }
  }
}
