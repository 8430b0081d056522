package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.compress.quantise.weight.Int8Weights;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.OnnxMovements;
import io.paretune.evaluators.onnx.OnnxOperators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final QuantisationPoints points;
  private final LearnedGrids learned;
  private final Map<String, Range> ranges;
  private final OnnxGraph graph;
  private final FloatKernels floats;
  private final Map<String, Quantised> quantised = new LinkedHashMap<>();
  private final Map<Integer, String> zeroPoints = new HashMap<>();

  private QuantisedExport(
      Network network,
      Weights weights,
      QuantisationPlan plan,
      Optional<Calibration> calibration,
      LearnedGrids learned) {
    this.points = QuantisationPoints.of(network, plan);
    this.learned = learned;
    this.network = network;
    this.weights = weights.requireFor(network);
    this.plan = plan;
    this.calibration = calibration;
    this.ranges =
        calibration.map(statistics -> statistics.ranges(plan.calibration())).orElse(Map.of());
    this.graph = OnnxGraph.of(network);
    this.floats = new FloatKernels(graph, this.weights, learned, this::bias);
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
    return new QuantisedExport(network, weights, plan, calibration, LearnedGrids.none()).encode();
  }

  /**
   * The file's bytes, on the grids that the network was trained on.
   *
   * @param network as it was trained, batch normalisation folded
   * @param calibration of the network; needed where a value that is to be quantised has no learned
   *     range
   * @throws IllegalArgumentException if weights do not fit or a range is missing
   */
  public static byte[] encode(
      WeightedNetwork network,
      QuantisationPlan plan,
      Optional<Calibration> calibration,
      LearnedGrids learned) {
    return new QuantisedExport(network.network(), network.weights(), plan, calibration, learned)
        .encode();
  }

  private byte[] encode() {
    for (Node node : network.nodes()) {
      if (points.int8(node)) {
        appendInt8(node);
      } else {
        appendFloat(node);
      }
    }
    String output = network.output().name();
    return graph.output(output, network.shapeOf(output)).encode();
  }

  private void appendFloat(Node node) {
    // A value that exists in 8 bits only is read as what these stand for.
    List<String> inputs =
        node.inputs().stream()
            .map(name -> points.readsQuantised(node, name) ? quantise(name).dequantised() : name)
            .toList();
    Shape in = network.inputShapes(node).get(0);
    if (points.rowBits(node) < 32) {
      floats.rows(node, inputs.get(0), points.rowBits(node));
      return;
    }
    switch (points.weightBits(node)) {
      case 4 -> floats.quarter(node, in, inputs, plan.weightScales());
      case 8 -> floats.dynamic(node, inputs, plan.weightScales());
      case 16 -> floats.half(node, in, inputs);
      default -> OnnxExport.append(graph, node, in, inputs, weights);
    }
  }

  /** The bias to write for rounded weights. */
  private Optional<Tensor> bias(Node node, Optional<Tensor> trained, float[] restored) {
    if (!plan.correctsBiases()) {
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

  private void appendInt8(Node node) {
    Layer layer = node.layer();
    if (layer instanceof Movement movement && points.moves(node)) {
      move(node, movement);
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      inputs.add(points.readsQuantised(node, name) ? quantise(name).dequantised() : name);
    }
    if (layer.weighted()) {
      inputs.addAll(parameters(node, quantise(node.inputs().get(0)).range()));
    }
    OnnxOperators.append(graph, layer, network.inputShapes(node).get(0), inputs, node.name());
    switch (points.made(node)) {
      case OWN -> quantise(node.name());
      case KEPT -> quantise(node.name(), quantise(node.inputs().get(0)).range());
      case FLOAT, SCORES, FUSED -> {
        // read as it is
      }
    }
  }

  /** Moves the bytes themselves: they keep their scale, and their zero point stands for zero. */
  private void move(Node node, Movement movement) {
    Quantised source = quantise(node.inputs().get(0));
    String name = node.name();
    String moved = graph.anonymous();
    movement.move(new OnnxMovements(graph, source.bytes(), moved, Optional.of(source.zeroPoint())));
    String dq =
        graph.node(
            "DequantizeLinear",
            List.of(moved, source.scale(), source.zeroPoint()),
            graph.anonymous());
    quantised.put(
        name, new Quantised(dq, source.range(), moved, source.scale(), source.zeroPoint()));
  }

  private Quantised quantise(String name) {
    Quantised known = quantised.get(name);
    if (known != null) {
      return known;
    }
    Range trained = learned.ranges().get(name);
    if (trained != null) {
      return quantise(name, trained);
    }
    Range range = ranges.get(name);
    if (range == null) {
      throw new IllegalArgumentException(
          "every quantised value must have a range, got none for '%s'; calibrate this network"
              .formatted(name));
    }
    return quantise(name, points.reachable(name, range));
  }

  private Quantised quantise(String name, Range range) {
    Quantised pair = quantised.get(name);
    if (pair == null) {
      String scale = graph.scalar(graph.anonymous(), range.scale());
      String zeroPoint = zeroPoint(range.zeroPoint());
      String q = graph.node("QuantizeLinear", List.of(name, scale, zeroPoint), graph.anonymous());
      String dq = graph.node("DequantizeLinear", List.of(q, scale, zeroPoint), graph.anonymous());
      pair = new Quantised(dq, range, q, scale, zeroPoint);
      quantised.put(name, pair);
    }
    return pair;
  }

  /** The scalar that stands for zero; values share it. */
  private String zeroPoint(int value) {
    return zeroPoints.computeIfAbsent(value, point -> graph.uint8(graph.anonymous(), point));
  }

  private List<String> parameters(Node node, Range input) {
    String weightName = Role.WEIGHT.of(node.name());
    Tensor weight = weights.get(weightName);
    String biasName = Role.BIAS.of(node.name());
    Optional<Tensor> trained =
        weights.contains(biasName) ? Optional.of(weights.get(biasName)) : Optional.empty();
    Tensor steps = learned.steps().get(weightName);
    Int8Weights int8 =
        steps == null
            ? Int8Weights.of(weight, trained, input.scale(), plan.weightScales())
            : Int8Weights.on(steps, weight, trained, input.scale());
    Optional<Tensor> bias = bias(node, trained, int8.restored());
    int outputs = weight.axis(0);
    String scale = graph.floats(graph.anonymous(), int8.scales());
    String stored = graph.int8s(weightName, int8.values(), weight.shape());
    List<String> inputs = new ArrayList<>(List.of(stored, scale));
    if (!node.layer().convolves()) {
      // not needed by the format, but ONNX Runtime takes the product of integers only with it
      inputs.add(graph.int8s(graph.anonymous(), new byte[outputs], outputs));
    }
    List<String> names = new ArrayList<>();
    names.add(
        graph.node("DequantizeLinear", inputs, graph.anonymous(), OnnxGraph.integer("axis", 0)));
    if (bias.isPresent()) {
      String biasScale = graph.floats(graph.anonymous(), int8.biasScales(input.scale()));
      String biasStored =
          graph.int32s(graph.anonymous(), int8.bias(bias.get(), input.scale()), outputs);
      names.add(
          graph.node(
              "DequantizeLinear",
              List.of(biasStored, biasScale),
              graph.anonymous(),
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
