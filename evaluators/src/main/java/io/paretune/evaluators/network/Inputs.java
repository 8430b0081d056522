package io.paretune.evaluators.network;

import java.util.List;

/** What layers demand of their parameters and of the shapes they read. */
final class Inputs {

  private Inputs() {}

  static Shape one(Layer layer, List<Shape> shapes) {
    if (shapes.size() != 1) {
      throw new IllegalArgumentException(
          "%s must have exactly 1 input, got %d".formatted(layer, shapes.size()));
    }
    return shapes.get(0);
  }

  static void several(Layer layer, List<Shape> shapes) {
    if (shapes.size() < 2) {
      throw new IllegalArgumentException(
          "%s must have at least 2 inputs, got %d".formatted(layer, shapes.size()));
    }
  }

  static Shape.Image image(Layer layer, Shape shape) {
    if (shape instanceof Shape.Image image) {
      return image;
    }
    throw new IllegalArgumentException(
        "%s must have an image as input, got %s".formatted(layer, described(shape)));
  }

  static Shape.Sequence sequence(Layer layer, Shape shape) {
    if (shape instanceof Shape.Sequence sequence) {
      return sequence;
    }
    throw new IllegalArgumentException(
        "%s must have a sequence of tokens as input, got %s".formatted(layer, described(shape)));
  }

  static Shape.Ids ids(Layer layer, Shape shape) {
    if (shape instanceof Shape.Ids ids) {
      return ids;
    }
    throw new IllegalArgumentException(
        "%s must have ids of tokens as input, got %s".formatted(layer, described(shape)));
  }

  /** Refuses tokens where channels come first. */
  static Shape channelsFirst(Layer layer, Shape shape) {
    if (shape instanceof Shape.Sequence || shape instanceof Shape.Ids) {
      throw new IllegalArgumentException(
          "%s must have an image or a vector as input, got %s".formatted(layer, described(shape)));
    }
    return shape;
  }

  private static String described(Shape shape) {
    return shape instanceof Shape.Vector
        ? "a vector of " + shape
        : shape instanceof Shape.Image
            ? "an image of " + shape
            : shape instanceof Shape.Ids ? "ids of " + shape : "tokens of " + shape;
  }

  static void matching(Layer layer, String parameter, int expected, Shape shape) {
    if (shape.channels() != expected) {
      throw new IllegalArgumentException(
          "%s must equal the input's channels, got %s=%d, input %s (%s)"
              .formatted(parameter, parameter, expected, shape, layer));
    }
  }

  static void positive(String parameter, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s must be at least 1, got %d".formatted(parameter, value));
    }
  }
}
