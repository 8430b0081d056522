package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.List;

/**
 * Weights as signed bytes with a scale an output, and the bias on the scale that sums of products
 * have. The bias gives back what rounding takes from the mean of an output: {@code b' = b + sum((w
 * - w') E[x])} (Nagel et al. 2019, "Data-free quantization through weight equalization and bias
 * correction", arXiv:1906.04721, section 4.2).
 */
final class RoundedWeights {

  /** Bound on a bias in steps, so that adding the sums of the products cannot overflow 32 bits. */
  private static final double LARGEST_BIAS = 1 << 30;

  private static final float SMALLEST_SCALE = 1e-10f;

  private final List<Long> dims;
  private final byte[] bytes;
  private final float[] scales;
  private final int[] bias;
  private final float inputScale;

  private RoundedWeights(
      List<Long> dims, byte[] bytes, float[] scales, int[] bias, float inputScale) {
    this.dims = dims;
    this.bytes = bytes;
    this.scales = scales;
    this.bias = bias;
    this.inputScale = inputScale;
  }

  /** How large a step of an input is, and the means of its channels: as many as it has, or none. */
  static final class Input {
    private final float scale;
    private final double[] means;
    private final ConvolutionRounding rounding;

    Input(float scale, double[] means, ConvolutionRounding rounding) {
      this.scale = scale;
      this.means = means.clone();
      this.rounding = rounding;
    }

    ConvolutionRounding rounding() {
      return rounding;
    }

    float scale() {
      return scale;
    }

    double[] means() {
      return means.clone();
    }
  }

  /**
   * The weights of a node.
   *
   * @param input its first input
   * @param bits of a weight, at most 8
   */
  static RoundedWeights of(
      GraphDraft draft, NodeProto node, WeightedOperator rule, Input input, int bits) {
    TensorProto tensor = draft.stored(node, 1).orElseThrow();
    int most = (1 << (bits - 1)) - 1;
    float inputScale = input.scale();
    double[] means = input.means();
    float[] values = StoredFloats.of(tensor);
    int axis = rule.outputAxis(node, tensor.getDimsCount());
    int outputs = (int) tensor.getDims(axis);
    // a weight's output is index / below % outputs; products have two axes, one of which is left
    int below = axis == 0 ? values.length / outputs : 1;
    float[] offsets =
        Nodes.has(node, 2)
            ? StoredFloats.of(draft.stored(node, 2).orElseThrow())
            : new float[outputs];
    float[] scales = scales(values, below, offsets, inputScale, most);
    byte[] bytes =
        input
            .rounding()
            .bytes(draft, node, scales, bits)
            .orElseGet(() -> nearest(values, below, scales, most));
    double[] lost = new double[outputs];
    InputOf inputs = InputOf.of(node, tensor, axis, means.length);
    for (int i = 0; i < bytes.length; i++) {
      int output = i / below % outputs;
      if (inputs.known()) {
        lost[output] +=
            ((double) values[i] - bytes[i] * scales[output]) * means[inputs.channel(i, output)];
      }
    }
    int[] bias = new int[outputs];
    for (int c = 0; c < outputs; c++) {
      double steps = (offsets[c] + lost[c]) / ((double) scales[c] * inputScale);
      bias[c] = (int) Math.rint(Math.max(-LARGEST_BIAS, Math.min(LARGEST_BIAS, steps)));
    }
    return new RoundedWeights(tensor.getDimsList(), bytes, scales, bias, inputScale);
  }

  private static byte[] nearest(float[] values, int below, float[] scales, int most) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      int step = Math.round(values[i] / scales[i / below % scales.length]);
      bytes[i] = (byte) Math.max(-most, Math.min(most, step));
    }
    return bytes;
  }

  /** A channel of tiny weights under a large bias would overflow: coarser weights lose less. */
  private static float[] scales(
      float[] values, int below, float[] offsets, float inputScale, int most) {
    float[] scales = new float[offsets.length];
    for (int i = 0; i < values.length; i++) {
      int output = i / below % scales.length;
      scales[output] = Math.max(scales[output], Math.abs(values[i]) / most);
    }
    for (int c = 0; c < scales.length; c++) {
      float coarse = (float) (Math.abs(offsets[c]) / inputScale / LARGEST_BIAS);
      scales[c] = Math.max(Math.max(scales[c], SMALLEST_SCALE), coarse);
    }
    return scales;
  }

  /** Which channel of the input a weight is multiplied with. */
  private record InputOf(boolean known, int axis, int outputs, int inputs, int below, int groups) {

    static InputOf of(NodeProto node, TensorProto weights, int axis, int channels) {
      int outputs = (int) weights.getDims(axis);
      int other = (int) weights.getDims(axis == 0 ? 1 : 0);
      long below = 1;
      for (int a = 2; a < weights.getDimsCount(); a++) {
        below *= weights.getDims(a);
      }
      int groups =
          GraphDraft.is(node, "Conv") ? Math.max(1, (int) Nodes.number(node, "group", 1)) : 1;
      boolean known = channels > 0 && channels == (long) other * groups && outputs % groups == 0;
      return new InputOf(known, axis, outputs, other, (int) below, groups);
    }

    int channel(int index, int output) {
      int within = axis == 0 ? index / below % inputs : index / outputs;
      return output / (outputs / groups) * inputs + within;
    }
  }

  List<Long> dims() {
    return dims;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  float[] scales() {
    return scales.clone();
  }

  int[] bias() {
    return bias.clone();
  }

  float[] biasScales() {
    float[] products = scales.clone();
    for (int c = 0; c < products.length; c++) {
      products[c] *= inputScale;
    }
    return products;
  }
}
