package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Upsampling.Interpolation;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What makes images larger: transposed convolutions, and images at another size. */
public final class UpsamplingRules {

  /** What a number of pixels may be off that a scale makes. */
  private static final double NEAR = 1e-4;

  private final Draft draft;

  public UpsamplingRules(Draft draft) {
    this.draft = draft;
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<View> apply(Operation op) {
    return switch (op.type()) {
      case "ConvTranspose" -> Optional.of(transposed(op));
      case "Resize", "Upsample" -> Optional.of(resized(op));
      default -> Optional.empty();
    };
  }

  private View transposed(Operation op) {
    View x = draft.image(op.view(0), op);
    Constant weight = op.constant(1);
    int[] dims = weight.dims();
    if (dims.length != 4 || dims[0] != x.shape().channels()) {
      throw op.refused(
          "the kernel must have 4 axes, the first as long as the input's channels, got %s"
              .formatted(Dims.text(dims)),
          "only transposed convolutions in two dimensions are supported");
    }
    if (op.integers("output_shape").isPresent()) {
      throw op.refused("the padding must be given, got an output_shape", "export with pads");
    }
    Sides rows = sides(op, 0, dims[2], ((Shape.Image) x.shape()).height());
    Sides columns = sides(op, 1, dims[3], ((Shape.Image) x.shape()).width());
    int groups = Math.toIntExact(op.integer("group", 1));
    int outputs = Math.multiplyExact(dims[1], Math.max(1, groups));
    Optional<Constant> bias = op.constantIfAny(2);
    Window window =
        new Window(
            dims[2],
            dims[3],
            rows.stride,
            columns.stride,
            rows.both(),
            columns.both(),
            rows.dilation,
            columns.dilation);
    Upsampling.ConvTranspose2d layer =
        new Upsampling.ConvTranspose2d(
            dims[0], outputs, window, rows.extra, columns.extra, groups, bias.isPresent());
    Map<Role, Tensor> own = new LinkedHashMap<>();
    own.put(Role.WEIGHT, layer.outputsFirst(Tensor.of(weight.toFloats(), dims)));
    bias.ifPresent(values -> own.put(Role.BIAS, Tensor.of(values.toFloats(), outputs)));
    View made = draft.add(layer, op.layerName(), own, x);
    return rows.even() && columns.even() ? made : cut(op, made, rows, columns);
  }

  /** Takes away where one side is padded more than the other. */
  private View cut(Operation op, View made, Sides rows, Sides columns) {
    Shape.Image image = (Shape.Image) made.shape();
    Movement.Crop crop =
        new Movement.Crop(
            rows.before - rows.both(),
            columns.before - columns.both(),
            image.height() - (rows.before - rows.both()) - (rows.after - rows.both()),
            image.width() - (columns.before - columns.both()) - (columns.after - columns.both()),
            1,
            1);
    return draft.add(crop, op.name() + ".crop", Map.of(), made);
  }

  /**
   * A transposed convolution along one axis.
   *
   * @param before padding above or to the left
   * @param after padding below or to the right
   * @param extra places added at the end
   */
  private record Sides(int stride, int dilation, int before, int after, int extra) {
    int both() {
      return Math.min(before, after);
    }

    boolean even() {
      return before == after;
    }
  }

  private static Sides sides(Operation op, int axis, int kernel, int size) {
    int stride = Windows.pair(op, "strides", 1)[axis];
    int dilation = Windows.pair(op, "dilations", 1)[axis];
    int extra = Windows.pair(op, "output_padding", 0)[axis];
    String auto = op.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      // as large as the input, times the stride
      int total = Math.max(0, dilation * (kernel - 1) + 1 + extra - stride);
      int less = total / 2;
      int before = auto.equals("SAME_UPPER") ? less : total - less;
      return new Sides(stride, dilation, before, total - before, extra);
    }
    int[] pads = op.integers("pads").map(Dims::list).orElse(new int[4]);
    if (pads.length != 4 || size < 1) {
      throw op.refused("pads must hold 4 numbers", "only two-dimensional models are supported");
    }
    return auto.equals("VALID")
        ? new Sides(stride, dilation, 0, 0, extra)
        : new Sides(stride, dilation, pads[axis], pads[2 + axis], extra);
  }

