package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.Arrays;

/** Arithmetic on the lengths of axes, without overflow. */
public final class Dims {

  /** Far more than any model has; each value that is moved takes a step for each axis. */
  private static final int MOST_AXES = 32;

  private Dims() {}

  /** The number of values, at most {@link Integer#MAX_VALUE}. */
  public static int product(int[] dims) {
    if (dims.length > MOST_AXES) {
      throw new OnnxImportException(
          "a tensor must have at most %d axes, got %d".formatted(MOST_AXES, dims.length));
    }
    long product = 1;
    for (int length : dims) {
      if (length < 0) {
        throw new OnnxImportException("axis lengths must be at least 0, got " + text(dims));
      }
      product *= length;
      if (product > Integer.MAX_VALUE) {
        throw new OnnxImportException(
            "a tensor must have at most %d values, got shape %s"
                .formatted(Integer.MAX_VALUE, text(dims)));
      }
    }
    return (int) product;
  }

  /**
   * The number of values of something that is to be computed while reading, which must not be much
   * more than what it is computed from.
   */
  public static int bounded(int[] dims, int[] from) {
    int product = product(dims);
    int limit = Math.min(Budget.LARGEST, Math.max(Constant.LARGEST_COMPUTED, product(from)));
    if (product > limit) {
      throw new OnnxImportException(
          "a value that is computed while reading must have at most %d elements, got shape %s"
              .formatted(limit, text(dims)));
    }
    return product;
  }

  /** Axis lengths from a file, where they are longs. */
  public static int[] ints(long... dims) {
    int[] ints = list(dims);
    product(ints);
    return ints;
  }

  /** Lengths that belong to no one tensor, such as those of parts. */
  public static int[] list(long... dims) {
    int[] ints = new int[dims.length];
    for (int a = 0; a < dims.length; a++) {
      if (dims[a] < 0 || dims[a] > Integer.MAX_VALUE) {
        throw new OnnxImportException(
            "axis lengths must lie in [0, %d], got %s"
                .formatted(Integer.MAX_VALUE, Arrays.toString(dims)));
      }
      ints[a] = (int) dims[a];
    }
    return ints;
  }

  /** How far apart neighbours along each axis are, in row-major order. */
  public static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int a = dims.length - 1; a >= 0; a--) {
      strides[a] = stride;
      stride *= Math.max(1, dims[a]);
    }
    return strides;
  }

  /** Steps a place on in row-major order. */
  public static void next(int[] place, int[] dims) {
    for (int a = place.length - 1; a >= 0; a--) {
      place[a]++;
      if (place[a] < dims[a]) {
        return;
      }
      place[a] = 0;
    }
  }

  /** An axis counted from the end if negative. */
  public static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new OnnxImportException(
          "an axis must lie in [%d, %d], got %d".formatted(-rank, rank - 1, axis));
    }
    return (int) positive;
  }

  /** Every position of an axis, in order. */
  public static int[] all(int length) {
    int[] all = new int[length];
    Arrays.setAll(all, i -> i);
    return all;
  }

  public static String text(int[] dims) {
    return Arrays.toString(dims).replace(", ", " x ");
  }
}
