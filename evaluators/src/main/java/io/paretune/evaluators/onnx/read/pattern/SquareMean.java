package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a local response normalisation that is written out, as PyTorch's exporters do: {@code
 * (factor mean(x^2) + offset) ^ exponent}, the mean over neighbouring channels by a pool along the
 * channels of an image with one more axis. It must end as what {@code x} is divided by.
 *
 * @param x what is normalised
 * @param size channels in a mean, odd
 * @param factor of the mean so far
 * @param offset added so far
 * @param exponent 1 until it is known
 */
public record SquareMean(View x, int size, double factor, double offset, double exponent)
    implements Value {

  @Override
  public int[] dims() {
    return x.dims();
  }

  /** The result of an operator that begins or continues such a part; empty for all others. */
  public static Optional<Value> apply(Operation op, Draft draft) {
    List<Value> inputs = op.present();
    if (op.type().equals("AveragePool") && op.has(0) && op.input(0) instanceof View view) {
      return begun(op, view, draft);
    }
    if (!inputs.isEmpty() && inputs.get(0) instanceof SquareMean mean) {
      return mean.with(op, inputs);
    }
    if (op.type().equals("Div")
        && inputs.size() == 2
        && inputs.get(0) instanceof View view
        && inputs.get(1) instanceof SquareMean mean
        && view.node().equals(mean.x.node())
        && view.alignedWith(mean.x)) {
      Layer layer = new Layer.LocalResponseNorm(mean.size, mean.factor, mean.exponent, mean.offset);
      draft.note("written out normalisations of local responses became one layer each");
      return Optional.of(draft.add(layer, op.name(), Map.of(), mean.x));
    }
    return Optional.empty();
  }

  /** The squares of an image, with zeros before and after its channels, pooled along them. */
  private static Optional<Value> begun(Operation op, View view, Draft draft) {
    long[] kernel = op.integers("kernel_shape").orElse(new long[0]);
    long[] strides = op.integers("strides").orElse(new long[] {1, 1, 1});
    Node squares = draft.nodes().get(view.node());
    if (kernel.length != 3
        || kernel[0] % 2 == 0
        || kernel[0] > view.shape().channels() * 2L + 1
        || kernel[1] != 1
        || kernel[2] != 1
        || !Arrays.equals(strides, new long[] {1, 1, 1})
        || view.dims().length != 4
        || view.dims()[0] != 1
        || squares == null
        || !(squares.layer() instanceof Elementwise.Multiply)
        || !(view.shape() instanceof Shape.Image image)
        || !squares.inputs().equals(List.of(squares.inputs().get(0), squares.inputs().get(0)))) {
      return Optional.empty();
    }
    int reach = (int) kernel[0] / 2;
    int plane = image.height() * image.width();
    long[] pads = op.integers("pads").orElse(new long[6]);
    boolean own = Arrays.equals(pads, new long[] {reach, 0, 0, reach, 0, 0});
    boolean framed =
        own
            ? view.sources().isEmpty() && op.integer("count_include_pad", 0) == 1
            : Arrays.equals(pads, new long[6]) && framed(view, reach, plane);
    return framed && view.dims()[2] * view.dims()[3] == plane
        ? Optional.of(
            new SquareMean(View.of(squares.inputs().get(0), image), (int) kernel[0], 1, 0, 1))
        : Optional.empty();
  }

  private static boolean framed(View view, int reach, int plane) {
    int elements = view.shape().elements();
    int[] sources = view.sources().orElse(new int[0]);
    boolean fits = sources.length == elements + 2 * reach * plane;
    for (int i = 0; i < sources.length && fits; i++) {
      int source = i - reach * plane;
      fits = sources[i] == (source >= 0 && source < elements ? source : -1);
    }
    return fits;
  }

  private Optional<Value> with(Operation op, List<Value> inputs) {
    switch (op.type()) {
      case "Reshape", "Squeeze", "Unsqueeze", "Identity", "Cast" -> {
        return Optional.of(this);
      }
      default -> {
        // arithmetic
      }
    }
    if (inputs.size() != 2
        || !(inputs.get(1) instanceof Constant constant)
        || constant.size() != 1
        || exponent != 1) {
      return Optional.empty();
    }
    double value = constant.at(0);
    return switch (op.type()) {
      case "Mul" -> Optional.of(new SquareMean(x, size, factor * value, offset * value, 1));
      case "Add" -> Optional.of(new SquareMean(x, size, factor, offset + value, 1));
      case "Pow" -> Optional.of(new SquareMean(x, size, factor, offset, value));
      default -> Optional.empty();
    };
  }
}
