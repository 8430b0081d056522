package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Map;
import java.util.Optional;

/**
 * The sliding window of a convolution or a pool as the file gives it: explicit, "same" or "valid"
 * padding, perhaps uneven, perhaps with a last window that reaches beyond the image.
 *
 * @param rows along the image's height
 * @param columns along its width
 */
record Windows(Axis rows, Axis columns) {

  /**
   * The window along one axis.
   *
   * @param kernel places
   * @param stride step between windows
   * @param dilation distance between the kernel's places
   * @param before padding above or to the left
   * @param after padding below or to the right
   * @param beyond whether rounding up added to the padding after
   */
  record Axis(int kernel, int stride, int dilation, int before, int after, boolean beyond) {

    private long span() {
      return (long) dilation * (kernel - 1) + 1;
    }

    /** With the padding that a file's {@code auto_pad} means for an image. */
    private Axis padded(String auto, int size) {
      if (auto.equals("VALID")) {
        return new Axis(kernel, stride, dilation, 0, 0, beyond);
      }
      if (!auto.startsWith("SAME")) {
        return this;
      }
      long places = (size + (long) stride - 1) / stride;
      long total = Math.max(0, (places - 1) * stride + span() - size);
      long less = total / 2;
      int first = Math.toIntExact(auto.equals("SAME_LOWER") ? total - less : less);
      return new Axis(kernel, stride, dilation, first, Math.toIntExact(total - first), beyond);
    }

    /** With a last window that begins inside the image and may reach beyond it. */
    private Axis roundedUp(int size) {
      long room = (long) size + before + after - span();
      long places = (room + stride - 1) / stride + 1;
      if ((places - 1) * stride >= (long) size + before) {
        places--;
      }
      long more = (places - 1) * stride - room;
      return more > 0
          ? new Axis(kernel, stride, dilation, before, Math.toIntExact(after + more), true)
          : this;
    }

    private boolean padded() {
      return before > 0 || after > 0;
    }

    /** Whether a window may lie in the padding altogether. */
    private boolean tooFar() {
      return before >= kernel || after >= kernel;
    }
  }

  /** The window that an operator has on an image. */
  static Windows of(Operation op, int[] kernel, int height, int width) {
    int[] strides = pair(op, "strides", 1);
    int[] dilations = pair(op, "dilations", 1);
    int[] pads = op.integers("pads").map(p -> Dims.list(p)).orElse(new int[4]);
    if (pads.length != 4) {
      throw op.refused("pads must hold 4 numbers", "only two-dimensional models are supported");
    }
    String auto = op.text("auto_pad", "NOTSET");
    boolean up = op.integer("ceil_mode", 0) == 1;
    Axis rows =
        new Axis(kernel[0], strides[0], dilations[0], pads[0], pads[2], false).padded(auto, height);
    Axis columns =
        new Axis(kernel[1], strides[1], dilations[1], pads[1], pads[3], false).padded(auto, width);
    return up
        ? new Windows(rows.roundedUp(height), columns.roundedUp(width))
        : new Windows(rows, columns);
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
    return rows.padded() || columns.padded();
  }

  boolean even() {
    return rows.before() == rows.after() && columns.before() == columns.after();
  }

  /** Whether rounding up added to the padding. */
  boolean beyond() {
    return rows.beyond() || columns.beyond();
  }

  /** Whether a window may lie in the padding altogether. */
  boolean tooFar() {
    return rows.tooFar() || columns.tooFar();
  }

  /** Whether no window begins with more than half of itself in the padding. */
  boolean halfInside() {
    return rows.before() <= rows.kernel() / 2 && columns.before() <= columns.kernel() / 2;
  }

  /** Whether each window is one place and none is left out. */
  boolean nothing() {
    return rows.kernel() == 1
        && columns.kernel() == 1
        && rows.stride() == 1
        && columns.stride() == 1
        && !padded();
  }

  boolean dilated() {
    return rows.dilation() != 1 || columns.dilation() != 1;
  }

  /** The window with its padding, which must be even. */
  Window window() {
    return window(rows.before(), columns.before());
  }

  /** The window on an image that has been padded. */
  Window bare() {
    return window(0, 0);
  }

  private Window window(int above, int left) {
    return new Window(
        rows.kernel(),
        columns.kernel(),
        rows.stride(),
        columns.stride(),
        above,
        left,
        rows.dilation(),
        columns.dilation());
  }

  /** The padding as a layer of its own. */
  View frame(Draft draft, Operation op, View image, Movement.Border border) {
    Movement.Pad pad =
        new Movement.Pad(rows.before(), columns.before(), rows.after(), columns.after(), border);
    return draft.add(pad, op.name() + ".pad", Map.of(), image);
  }
}
