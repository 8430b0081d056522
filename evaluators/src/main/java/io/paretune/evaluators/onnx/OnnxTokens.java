package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TokenLayer;
import java.util.ArrayList;
import java.util.List;

/** Which operators the layers of transformers are, on {@code [batch, tokens, width]}. */
public final class OnnxTokens {

  /** Added to the score of padding: its share is 0, unless there is nothing else. */
  private static final double HIDDEN = -1e4;

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
    rows.set(
        0,
        graph.once(
            "rows of " + inputs.get(0),
            () -> reshaped(inputs.get(0), graph.anonymous(), -1, linear.inputs())));
    String product = graph.node("Gemm", rows, graph.anonymous(), integer("transB", 1));
    return graph.tokens() == 0
        ? reshaped(product, output, -1, tokens.tokens(), linear.outputs())
        : graph.node("Reshape", List.of(product, axes(tokens, linear.outputs())), output);
  }

  /** Batch x tokens x width, where only the input tells how many tokens there are. */
  private String axes(Shape.Sequence tokens, int width) {
    String leading =
        graph.once(
            "batch x " + tokens.tokens(),
            () -> step("Shape", List.of(inputs.get(0)), integer("start", 0), integer("end", 2)));
    return graph.once(
        "batch x %d x %d".formatted(tokens.tokens(), width),
        () ->
            step(
                "Concat",
                List.of(leading, graph.int64s(graph.anonymous(), width)),
                integer("axis", 0)));
  }

  /** Which rows of a table ids look up. */
  public static String rows(OnnxGraph graph, String ids, TokenLayer.Embedding embedding) {
    if (!embedding.mixed()) {
      return ids;
    }
    String every = graph.int64(graph.anonymous(), embedding.every());
    String quotient = graph.node("Div", List.of(ids, every), graph.anonymous());
    String rows = graph.int64(graph.anonymous(), embedding.vocabulary());
    return graph.node("Mod", List.of(quotient, rows), graph.anonymous());
  }

  /** A vector for each place that there is. */
  String positions() {
    if (graph.tokens() == 0) {
      return graph.node("Add", inputs, output);
    }
    String length = step("Shape", List.of(inputs.get(0)), integer("start", 1), integer("end", 2));
    String zero = graph.int64s(graph.anonymous(), 0);
    String there = step("Slice", List.of(inputs.get(1), zero, length, zero));
    return graph.node("Add", List.of(inputs.get(0), there), output);
  }

  private String reshaped(String value, String name, long... axes) {
    return graph.node("Reshape", List.of(value, graph.int64s(graph.anonymous(), axes)), name);
  }

  /** A value that nobody looks for by name. */
  private String step(String operator, List<String> read, AttributeProto... attributes) {
    return graph.node(operator, read, graph.anonymous(), attributes);
  }

  private String scalar(double value) {
    return graph.scalar(graph.anonymous(), (float) value);
  }

  /** The table stretched over the batch, whose size is read from the input. */
  String prepended(TokenLayer.PrependTokens prepended) {
    String shape = step("Shape", List.of(inputs.get(0)));
    String batch = step("Gather", List.of(shape, graph.int64s(graph.anonymous(), 0)));
    String rest = graph.int64s(graph.anonymous(), prepended.tokens(), prepended.width());
    String wanted = step("Concat", List.of(batch, rest), integer("axis", 0));
    String stretched = step("Expand", List.of(inputs.get(1), wanted));
    return graph.node("Concat", List.of(stretched, inputs.get(0)), output, integer("axis", 1));
  }

  /** {@code softmax(scale q k^T) v}, head by head. */
  String attention(TokenLayer.Attention attention, Shape.Sequence in) {
    String query = heads(0, attention, 0, 2, 1, 3);
    String key = heads(1, attention, 0, 2, 3, 1);
    String value = heads(2, attention, 0, 2, 1, 3);
    String products = step("MatMul", List.of(query, key));
    String scaled = step("Mul", List.of(products, scalar(attention.scale())));
    boolean added = attention.places() > 0;
    String placed = added ? step("Add", List.of(scaled, scores())) : scaled;
    String parted = attention.windows().divided() ? parted(placed, attention) : placed;
    boolean masked = inputs.size() > (added ? 4 : 3);
    String seen = masked ? step("Add", List.of(parted, hiding(in))) : parted;
    String shares = step("Softmax", List.of(seen), integer("axis", -1));
    String made = step("MatMul", List.of(shares, value));
    String back = step("Transpose", List.of(made), integers("perm", 0, 2, 1, 3));
    boolean windows = attention.windows().tokens() > 0;
    return reshaped(back, output, windows ? -1 : 0, windows ? in.tokens() : 0, attention.width());
  }

  /** Scores where tokens of other parts of a window are not seen. */
  private String parted(String scores, TokenLayer.Attention attention) {
    Tensor hiding = attention.windows().hiding((float) HIDDEN);
    String stored =
        graph.once("parts " + attention.windows(), () -> graph.floats(graph.anonymous(), hiding));
    int heads = attention.heads();
    int tokens = attention.windows().tokens();
    String apart = reshaped(scores, graph.anonymous(), -1, hiding.axis(0), heads, tokens, tokens);
    String seen = step("Add", List.of(apart, stored));
    return reshaped(seen, graph.anonymous(), -1, heads, tokens, tokens);
  }

  /** Head by head; windows become a part of the batch. */
  private String heads(int input, TokenLayer.Attention attention, long... order) {
    int tokens = attention.windows().tokens();
    String split =
        reshaped(
            inputs.get(input),
            graph.anonymous(),
            tokens > 0 ? -1 : 0,
            tokens,
            attention.heads(),
            attention.headWidth());
    return step("Transpose", List.of(split), integers("perm", order));
  }

  /**
   * What is stored for the scores of the tokens that there are, {@code [heads, tokens, tokens]}.
   */
  private String scores() {
    String stored = inputs.get(inputs.size() - 1);
    if (graph.tokens() == 0) {
      return stored;
    }
    String length = step("Shape", List.of(inputs.get(0)), integer("start", 1), integer("end", 2));
    String lengths = step("Concat", List.of(length, length), integer("axis", 0));
    return step(
        "Slice",
        List.of(
            stored,
            graph.int64s(graph.anonymous(), 0, 0),
            lengths,
            graph.int64s(graph.anonymous(), 1, 2)));
  }

  /**
   * What is added to the scores of all tokens, {@code [batch, 1, 1, tokens]}: one for all layers.
   */
  private String hiding(Shape.Sequence in) {
    String ids = inputs.get(3);
    return graph.once(
        "hiding " + in.tokens() + " " + ids,
        () ->
            step(
                "Mul",
                List.of(
                    step(
                        "Unsqueeze",
                        List.of(padding(ids, in), graph.int64s(graph.anonymous(), 1, 2))),
                    scalar(HIDDEN))));
  }

  /** Where padding is, as 1, and tokens, as 0: {@code [batch, tokens]}. */
  private String padding(String ids, Shape.Sequence in) {
    return graph.once(
        "padding " + in.tokens() + " " + ids,
        () -> {
          String zero = graph.int64(graph.anonymous(), Shape.Ids.PADDING);
          String padding =
              step(
                  "Cast",
                  List.of(step("Equal", List.of(ids, zero))),
                  integer("to", TensorProto.DataType.FLOAT.getNumber()));
          // tokens before those that have ids are never padding
          int before = in.tokens() - graph.tokens();
          return before == 0
              ? padding
              : step(
                  "Pad",
                  List.of(padding, graph.int64s(graph.anonymous(), 0, before, 0, 0), scalar(0)));
        });
  }

  /** The mean over the second axis, from a token on. */
  String mean(TokenLayer.TokenMean mean, Shape.Sequence in) {
    String counted = from(mean.first(), inputs.get(0), in);
    if (inputs.size() > 1) {
      return meanOfPresent(counted, from(mean.first(), padding(inputs.get(1), in), in));
    }
    return graph.node(
        "ReduceMean", List.of(counted), output, integers("axes", 1), integer("keepdims", 0));
  }

  private String from(int first, String value, Shape.Sequence in) {
    return first == 0
        ? value
        : step(
            "Slice",
            List.of(
                value,
                graph.int64s(graph.anonymous(), first),
                graph.int64s(graph.anonymous(), in.tokens()),
                graph.int64s(graph.anonymous(), 1)));
  }

  /** The mean as a product with the share that each token has, which padding has none of. */
  private String meanOfPresent(String counted, String padding) {
    String present = step("Sub", List.of(scalar(1), padding));
    String axis = graph.int64s(graph.anonymous(), 1);
    String number = step("ReduceSum", List.of(present, axis), integer("keepdims", 1));
    String divisor = step("Max", List.of(number, scalar(1)));
    String shares = step("Unsqueeze", List.of(step("Div", List.of(present, divisor)), axis));
    String sum = step("MatMul", List.of(shares, counted));
    return graph.node("Squeeze", List.of(sum, axis), output);
  }

  /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}. */
  String tanhGelu() {
    String x = inputs.get(0);
    String cube = step("Pow", List.of(x, scalar(3)));
    String sum = step("Add", List.of(x, step("Mul", List.of(cube, scalar(0.044715)))));
    String inner = step("Mul", List.of(sum, scalar(Math.sqrt(2 / Math.PI))));
    String gate = step("Add", List.of(step("Tanh", List.of(inner)), scalar(1)));
    return graph.node("Mul", List.of(step("Mul", List.of(x, gate)), scalar(0.5)), output);
  }
}
