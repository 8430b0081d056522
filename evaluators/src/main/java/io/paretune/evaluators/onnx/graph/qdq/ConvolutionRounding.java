package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.call.InputMoments;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import io.paretune.evaluators.onnx.graph.rounding.SecondOrderRounding;
import io.paretune.evaluators.onnx.graph.rounding.WeightGrid;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rounds weights of convolutions so that what one changes is made up for by others, as the channels
 * of their input vary together ({@link SecondOrderRounding}). Neighbouring places are taken to vary
 * nearly alike. What is found is kept by weights, of one graph: those that several nodes read are
 * rounded for the first of them, and stored once.
 */
final class ConvolutionRounding {

  /** How alike neighbouring places are. */
  private static final double NEIGHBOURS = 0.9;

  private final ActivationStatistics statistics;
  private final boolean learning;
  private final Map<String, byte[]> found = new ConcurrentHashMap<>();

  ConvolutionRounding(ActivationStatistics statistics) {
    this(statistics, true);
  }

  private ConvolutionRounding(ActivationStatistics statistics, boolean learning) {
    this.statistics = statistics;
    this.learning = learning;
  }

  /** That knows of no node. */
  static ConvolutionRounding nearest(ActivationStatistics statistics) {
    return new ConvolutionRounding(statistics, false);
  }

  /** The same, for other values. */
  ConvolutionRounding of(ActivationStatistics others) {
    return new ConvolutionRounding(others, learning);
  }

  /** Whether weights were asked for that are rounded so. */
  boolean learned() {
    return !found.isEmpty();
  }

  /**
   * The bytes of a convolution's weights.
   *
   * @param scales one for each output
   * @return empty if the node is none of which that is known
   */
  Optional<byte[]> bytes(GraphDraft draft, NodeProto node, float[] scales, int bits) {
    if (!learning || !GraphDraft.is(node, "Conv")) {
      return Optional.empty();
    }
    TensorProto tensor = draft.stored(node, 1).orElseThrow();
    double[][] covariance = statistics.channelCovariance(node.getInput(0));
    int within = (int) tensor.getDims(1);
    int inputs = StoredFloats.count(tensor) / scales.length;
    boolean whole = Nodes.number(node, "group", 1) == 1 && covariance.length == within;
    boolean depthwise = within == 1 && covariance.length == scales.length;
    if (!(whole || depthwise) || inputs < 2 || inputs > InputMoments.MOST) {
      return Optional.empty();
    }
    double[][] own = whole ? covariance : new double[][] {{1}};
    String key = node.getInput(1) + " " + bits + " " + Arrays.hashCode(scales);
    return Optional.of(
        found
            .computeIfAbsent(key, k -> learned(StoredFloats.of(tensor), own, scales, bits))
            .clone());
  }

  private static byte[] learned(float[] values, double[][] channels, float[] scales, int bits) {
    int outputs = scales.length;
    int inputs = values.length / outputs;
    int places = inputs / channels.length;
    double[][] moments = new double[inputs][inputs];
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < inputs; j++) {
        double alike = i % places == j % places ? 1 : NEIGHBOURS;
        moments[i][j] = alike * channels[i / places][j / places];
      }
    }
    float[] upright = StoredFloats.transposed(values, outputs, inputs);
    byte[] steps = SecondOrderRounding.learned(moments, new WeightGrid(upright, bits, scales));
    int most = (1 << (bits - 1)) - 1;
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      int step = (steps[i % inputs * outputs + i / inputs] & 0xff) - most - 1;
      bytes[i] = (byte) Math.max(-most, step);
    }
    return bytes;
  }
}
