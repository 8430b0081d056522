package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * An activation as the file sees it: the values of a network node, perhaps in other axes and
 * another order. Nothing is computed for that until a layer needs the values in their new order, so
 * that a transposition and its inverse cost nothing. Immutable; the batch axis is always the first
 * and not counted here.
 */
final class View implements Value {

  private final String node;
  private final Shape shape;
  private final int[] dims;
  private final Optional<int[]> sources;

  private View(String node, Shape shape, int[] dims, Optional<int[]> sources) {
    this.node = node;
    this.shape = shape;
    this.dims = dims;
    this.sources = sources;
  }

  /** The values of a node as they are. */
  static View of(String node, Shape shape) {
    int[] dims =
        shape instanceof Shape.Image image
            ? new int[] {image.channels(), image.height(), image.width()}
            : new int[] {shape.channels()};
    return new View(node, shape, dims, Optional.empty());
  }

  String node() {
    return node;
  }

  /** The node's shape. */
  Shape shape() {
    return shape;
  }

  @Override
  public int[] dims() {
    return dims;
  }

  /**
   * For each place the position in the node's value, or -1 for zero; empty if they are the same.
   */
  Optional<int[]> sources() {
    return sources;
  }

  /** Whether every value of the node is here exactly once. */
  boolean permutation() {
    if (sources.isEmpty()) {
      return true;
    }
    boolean[] seen = new boolean[shape.elements()];
    for (int source : sources.get()) {
      if (source < 0 || seen[source]) {
        return false;
      }
      seen[source] = true;
    }
    return sources.get().length == seen.length;
  }

  /** The same values in the same order with other axes. */
  View reshaped(int[] other) {
    if (Dims.product(other) != Dims.product(dims)) {
      throw new OnnxImportException(
          "%s values cannot become %s".formatted(Dims.text(dims), Dims.text(other)));
    }
    return new View(node, shape, other, sources);
  }

  /** Values from elsewhere. */
  View moved(Moved to) {
    int[] composed = to.sources().clone();
    sources.ifPresent(
        own -> {
          for (int i = 0; i < composed.length; i++) {
            composed[i] = composed[i] < 0 ? -1 : own[composed[i]];
          }
        });
    boolean same = composed.length == shape.elements();
    for (int i = 0; i < composed.length && same; i++) {
      same = composed[i] == i;
    }
    return new View(node, shape, to.dims(), same ? Optional.empty() : Optional.of(composed));
  }

  /** What this view is of another node of the same shape, such as an activation of it. */
  View onto(String other, Shape otherShape) {
    return new View(other, otherShape, dims, sources);
  }

  /** Whether the other shows its node in the same order and axes. */
  boolean alignedWith(View other) {
    return Arrays.equals(dims, other.dims)
        && shape.equals(other.shape)
        && Arrays.equals(sources.orElse(new int[0]), other.sources.orElse(new int[0]))
        && sources.isPresent() == other.sources.isPresent();
  }
}
