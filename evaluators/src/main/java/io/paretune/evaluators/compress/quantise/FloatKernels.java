package io.paretune.evaluators.compress.quantise;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;

import io.paretune.evaluators.compress.quantise.weight.Int4Weights;
import io.paretune.evaluators.compress.quantise.weight.Int8Weights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.OnnxOperators;
import io.paretune.evaluators.onnx.OnnxTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes whose values are float: with weights of 32, 16 or 4 bits in the file, or with int8 products
 * whose inputs are quantised on the fly. Runtimes unpack 16- and 4-bit weights once, when they load
 * the file, and compute in float; only the 4-bit linear layer has a kernel of its own.
 */
final class FloatKernels {

  private final OnnxGraph graph;
  private final Weights weights;
  private final LearnedGrids learned;
  private final Biases biases;
  private boolean constants;

  /** How a bias is corrected for what has become of the weights. */
  interface Biases {
    /** The bias to write, if any. */
    Optional<Tensor> of(Node node, Optional<Tensor> trained, float[] restored);
  }

  FloatKernels(OnnxGraph graph, Weights weights, LearnedGrids learned, Biases biases) {
    this.graph = graph;
    this.weights = weights;
    this.learned = learned;
    this.biases = biases;
  }

  /** Appends a node whose weight is stored in 16 bits; biases stay in 32. */
  void half(Node node, Shape in, List<String> inputs) {
    List<String> all = new ArrayList<>(inputs);
    for (TensorSpec spec : Network.tensors(node)) {
      Tensor tensor = weights.get(spec.name());
      if (spec.role() == Role.WEIGHT) {
        String stored = graph.float16s(spec.name(), tensor);
        all.add(graph.node("Cast", List.of(stored), spec.name() + ".f", integer("to", FLOAT)));
      } else {
        all.add(graph.floats(spec.name(), tensor));
      }
    }
    OnnxOperators.append(graph, node.layer(), in, all, node.name());
  }

  private static final int FLOAT = 1;

  /** Appends a convolution or linear layer whose weight is stored in 4 bits. */
  void quarter(Node node, Shape in, List<String> inputs, WeightScales granularity) {
    Tensor weight = weights.get(Role.WEIGHT.of(node.name()));
    Tensor steps = learned.steps().get(Role.WEIGHT.of(node.name()));
    Int4Weights nibbles =
        steps == null ? Int4Weights.of(weight, granularity) : Int4Weights.on(steps, weight);
    Optional<Tensor> bias = biases.of(node, bias(node), nibbles.restored());
    if (node.layer() instanceof Layer.Linear linear) {
      matMul4(node, inputs.get(0), linear, nibbles, bias);
      return;
    }
    List<String> all = new ArrayList<>(inputs);
    all.add(unpacked(Role.WEIGHT.of(node.name()), nibbles, weight));
    bias.ifPresent(tensor -> all.add(graph.floats(Role.BIAS.of(node.name()), tensor)));
    OnnxOperators.append(graph, node.layer(), in, all, node.name());
  }

  private void matMul4(
      Node node, String input, Layer.Linear linear, Int4Weights nibbles, Optional<Tensor> bias) {
    String name = Role.WEIGHT.of(node.name());
    String codes =
        graph.uint8s(
            name, nibbles.neighbours(), linear.outputs(), nibbles.blocks(), Int4Weights.BLOCK / 2);
    String scales = graph.floats(name + ".s", nibbles.scales());
    String product = bias.isPresent() ? node.name() + ".product" : node.name();
    graph.contributed(
        "MatMulNBits",
        List.of(input, codes, scales),
        product,
        integer("K", linear.inputs()),
        integer("N", linear.outputs()),
        integer("bits", 4),
        integer("block_size", Int4Weights.BLOCK),
        integer("accuracy_level", INT8_PRODUCTS));
    bias.ifPresent(
        tensor ->
            graph.node(
                "Add",
                List.of(product, graph.floats(Role.BIAS.of(node.name()), tensor)),
                node.name()));
  }

  /** The operator may quantise its input to 8 bits, block by block, where that is faster. */
  private static final int INT8_PRODUCTS = 4;

  /** The float weight, taken apart by operators that a runtime folds when it loads the file. */
  private String unpacked(String name, Int4Weights nibbles, Tensor weight) {
    int rows = weight.axis(0);
    int columns = weight.size() / rows;
    constants();
    String codes =
        graph.uint8s(name, nibbles.halves(), rows, nibbles.blocks(), Int4Weights.BLOCK / 2);
    String wide = graph.node("Cast", List.of(codes), name + ".i", integer("to", INT32));
    String high = graph.node("Div", List.of(wide, "nibble.16"), name + ".h");
    String shifted = graph.node("Mul", List.of(high, "nibble.16"), name + ".h16");
    String low = graph.node("Sub", List.of(wide, shifted), name + ".l");
    String both = graph.node("Concat", List.of(low, high), name + ".c", integer("axis", 2));
    String steps = graph.node("Sub", List.of(both, "nibble.8"), name + ".n");
    String real = graph.node("Cast", List.of(steps), name + ".f", integer("to", FLOAT));
    Tensor scales = nibbles.scales();
    String scale =
        graph.floats(name + ".s", Tensor.of(scales.toArray(), rows, nibbles.blocks(), 1));
    String scaled = graph.node("Mul", List.of(real, scale), name + ".v");
    String matrix =
        graph.node("Reshape", List.of(scaled, graph.int64s(name + ".m", rows, -1)), name + ".rows");
    String kept = matrix;
    if (columns % Int4Weights.BLOCK != 0) {
      kept =
          graph.node(
              "Slice",
              List.of(matrix, "nibble.from", graph.int64s(name + ".to", columns), "nibble.axis"),
              name + ".kept");
    }
    long[] shape = new long[weight.shape().length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = weight.axis(i);
    }
    return graph.node("Reshape", List.of(kept, graph.int64s(name + ".shape", shape)), name + ".w");
  }

