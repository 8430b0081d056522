package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;
import static io.paretune.evaluators.onnx.OnnxGraph.real;
import static io.paretune.evaluators.onnx.OnnxGraph.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one place that knows which ONNX operator a layer is. */
public final class OnnxOperators implements LayerVisitor<String> {

  private final OnnxGraph graph;
  private final Shape in;
  private final List<String> inputs;
  private final String output;

  private OnnxOperators(OnnxGraph graph, Shape in, List<String> inputs, String output) {
    this.graph = graph;
    this.in = in;
    this.inputs = inputs;
    this.output = output;
  }

  /**
   * Appends the operator of a layer.
   *
   * @param graph to append to
   * @param layer what to compute
   * @param in shape of the layer's first input
   * @param inputs the layer's inputs, then its tensors in canonical order
   * @param output name of the value to make
   */
  public static void append(
      OnnxGraph graph, Layer layer, Shape in, List<String> inputs, String output) {
    layer.accept(new OnnxOperators(graph, in, inputs, output));
  }

  @Override
  public String conv2d(Layer.Conv2d conv) {
    return graph.node("Conv", inputs, output, convolution(conv));
  }

  @Override
  public String convTranspose2d(Upsampling.ConvTranspose2d conv) {
    List<AttributeProto> attributes = windowAndDilation(conv.window());
    if (conv.extraHeight() > 0 || conv.extraWidth() > 0) {
      attributes.add(integers("output_padding", conv.extraHeight(), conv.extraWidth()));
    }
    if (conv.groups() > 1) {
      attributes.add(integer("group", conv.groups()));
    }
    return graph.node("ConvTranspose", inputs, output, attributes.toArray(AttributeProto[]::new));
  }

  @Override
  public String resize(Upsampling.Resize resize) {
    Shape.Image image = (Shape.Image) in;
    String scales =
        graph.floats(
            output + ".scales",
            Tensor.of(
                new float[] {
                  1, 1, scale(resize.height(), image.height()), scale(resize.width(), image.width())
                },
                4));
    boolean nearest = resize.kind() == Upsampling.Interpolation.NEAREST;
    String places =
        nearest
            ? "asymmetric"
            : resize.kind() == Upsampling.Interpolation.LINEAR ? "half_pixel" : "align_corners";
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(text("mode", nearest ? "nearest" : "linear"));
    attributes.add(text("coordinate_transformation_mode", places));
    if (nearest) {
      attributes.add(text("nearest_mode", "floor"));
    }
    return graph.node(
        "Resize",
        List.of(inputs.get(0), "", scales),
        output,
        attributes.toArray(AttributeProto[]::new));
  }

  /** The smallest number that gives so many places: the batch is open, so that sizes are not. */
  private static float scale(int wanted, int size) {
    float scale = (float) wanted / size;
    return (int) Math.floor((double) scale * size) < wanted ? Math.nextUp(scale) : scale;
  }

  @Override
  public String linear(Layer.Linear linear) {
    return in instanceof Shape.Sequence tokens
        ? tokens().linear(linear, tokens)
        : graph.node("Gemm", inputs, output, integer("transB", 1));
  }

  private OnnxTokens tokens() {
    return new OnnxTokens(graph, inputs, output);
  }

  @Override
  public String embedding(TokenLayer.Embedding embedding) {
    String rows = OnnxTokens.rows(graph, inputs.get(0), embedding);
    return graph.node("Gather", List.of(inputs.get(1), rows), output);
  }

  @Override
  public String prependTokens(TokenLayer.PrependTokens prepended) {
    return tokens().prepended(prepended);
  }

  @Override
  public String addPositions(TokenLayer.AddPositions positions) {
    return tokens().positions();
  }

  @Override
  public String layerNorm(TokenLayer.LayerNorm norm) {
    AttributeProto epsilon = real("epsilon", (float) norm.epsilon());
    return graph.node("LayerNormalization", inputs, output, integer("axis", -1), epsilon);
  }

