package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import java.util.ArrayList;
import java.util.List;

/** Which operators the layers of transformers are, on {@code [batch, tokens, width]}. */
final class OnnxTokens {

  private final OnnxGraph graph;
  private final List<String> inputs;
  private final String output;

  /**
   * @param inputs the layer's inputs, then its tensors in canonical order
   * @param output name of the value to make
   */
  OnnxTokens(OnnxGraph graph, List<String> inputs, String output) {
    this.graph = graph;
    this.inputs = inputs;
    this.output = output;
  }

  /** A product of two axes, which takes the bias in and has an 8-bit kernel, on all tokens. */
  String linear(Layer.Linear linear, Shape.Sequence tokens) {
    List<String> rows = new ArrayList<>(inputs);
    rows.set(0, reshaped(inputs.get(0), output + ".rows", -1, linear.inputs()));
    String product = graph.node("Gemm", rows, output + ".product", integer("transB", 1));
    return reshaped(product, output, -1, tokens.tokens(), linear.outputs());
  }

  private String reshaped(String value, String name, long... axes) {
    return graph.node("Reshape", List.of(value, graph.int64s(name + ".shape", axes)), name);
  }

  /** The table stretched over the batch, whose size is read from the input. */
  String prepended(TokenLayer.PrependTokens prepended) {
    String shape = graph.node("Shape", List.of(inputs.get(0)), output + ".in");
    String zero = graph.int64s(output + ".zero", 0);
    String batch = graph.node("Gather", List.of(shape, zero), output + ".batch");
    String rest = graph.int64s(output + ".rest", prepended.tokens(), prepended.width());
    String wanted =
        graph.node("Concat", List.of(batch, rest), output + ".wanted", integer("axis", 0));
    String stretched = graph.node("Expand", List.of(inputs.get(1), wanted), output + ".tokens");
    return graph.node("Concat", List.of(stretched, inputs.get(0)), output, integer("axis", 1));
  }

  /** {@code softmax(scale q k^T) v}, head by head. */
  String attention(TokenLayer.Attention attention) {
    String query = heads(0, "q", attention, 0, 2, 1, 3);
    String key = heads(1, "k", attention, 0, 2, 3, 1);
    String value = heads(2, "v", attention, 0, 2, 1, 3);
    String products = graph.node("MatMul", List.of(query, key), output + ".products");
    String scale = graph.scalar(output + ".scale", (float) attention.scale());
    String scaled = graph.node("Mul", List.of(products, scale), output + ".scaled");
    String shares = graph.node("Softmax", List.of(scaled), output + ".shares", integer("axis", -1));
    String made = graph.node("MatMul", List.of(shares, value), output + ".made");
    String back =
        graph.node("Transpose", List.of(made), output + ".back", integers("perm", 0, 2, 1, 3));
    return reshaped(back, output, 0, 0, attention.width());
  }

  private String heads(int input, String letter, TokenLayer.Attention attention, long... order) {
    String name = output + "." + letter;
    String split =
        reshaped(
            inputs.get(input), name + ".heads", 0, 0, attention.heads(), attention.headWidth());
    return graph.node("Transpose", List.of(split), name, integers("perm", order));
  }

  /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}. */
  String tanhGelu() {
    String x = inputs.get(0);
    String square = graph.node("Mul", List.of(x, x), output + ".square");
    String cube = graph.node("Mul", List.of(square, x), output + ".cube");
    String part = graph.node("Mul", List.of(cube, scalar("part", 0.044715)), output + ".term");
    String sum = graph.node("Add", List.of(x, part), output + ".sum");
    double factor = Math.sqrt(2 / Math.PI);
    String inner = graph.node("Mul", List.of(sum, scalar("root", factor)), output + ".inner");
    String tanh = graph.node("Tanh", List.of(inner), output + ".tanh");
    String gate = graph.node("Add", List.of(tanh, scalar("one", 1)), output + ".gate");
    String product = graph.node("Mul", List.of(x, gate), output + ".product");
    return graph.node("Mul", List.of(product, scalar("half", 0.5)), output);
  }

  private String scalar(String name, double value) {
    return graph.scalar(output + "." + name, (float) value);
  }
}