  /**
   * Appends a node that looks rows up in a table of 16 or 8 bits, in which every row has a scale of
   * its own. What is read of it becomes floats, not the table.
   */
  void rows(Node node, String given, int bits) {
    String name = Role.TABLE.of(node.name());
    String ids = OnnxTokens.rows(graph, given, (TokenLayer.Embedding) node.layer());
    Tensor table = weights.get(name);
    if (bits == 16) {
      String found = graph.node("Gather", List.of(graph.float16s(name, table), ids), name + ".h");
      graph.node("Cast", List.of(found), node.name(), integer("to", FLOAT));
      return;
    }
    Int8Weights int8 = Int8Weights.of(table, WeightScales.PER_CHANNEL);
    String codes = graph.int8s(name, int8.values(), table.shape());
    String scales = graph.floats(name + ".s", Tensor.of(int8.scales().toArray(), table.axis(0), 1));
    String found = graph.node("Gather", List.of(codes, ids), name + ".q");
    String scale = graph.node("Gather", List.of(scales, ids), name + ".qs");
    String real = graph.node("Cast", List.of(found), name + ".real", integer("to", FLOAT));
    graph.node("Mul", List.of(real, scale), node.name());
  }

  private static final int INT32 = 6;

  private void constants() {
    if (!constants) {
      graph.int32s("nibble.16", new int[] {16});
      graph.int32s("nibble.8", new int[] {8});
      graph.int64s("nibble.from", 0);
      graph.int64s("nibble.axis", 1);
      constants = true;
    }
  }

  /** Appends a convolution or linear layer that quantises its input while running. */
  void dynamic(Node node, List<String> inputs, WeightScales granularity) {
    String name = node.name();
    Tensor weight = weights.get(Role.WEIGHT.of(name));
    Tensor steps = learned.steps().get(Role.WEIGHT.of(name));
    Int8Weights int8 =
        steps == null
            ? Int8Weights.of(weight, granularity)
            : Int8Weights.on(steps, weight, Optional.empty(), 1);
    Optional<Tensor> bias = biases.of(node, bias(node), int8.restored());
    List<String> quantised = List.of(name + ".q", name + ".qs", name + ".qz");
    graph.node("DynamicQuantizeLinear", inputs, quantised);
    int outputs = weight.axis(0);
    int[] broadcast =
        node.layer() instanceof Layer.Conv2d ? new int[] {1, outputs, 1, 1} : new int[] {outputs};
    String sums = name + ".sums";
    if (node.layer() instanceof Layer.Conv2d conv) {
      String stored = graph.int8s(Role.WEIGHT.of(name), int8.values(), weight.shape());
      graph.node(
          "ConvInteger",
          List.of(quantised.get(0), stored, quantised.get(2)),
          sums,
          OnnxOperators.convolution(conv));
    } else {
      String stored =
          graph.int8s(
              Role.WEIGHT.of(name), transposed(int8.values(), outputs), weight.axis(1), outputs);
      graph.node("MatMulInteger", List.of(quantised.get(0), stored, quantised.get(2)), sums);
    }
    String real = graph.node("Cast", List.of(sums), name + ".real", integer("to", FLOAT));
    String weightScale =
        graph.floats(Role.WEIGHT.of(name) + ".s", Tensor.of(int8.scales().toArray(), broadcast));
    String scale = graph.node("Mul", List.of(quantised.get(1), weightScale), name + ".s");
    String product = bias.isPresent() ? name + ".product" : name;
    graph.node("Mul", List.of(real, scale), product);
    bias.ifPresent(
        tensor ->
            graph.node(
                "Add",
                List.of(
                    product,
                    graph.floats(Role.BIAS.of(name), Tensor.of(tensor.toArray(), broadcast))),
                name));
  }

  private static byte[] transposed(byte[] values, int rows) {
    int columns = values.length / rows;
    byte[] turned = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % columns * rows + i / columns] = values[i];
    }
    return turned;
  }

  private Optional<Tensor> bias(Node node) {
    String name = Role.BIAS.of(node.name());
    return weights.contains(name) ? Optional.of(weights.get(name)) : Optional.empty();
  }
}