  @Override
  public String attention(TokenLayer.Attention attention) {
    return tokens().attention(attention, (Shape.Sequence) in);
  }

  @Override
  public String tokenMean(TokenLayer.TokenMean mean) {
    return tokens().mean(mean, (Shape.Sequence) in);
  }

  @Override
  public String batchNorm(Layer.BatchNorm norm) {
    AttributeProto epsilon = real("epsilon", (float) norm.epsilon());
    return graph.node("BatchNormalization", inputs, output, epsilon);
  }

  @Override
  public String pool(Layer.Pool pool) {
    String operator = pool.kind() == Layer.PoolKind.MAX ? "MaxPool" : "AveragePool";
    AttributeProto[] window = window(pool.window()).toArray(AttributeProto[]::new);
    return graph.node(operator, inputs, output, window);
  }

  @Override
  public String globalAveragePool(Layer.GlobalAveragePool pool) {
    return graph.node("GlobalAveragePool", inputs, output);
  }

  @Override
  public String add(Layer.Add add) {
    return chain("Add");
  }

  @Override
  public String concat(Layer.Concat concat) {
    return graph.node("Concat", inputs, output, integer("axis", 1));
  }

  @Override
  public String flatten(Layer.Flatten flatten) {
    return graph.node("Flatten", inputs, output, integer("axis", 1));
  }

  @Override
  public String identity(Layer.Identity identity) {
    return graph.node("Identity", inputs, output);
  }

  @Override
  public String dropout(Layer.Dropout dropout) {
    return graph.node("Identity", inputs, output);
  }

  @Override
  public String softmax(Layer.Softmax softmax) {
    String operator = softmax.log() ? "LogSoftmax" : "Softmax";
    return graph.node(operator, inputs, output, integer("axis", 1));
  }

  @Override
  public String localResponseNorm(Layer.LocalResponseNorm norm) {
    return graph.node(
        "LRN",
        inputs,
        output,
        integer("size", norm.size()),
        real("alpha", (float) norm.alpha()),
        real("beta", (float) norm.beta()),
        real("bias", (float) norm.bias()));
  }

  @Override
  public String leakyRelu(Elementwise.LeakyRelu leaky) {
    return graph.node("LeakyRelu", inputs, output, real("alpha", (float) leaky.slope()));
  }

  @Override
  public String affine(Elementwise.Affine affine) {
    if (in instanceof Shape.Sequence) {
      String scaled = graph.node("Mul", inputs.subList(0, 2), graph.anonymous());
      return graph.node("Add", List.of(scaled, inputs.get(2)), output);
    }
    // Normalisation by a mean of 0 and a variance of 1: unlike Mul and Add, it takes vectors of
    // channels for any shape, and the runtime folds it into a convolution before it.
    String mean = graph.floats(output + ".mean", Tensor.filled(0, affine.channels()));
    String variance = graph.floats(output + ".variance", Tensor.filled(1, affine.channels()));
    List<String> all = new ArrayList<>(inputs);
    all.add(mean);
    all.add(variance);
    return graph.node("BatchNormalization", all, output, real("epsilon", 0));
  }

  @Override
  public String multiply(Elementwise.Multiply multiply) {
    return chain("Mul");
  }

  @Override
  public String pad(Movement.Pad pad) {
    return pad.move(movements());
  }

  @Override
  public String crop(Movement.Crop crop) {
    return crop.move(movements());
  }

  @Override
  public String selectChannels(Movement.SelectChannels select) {
    return select.move(movements());
  }

  @Override
  public String unflatten(Movement.Unflatten image) {
    return image.move(movements());
  }

  @Override
  public String imageTokens(Movement.ImageTokens image) {
    return image.move(movements());
  }

  @Override
  public String tokenImage(Movement.TokenImage image) {
    return image.move(movements());
  }

  @Override
  public String selectTokens(Movement.SelectTokens tokens) {
    return tokens.move(movements());
  }

