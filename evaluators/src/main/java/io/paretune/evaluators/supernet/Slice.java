package io.paretune.evaluators.supernet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.network.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Where a tensor of a part lies in the shared one: channels are the first ones, windows the middle
 * of larger windows (Cai et al. 2020, arXiv:1908.09791, section 3.3; without their learned change
 * of kernels).
 *
 * @param start where it begins on each axis
 * @param shape lengths of its axes
 * @param shared lengths of the shared tensor's axes
 */
public record Slice(List<Integer> start, List<Integer> shape, List<Integer> shared) {

  /** Axes of a tensor behind these are places in a window. */
  private static final int CHANNEL_AXES = 2;

  /** Copies the lists. */
  public Slice {
    start = List.copyOf(start);
    shape = List.copyOf(shape);
    shared = List.copyOf(shared);
  }

  /**
   * Of a shape in a larger one.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  static Slice of(List<Integer> shape, List<Integer> shared) {
    if (!fits(shape, shared)) {
      throw new IllegalArgumentException(
          "a part's tensor must fit into the shared one, got %s of %s".formatted(shape, shared));
    }
    Integer[] start = new Integer[shape.size()];
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = axis < CHANNEL_AXES ? 0 : (shared.get(axis) - shape.get(axis)) / 2;
    }
    return new Slice(List.of(start), shape, shared);
  }

  private static boolean fits(List<Integer> shape, List<Integer> shared) {
    boolean fits = shape.size() == shared.size();
    for (int axis = 0; axis < shape.size() && fits; axis++) {
      fits = shape.get(axis) <= shared.get(axis);
    }
    return fits;
  }

  /** Whether it is the shared tensor itself. */
  boolean isWhole() {
    return shape.equals(shared);
  }

  /**
   * The part of an array, sharing its memory; gradients flow back into the whole.
   *
   * @param whole of the shared shape
   */
  NDArray of(NDArray whole) {
    if (isWhole()) {
      return whole;
    }
    NDIndex index = new NDIndex();
    for (int axis = 0; axis < shape.size(); axis++) {
      if (shape.get(axis).equals(shared.get(axis))) {
        index.addAllDim();
      } else {
        index.addSliceDim(start.get(axis), (long) start.get(axis) + shape.get(axis));
      }
    }
    return whole.get(index);
  }

  /**
   * A copy of the part of a tensor.
   *
   * @param whole the shared tensor's values, row by row, from position 0
   */
  Tensor of(FloatBuffer whole) {
    int[] lengths = shape.stream().mapToInt(Integer::intValue).toArray();
    int rows = Arrays.stream(lengths, 0, lengths.length - 1).reduce(1, (a, b) -> a * b);
    int row = lengths[lengths.length - 1];
    float[] values = new float[rows * row];
    int[] at = new int[lengths.length];
    for (int i = 0; i < rows; i++) {
      whole.get(position(at), values, i * row, row);
      next(at, lengths);
    }
    return Tensor.of(values, lengths);
  }

  /** The place in the shared tensor of a place in the part. */
  private int position(int[] at) {
    int position = 0;
    for (int axis = 0; axis < at.length; axis++) {
      position = position * shared.get(axis) + start.get(axis) + at[axis];
    }
    return position;
  }

  /** Counts the rows. */
  private static void next(int[] at, int[] lengths) {
    for (int axis = at.length - 2; axis >= 0; axis--) {
      at[axis]++;
      if (at[axis] < lengths[axis]) {
        return;
      }
      at[axis] = 0;
    }
  }
}
