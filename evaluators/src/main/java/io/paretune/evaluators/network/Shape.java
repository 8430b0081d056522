package io.paretune.evaluators.network;

import java.util.List;

/**
 * The shape of one example's activation, without the batch axis: an image or a vector. Immutable.
 */
public sealed interface Shape permits Shape.Image, Shape.Vector {

  /**
   * Channels of an image, features of a vector: the axis that BatchNorm normalises and pruning
   * shortens.
   */
  int channels();

  /** Number of values, at most {@link Integer#MAX_VALUE}. */
  int elements();

  /** The extents of its axes, channels first. */
  List<Integer> axes();

  /**
   * Whether values of this shape can be taken for values of another: the shapes are the same, or
   * are two ways to see one row, as a table's is {@code 109x1x1} to one and {@code 1x109x1} to
   * another.
   */
  default boolean fits(Shape other) {
    return equals(other) || (row(this) && row(other) && elements() == other.elements());
  }

  /** Whether no two axes are longer than 1. */
  private static boolean row(Shape shape) {
    return shape.axes().stream().filter(extent -> extent > 1).count() <= 1;
  }

  /** An activation of {@code channels x height x width}. */
  static Image image(int channels, int height, int width) {
    return new Image(channels, height, width);
  }

  /** An activation of {@code features} values. */
  static Vector vector(int features) {
    return new Vector(features);
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
      if ((double) channels * height * width > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "an activation must have at most %d elements, got %d x %d x %d; make the image or the width smaller"
                .formatted(Integer.MAX_VALUE, channels, height, width));
      }
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
}