  @Override
  public String oneToken(Movement.OneToken token) {
    return token.move(movements());
  }

  private OnnxMovements movements() {
    return new OnnxMovements(graph, inputs.get(0), output, Optional.empty());
  }

  /** The attributes of a convolution that differ from ONNX's defaults. */
  public static AttributeProto[] convolution(Layer.Conv2d conv) {
    List<AttributeProto> attributes = windowAndDilation(conv.window());
    if (conv.groups() > 1) {
      attributes.add(integer("group", conv.groups()));
    }
    return attributes.toArray(AttributeProto[]::new);
  }

  private String chain(String operator) {
    String sum = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String name = i == inputs.size() - 1 ? output : output + ".partial" + i;
      sum = graph.node(operator, List.of(sum, inputs.get(i)), name);
    }
    return sum;
  }

  @Override
  public String clip(Elementwise.Clip clip) {
    String low = graph.scalar(output + ".low", (float) clip.low());
    String high = graph.scalar(output + ".high", (float) clip.high());
    return graph.node("Clip", List.of(inputs.get(0), low, high), output);
  }

  /** Written out, as opset 17 has no such operator; the runtime fuses it into one kernel. */
  private String gelu(String input) {
    String root = graph.scalar(output + ".root", (float) Math.sqrt(2));
    String one = graph.scalar(output + ".one", 1);
    String half = graph.scalar(output + ".half", 0.5f);
    String scaled = graph.node("Div", List.of(input, root), output + ".scaled");
    String erf = graph.node("Erf", List.of(scaled), output + ".erf");
    String gate = graph.node("Add", List.of(erf, one), output + ".gate");
    String product = graph.node("Mul", List.of(input, gate), output + ".product");
    return graph.node("Mul", List.of(product, half), output);
  }

  @Override
  public String activation(Layer.Activation activation) {
    return switch (activation.kind()) {
      case RELU -> graph.node("Relu", inputs, output);
      case RELU6 -> clip(new Elementwise.Clip(0, 6));
      case SIGMOID -> graph.node("Sigmoid", inputs, output);
      case HARD_SIGMOID -> graph.node("HardSigmoid", inputs, output, real("alpha", 1 / 6f));
      case HARD_SWISH -> graph.node("HardSwish", inputs, output);
      case SILU -> {
        String gate = graph.node("Sigmoid", inputs, output + ".gate");
        yield graph.node("Mul", List.of(inputs.get(0), gate), output);
      }
      case TANH -> graph.node("Tanh", inputs, output);
      case ELU -> graph.node("Elu", inputs, output);
      case GELU -> gelu(inputs.get(0));
      case GELU_TANH -> tokens().tanhGelu();
      case SOFTPLUS -> graph.node("Softplus", inputs, output);
      case MISH -> {
        String soft = graph.node("Softplus", inputs, output + ".soft");
        String gate = graph.node("Tanh", List.of(soft), output + ".gate");
        yield graph.node("Mul", List.of(inputs.get(0), gate), output);
      }
      case SIGN -> graph.node("Sign", inputs, output);
    };
  }

  private static List<AttributeProto> windowAndDilation(Window window) {
    List<AttributeProto> attributes = window(window);
    if (window.dilationHeight() > 1 || window.dilationWidth() > 1) {
      attributes.add(integers("dilations", window.dilationHeight(), window.dilationWidth()));
    }
    return attributes;
  }

  private static List<AttributeProto> window(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", window.kernelHeight(), window.kernelWidth()));
    if (window.strideHeight() > 1 || window.strideWidth() > 1) {
      attributes.add(integers("strides", window.strideHeight(), window.strideWidth()));
    }
    int rows = window.paddingHeight();
    int columns = window.paddingWidth();
    if (rows > 0 || columns > 0) {
      attributes.add(integers("pads", rows, columns, rows, columns));
    }
    return attributes;
  }
}