  private View resized(Operation op) {
    View x = draft.image(op.view(0), op);
    Shape.Image in = (Shape.Image) x.shape();
    double[] wanted = sizes(op, in);
    int height = (int) Math.floor(wanted[0] + NEAR);
    int width = (int) Math.floor(wanted[1] + NEAR);
    if (Math.abs(wanted[0] - height) > NEAR || Math.abs(wanted[1] - width) > NEAR) {
      throw op.refused(
          "the scales must make whole rows and columns, got %.3f x %.3f"
              .formatted(wanted[0], wanted[1]),
          "export with sizes");
    }
    Interpolation kind = kind(op, in, height, width);
    if (height == in.height() && width == in.width()) {
      return x;
    }
    return draft.add(new Upsampling.Resize(height, width, kind), op.layerName(), Map.of(), x);
  }

  /** Rows and columns of the output. */
  private static double[] sizes(Operation op, Shape.Image in) {
    if (op.type().equals("Resize") && op.opset() > 10 && op.has(3)) {
      return lastTwo(op, op.constant(3));
    }
    boolean attribute = op.type().equals("Upsample") && op.hasAttribute("scales");
    if (attribute) {
      float[] scales = op.reals("scales");
      return scaled(op, in, Constant.floats(new int[] {scales.length}, scales));
    }
    boolean second = op.type().equals("Resize") && op.opset() > 10;
    return scaled(op, in, op.constant(second ? 2 : 1));
  }

  private static double[] scaled(Operation op, Shape.Image in, Constant scales) {
    double[] pair = lastTwo(op, scales);
    for (int axis = 0; axis < scales.size() - 2; axis++) {
      if (scales.at(axis) != 1) {
        throw op.refused(
            "only rows and columns may be scaled, got %s on axis %d"
                .formatted(scales.at(axis), axis),
            "export images with channels before rows and columns");
      }
    }
    return new double[] {pair[0] * in.height(), pair[1] * in.width()};
  }

  private static double[] lastTwo(Operation op, Constant values) {
    int count = values.size();
    if (count < 2) {
      throw op.refused(
          "sizes or scales of rows and columns are needed, got %d".formatted(count),
          "the file is damaged: export it again");
    }
    return new double[] {values.at(count - 2), values.at(count - 1)};
  }

  private static Interpolation kind(Operation op, Shape.Image in, int height, int width) {
    String mode = op.text("mode", "nearest");
    boolean old = op.type().equals("Upsample") || op.opset() < 11;
    String places = old ? "asymmetric" : op.text("coordinate_transformation_mode", "half_pixel");
    boolean stretches = op.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    if (op.integer("antialias", 0) == 0 && stretches) {
      if (mode.equals("nearest") && isNearest(op, places, old, in, height, width)) {
        return Interpolation.NEAREST;
      }
      if (mode.equals("linear") && places.equals("align_corners")) {
        return Interpolation.LINEAR_CORNERS;
      }
      boolean lone = (height == 1 && in.height() > 1) || (width == 1 && in.width() > 1);
      boolean halves =
          places.equals("half_pixel") || (places.equals("pytorch_half_pixel") && !lone);
      if (mode.equals("linear") && halves) {
        return Interpolation.LINEAR;
      }
    }
    throw op.refused(
        "mode '%s' with coordinates '%s' has no layer".formatted(mode, places),
        "export with mode nearest and whole multiples, or linear with half_pixel or align_corners");
  }

  /** Whether each place has the value at {@code floor(place * input / output)}. */
  private static boolean isNearest(
      Operation op, String places, boolean old, Shape.Image in, int height, int width) {
    String rounding = old ? "floor" : op.text("nearest_mode", "round_prefer_floor");
    boolean whole = height % in.height() == 0 && width % in.width() == 0;
    boolean doubled =
        (height == in.height() || height == 2 * in.height())
            && (width == in.width() || width == 2 * in.width());
    return switch (places) {
      // of other ratios single precision does not tell which of two places a quotient is at
      case "asymmetric" ->
          (whole && rounding.equals("floor")) || (rounding.equals("round_prefer_floor") && doubled);
      // between two centres of the input there is none of the output, so that nothing is a tie
      case "half_pixel", "pytorch_half_pixel" -> whole && rounding.startsWith("round");
      default -> false;
    };
  }
}
