package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Window;
import java.util.Map;
import java.util.Optional;

/**
 * The sliding window of a convolution or a pool as the file gives it: explicit, "same" or "valid"
 * padding, perhaps uneven, perhaps with a last window that reaches beyond the image.
 *
 * @param kernelHeight rows
 * @param kernelWidth columns
 * @param strideHeight step between rows
 * @param strideWidth step between columns
 * @param dilationHeight distance between kernel rows
 * @param dilationWidth distance between kernel columns
 * @param top rows of padding above, and so on
 * @param left columns
 * @param bottom rows
 * @param right columns
 * @param beyond whether rounding up added to the padding below or to the right
 */
record Windows(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int top,
    int left,
    int bottom,
    int right,
    boolean beyond) {

  /** The window that an operator has on an image. */
  static Windows of(Operation op, int[] kernel, int height, int width) {
    int[] strides = pair(op, "strides", 1);
    int[] dilations = pair(op, "dilations", 1);
    int[] sizes = {height, width};
    int[] pads = op.integers("pads").map(p -> Dims.list(p)).orElse(new int[4]).clone();
    if (pads.length != 4) {
      throw op.refused("pads must hold 4 numbers", "only two-dimensional models are supported");
    }
    String auto = op.text("auto_pad", "NOTSET");
    boolean beyond = false;
    for (int a = 0; a < 2; a++) {
      long span = (long) dilations[a] * (kernel[a] - 1) + 1;
      if (auto.equals("VALID")) {
        pads[a] = 0;
        pads[a + 2] = 0;
      } else if (auto.startsWith("SAME")) {
        long places = (sizes[a] + (long) strides[a] - 1) / strides[a];
        long total = Math.max(0, (places - 1) * strides[a] + span - sizes[a]);
        long less = total / 2;
        pads[a] = Math.toIntExact(auto.equals("SAME_LOWER") ? total - less : less);
        pads[a + 2] = Math.toIntExact(total - pads[a]);
      }
      if (op.integer("ceil_mode", 0) == 1) {
        long room = (long) sizes[a] + pads[a] + pads[a + 2] - span;
        long places = (room + strides[a] - 1) / strides[a] + 1;
        if ((places - 1) * strides[a] >= (long) sizes[a] + pads[a]) {
          // The last window must begin inside the image.
          places--;
        }
        long more = (places - 1) * strides[a] - room;
        if (more > 0) {
          pads[a + 2] = Math.toIntExact(pads[a + 2] + more);
          beyond = true;
        }
      }
    }
    return new Windows(
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        dilations[0],
        dilations[1],
        pads[0],
        pads[1],
        pads[2],
        pads[3],
        beyond);
  }

  /** Two numbers for rows and columns. */
  static int[] pair(Operation op, String name, int otherwise) {
    Optional<long[]> given = op.integers(name);
    if (given.isEmpty() || given.get().length == 0) {
      return new int[] {otherwise, otherwise};
    }
    if (given.get().length != 2) {
      throw op.refused(
          "%s must hold 2 numbers, got %d".formatted(name, given.get().length),
          "only two-dimensional models are supported");
    }
    return Dims.list(given.get());
  }

  boolean padded() {
    return top > 0 || left > 0 || bottom > 0 || right > 0;
  }

  boolean even() {
    return top == bottom && left == right;
  }

  /** Whether each window is one place and none is left out. */
  boolean nothing() {
    return kernelHeight == 1
        && kernelWidth == 1
        && strideHeight == 1
        && strideWidth == 1
        && !padded();
  }

  boolean dilated() {
    return dilationHeight != 1 || dilationWidth != 1;
  }

  /** The window with its padding, which must be even. */
  Window window() {
    return window(top, left);
  }

  /** The window on an image that has been padded. */
  Window bare() {
    return window(0, 0);
  }

  private Window window(int rows, int columns) {
    return new Window(
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        rows,
        columns,
        dilationHeight,
        dilationWidth);
  }

  /** The padding as a layer of its own. */
  View frame(Draft draft, Operation op, View image, Movement.Border border) {
    return draft.add(
        new Movement.Pad(top, left, bottom, right, border), op.name() + ".pad", Map.of(), image);
  }
}
