package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An activation as the file sees it: the values of a network node, perhaps in other axes and
 * another order. Nothing is computed for that until a layer needs the values in their new order, so
 * that a transposition and its inverse cost nothing. Immutable. The batch axis is the first and not
 * counted here; only tokens may have it elsewhere, as an axis of length 1 like any other.
 */
public final class View implements Value {

  private final String node;
  private final Shape shape;
  private final int[] dims;
  private final Optional<int[]> sources;
  private final boolean batched;

  private View(String node, Shape shape, int[] dims, Optional<int[]> sources, boolean batched) {
    this.node = node;
    this.shape = shape;
    this.sources = sources;
    // one example's axes of length 1 are one as good as the other
    boolean batchFirst = !batched && dims.length > 0 && dims[0] == 1;
    this.dims = batchFirst ? Arrays.copyOfRange(dims, 1, dims.length) : dims;
    this.batched = batched || batchFirst;
  }

  /** The values of a node as they are. */
  public static View of(String node, Shape shape) {
    int[] dims = shape.axes().stream().mapToInt(Integer::intValue).toArray();
    return new View(node, shape, dims, Optional.empty(), true);
  }

  /** Whether the batch axis is the first, and not among {@link #dims}. */
  @Override
  public boolean batched() {
    return batched;
  }

  /** All axes, if the batch counts as one example. */
  public int[] axes() {
    int[] axes = new int[dims.length + 1];
    axes[0] = 1;
    System.arraycopy(dims, 0, axes, 1, dims.length);
    return batched ? axes : dims;
  }

  /** The same values, of one example, with these axes, wherever the batch axis is among them. */
  public View withAxes(int[] other) {
    requireSize(other);
    return new View(node, shape, other, sources, false);
  }

  /** Values from elsewhere, of one example, the batch axis moved like any other. */
  public View movedWhole(Moved to) {
    return new View(node, shape, to.dims(), composed(to), false);
  }

  /** These values in their order, with the axes that another view is shown by. */
  public View shownAs(View other, int[] otherDims) {
    return new View(node, shape, otherDims, sources, other.batched);
  }

  public String node() {
    return node;
  }

  /** The node's shape. */
  public Shape shape() {
    return shape;
  }

  @Override
  public int[] dims() {
    return dims;
  }

  /**
   * For each place the position in the node's value, or -1 for zero; empty if they are the same.
   */
  public Optional<int[]> sources() {
    return sources;
  }

  /** Whether every value of the node is here exactly once. */
  public boolean permutation() {
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
  public View reshaped(int[] other) {
    requireSize(other);
    return new View(node, shape, other, sources, batched);
  }

  private void requireSize(int[] other) {
    if (Dims.product(other) != Dims.product(dims)) {
      throw new OnnxImportException(
          "%s values cannot become %s".formatted(Dims.text(dims), Dims.text(other)));
    }
  }

  /** Values from elsewhere. */
  public View moved(Moved to) {
    return new View(node, shape, to.dims(), composed(to), batched);
  }

  /**
   * Values of one node, of one example, side by side along an axis.
   *
   * @param parts of one node, with axes that agree but for that one
   * @param axis among {@link #axes}
   */
  public static View joined(List<View> parts, int axis) {
    View first = parts.get(0);
    int[] to = first.axes().clone();
    to[axis] = parts.stream().mapToInt(part -> part.axes()[axis]).sum();
    int[] sources =
        new int[Dims.bounded(to, first.shape.axes().stream().mapToInt(i -> i).toArray())];
    int inner = Dims.product(Arrays.copyOfRange(to, axis + 1, to.length));
    int outer = Dims.product(Arrays.copyOfRange(to, 0, axis));
    int index = 0;
    for (int o = 0; o < outer; o++) {
      for (View part : parts) {
        int run = part.axes()[axis] * inner;
        for (int i = o * run; i < (o + 1) * run; i++) {
          int place = i;
          sources[index++] = part.sources.map(own -> own[place]).orElse(place);
        }
      }
    }
    return of(first.node, first.shape).movedWhole(new Moved(to, sources));
  }

  /** Whether others show the same node with axes that agree but for one. */
  public boolean joins(List<View> others, int axis) {
    return others.stream()
        .allMatch(
            other -> {
              int[] agreed = other.axes().clone();
              if (agreed.length != axes().length) {
                return false;
              }
              agreed[axis] = axes()[axis];
              return other.node.equals(node) && Arrays.equals(agreed, axes());
            });
  }

  /** Where values that are moved come from in the node's; empty if each is at its place. */
  private Optional<int[]> composed(Moved to) {
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
    return same ? Optional.empty() : Optional.of(composed);
  }

  /** What this view is of another node of the same shape, such as an activation of it. */
  public View onto(String other, Shape otherShape) {
    return new View(other, otherShape, dims, sources, batched);
  }

  /** Whether the other shows its node in the same order and axes. */
  public boolean alignedWith(View other) {
    return Arrays.equals(dims, other.dims)
        && batched == other.batched
        && shape.equals(other.shape)
        && Arrays.equals(sources.orElse(new int[0]), other.sources.orElse(new int[0]))
        && sources.isPresent() == other.sources.isPresent();
  }
}
