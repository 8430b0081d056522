package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.OnnxMovements;
import io.paretune.evaluators.onnx.OnnxOperators;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network as an ONNX model whose blocks have 32, 16, 8 or 4 bits.
 *
 * <p>Static 8-bit blocks have int8 weights and QuantizeLinear / DequantizeLinear pairs (QDQ), which
 * ONNX Runtime fuses into its 8-bit kernels. Weights are int8, symmetric, and stored as such;
 * biases int32 with scale = weight scale x input scale; activations uint8, affine, one scale a
 * value, with zero point 0 where a rectifier makes them: the fusion of convolution, rectifier and
 * QuantizeLinear depends on it. A value is quantised at most once, whoever reads it. The class
 * scores stay float. All other blocks: see {@link FloatKernels}.
 *
 * <p>On x86 processors without VNNI, ONNX Runtime adds pairs of uint8 x int8 products in 16 bits,
 * which can saturate: judge accuracy on the machine that will serve the file.
 */
public final class QuantisedExport {

  private final Network network;
  private final Weights weights;
  private final QuantisationPlan plan;
  private final Optional<Calibration> calibration;
  private final Map<String, Range> ranges;
  private final OnnxGraph graph;
  private final FloatKernels floats;
  private final Map<String, Quantised> quantised = new LinkedHashMap<>();
  private final Set<String> fused = new HashSet<>();

  private QuantisedExport(
      Network network, Weights weights, QuantisationPlan plan, Optional<Calibration> calibration) {
    this.network = network;
    this.weights = weights.requireFor(network);
    this.plan = plan;
    this.calibration = calibration;
    this.ranges =
        calibration.map(statistics -> statistics.ranges(plan.calibration())).orElse(Map.of());
    this.graph = new OnnxGraph("network", network.input());
    this.floats = new FloatKernels(graph, this.weights, this::bias);
  }

  /**
   * The file's bytes.
   *
   * @param network with batch normalisation folded; one that is left runs in float
   * @param plan whose bits and granularity are followed; equalisation comes before
   * @param calibration of this network; needed where the plan {@linkplain
   *     QuantisationPlan#calibrates calibrates}
   * @throws IllegalArgumentException if weights do not fit or a range is missing
   */
  public static byte[] encode(
      Network network, Weights weights, QuantisationPlan plan, Optional<Calibration> calibration) {
    return new QuantisedExport(network, weights, plan, calibration).encode();
  }

  private byte[] encode() {
    for (Node node : network.nodes()) {
      if (int8(node)) {
        appendInt8(node);
      } else {
        appendFloat(node, node.inputs().stream().map(this::asFloat).toList());
      }
    }
    String output = network.output().name();
    return graph.output(output, network.shapeOf(output)).encode();
  }

  private void appendFloat(Node node, List<String> inputs) {
    int bits = FloatKernels.weighted(node.layer()) ? plan.bits(node.block()) : 32;
    switch (bits) {
      case 4 -> floats.quarter(node, inputs);
      case 8 -> floats.dynamic(node, inputs, plan.weightScales());
      case 16 -> floats.half(node, inputs);
      default -> OnnxExport.append(graph, node, inputs, weights, node.name());
    }
  }

  /** The bias to write for rounded weights. */
  private Optional<Tensor> bias(Node node, Optional<Tensor> trained, float[] restored) {
    if (!plan.biasCorrection()) {
      return trained;
    }
    Tensor weight = weights.get(Role.WEIGHT.of(node.name()));
    double[] means =
        calibration
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "bias correction must have a calibration, got none; collect one"))
            .channelMeans(node.inputs().get(0));
    return Optional.of(BiasCorrection.of(node.layer(), weight, restored, trained, means));
  }

  /**
   * Whether the node's values have 8 bits: its block is chosen and its operator has such a kernel.
   */
  private boolean int8(Node node) {
    return plan.activations() == Activations.STATIC
        && plan.bits(node.block()) == 8
        && !(node.layer() instanceof Layer.BatchNorm
            || node.layer() instanceof Elementwise.Affine
            || node.layer() instanceof Layer.Softmax);
  }

  private void appendInt8(Node node) {
    Layer layer = node.layer();
    if (layer instanceof Movement movement && !node.name().equals(network.output().name())) {
      move(node, movement);
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      inputs.add(fused.contains(name) ? name : quantise(name).dequantised());
    }
    if (layer instanceof Layer.Conv2d || layer instanceof Layer.Linear) {
      inputs.addAll(parameters(node, quantise(node.inputs().get(0)).range()));
    }
    OnnxOperators.append(graph, layer, inputs, node.name());
    if (classScores(node)) {
      return;
    }
    if (fusedWithRectifier(node)) {
      fused.add(node.name());
    } else if (keepsValues(layer) && !fused.contains(node.inputs().get(0))) {
      quantise(node.name(), quantise(node.inputs().get(0)).range());
    } else {
      quantise(node.name());
    }
  }

  /** Whether the node makes the network's output or the scores that a closing softmax reads. */
  private boolean classScores(Node node) {
    Node output = network.output();
    return node.name().equals(output.name())
        || (output.layer() instanceof Layer.Softmax
            && output.inputs().contains(node.name())
            && network.consumers(node.name()).size() == 1);
  }

  /** Moves the bytes themselves: they keep their scale, and their zero point stands for zero. */
  private void move(Node node, Movement movement) {
    Quantised source = quantise(node.inputs().get(0));
    String name = node.name();
    String moved = name + ".q";
    OnnxMovements.append(graph, movement, source.bytes(), moved, Optional.of(source.zeroPoint()));
    String dq =
        graph.node(
            "DequantizeLinear", List.of(moved, source.scale(), source.zeroPoint()), name + ".dq");
    quantised.put(
        name, new Quantised(dq, source.range(), moved, source.scale(), source.zeroPoint()));
  }

  /**
   * Whether only a rectifier of the same precision reads the node, so that it needs no scale of its
   * own.
   */
  private boolean fusedWithRectifier(Node node) {
    List<Node> readers = network.consumers(node.name());
    return readers.size() == 1
        && rectifier(readers.get(0).layer()).isPresent()
        && int8(readers.get(0))
        && !readers.get(0).name().equals(network.output().name());
  }

  private static Optional<ActivationKind> rectifier(Layer layer) {
    return layer instanceof Layer.Activation activation
            && (activation.kind() == ActivationKind.RELU
                || activation.kind() == ActivationKind.RELU6)
        ? Optional.of(activation.kind())
        : Optional.empty();
  }

  /**
   * Whether the layer only moves or selects values, so that its output needs the input's scale to
   * be dropped.
   */
  private static boolean keepsValues(Layer layer) {
    return layer instanceof Layer.Flatten
        || layer instanceof Layer.Identity
        || layer instanceof Layer.Dropout
        || (layer instanceof Layer.Pool pool && pool.kind() == Layer.PoolKind.MAX);
  }

  /** What float nodes read: the value itself, unless it exists in 8 bits only. */
  private String asFloat(String name) {
    Quantised pair = quantised.get(name);
    boolean madeInInt8 = network.contains(name) && int8(network.node(name));
    return pair != null && madeInInt8 ? pair.dequantised() : name;
  }

  private Quantised quantise(String name) {
    Range range = ranges.get(name);
    if (range == null) {
      throw new IllegalArgumentException(
          "every quantised value must have a range, got none for '%s'; calibrate this network"
              .formatted(name));
    }
    return quantise(name, clamped(name, range));
  }

  private Range clamped(String name, Range range) {
    if (!network.contains(name)) {
      return range;
    }
    Layer layer = network.node(name).layer();
    if (layer instanceof Layer.Activation activation && activation.kind().nonNegative()) {
      return range.within(0, activation.kind() == ActivationKind.RELU6 ? 6 : Float.MAX_VALUE);
    }
    return range;
  }

  private Quantised quantise(String name, Range range) {
    Quantised pair = quantised.get(name);
    if (pair == null) {
      String scale = graph.scalar(name + ".s", range.scale());
      String zeroPoint = graph.uint8(name + ".z", range.zeroPoint());
      String q = graph.node("QuantizeLinear", List.of(name, scale, zeroPoint), name + ".q");
      String dq = graph.node("DequantizeLinear", List.of(q, scale, zeroPoint), name + ".dq");
      pair = new Quantised(dq, range, q, scale, zeroPoint);
      quantised.put(name, pair);
    }
    return pair;
  }

  private List<String> parameters(Node node, Range input) {
    String weightName = Role.WEIGHT.of(node.name());
    Tensor weight = weights.get(weightName);
    String biasName = Role.BIAS.of(node.name());
    Optional<Tensor> trained =
        weights.contains(biasName) ? Optional.of(weights.get(biasName)) : Optional.empty();
    Int8Weights int8 = Int8Weights.of(weight, trained, input.scale(), plan.weightScales());
    Optional<Tensor> bias = bias(node, trained, int8.restored());
    int outputs = weight.axis(0);
    String scale = graph.floats(weightName + ".s", int8.scales());
    String zero = graph.int8s(weightName + ".z", new byte[outputs], outputs);
    String stored = graph.int8s(weightName, int8.values(), weight.shape());
    List<String> names = new ArrayList<>();
    names.add(
        graph.node(
            "DequantizeLinear",
            List.of(stored, scale, zero),
            weightName + ".dq",
            OnnxGraph.integer("axis", 0)));
    if (bias.isPresent()) {
      String biasScale = graph.floats(biasName + ".s", int8.biasScales(input.scale()));
      String biasStored = graph.int32s(biasName, int8.bias(bias.get(), input.scale()), outputs);
      names.add(
          graph.node(
              "DequantizeLinear",
              List.of(biasStored, biasScale),
              biasName + ".dq",
              OnnxGraph.integer("axis", 0)));
    }
    return names;
  }

  /**
   * A value in 8 bits: the name under which it is read, the range that it was given, and the names
   * of its bytes, scale and zero point.
   */
  private record Quantised(
      String dequantised, Range range, String bytes, String scale, String zeroPoint) {}
}
