package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Window;
import io.paretune.hardware.deployment.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one place that knows which ATen operator a layer is. */
final class TorchOperators implements LayerVisitor<String> {

  private static final String NONE = "None";

  /** The number of 64-bit integers among PyTorch's types. */
  static final int LONG = 4;

  /** Added to the score of padding: its share is 0, unless there is nothing else. */
  private static final double HIDDEN = -1e4;

  private final Shape in;
  private final List<String> inputs;
  private final String x;
  private final Map<Role, String> tensors;
  private final Precision precision;

  /**
   * Answers with the expression that computes a layer. What differs between training and inference
   * asks {@code self.training}.
   *
   * @param in shape of the layer's first input
   * @param inputs expressions of the layer's inputs
   * @param tensors expressions of its tensors
   * @param precision what the inputs are in and the output must be in
   */
  TorchOperators(Shape in, List<String> inputs, Map<Role, String> tensors, Precision precision) {
    this.in = in;
    this.inputs = inputs;
    this.x = inputs.get(0);
    this.tensors = tensors;
    this.precision = precision;
  }

  @Override
  public String conv2d(Layer.Conv2d conv) {
    Window window = conv.window();
    return call(
        "conv2d",
        x,
        tensor(Role.WEIGHT),
        tensor(Role.BIAS),
        stride(window),
        padding(window),
        pair(window.dilationHeight(), window.dilationWidth()),
        conv.groups());
  }

  @Override
  public String convTranspose2d(Upsampling.ConvTranspose2d conv) {
    Window window = conv.window();
    return call(
        "conv_transpose2d",
        x,
        inputsFirst(conv),
        tensor(Role.BIAS),
        stride(window),
        padding(window),
        pair(conv.extraHeight(), conv.extraWidth()),
        conv.groups(),
        pair(window.dilationHeight(), window.dilationWidth()));
  }

  private String inputsFirst(Upsampling.ConvTranspose2d conv) {
    String weight = tensor(Role.WEIGHT);
    int groups = conv.groups();
    if (groups == 1) {
      return call("transpose", weight, 0, 1);
    }
    List<Integer> kernel = List.of(conv.window().kernelHeight(), conv.window().kernelWidth());
    List<Integer> apart = new ArrayList<>(List.of(groups, -1, conv.inputs() / groups));
    List<Integer> whole = new ArrayList<>(List.of(conv.inputs(), -1));
    apart.addAll(kernel);
    whole.addAll(kernel);
    return call("reshape", call("transpose", call("reshape", weight, apart), 1, 2), whole);
  }

  @Override
  public String resize(Upsampling.Resize resize) {
    String size = pair(resize.height(), resize.width());
    return switch (resize.kind()) {
      case NEAREST -> call("upsample_nearest2d", x, size);
      case LINEAR -> call("upsample_bilinear2d", x, size, false);
      case LINEAR_CORNERS -> call("upsample_bilinear2d", x, size, true);
    };
  }

  @Override
  public String linear(Layer.Linear linear) {
    return call("linear", x, tensor(Role.WEIGHT), tensor(Role.BIAS));
  }

  @Override
  public String batchNorm(Layer.BatchNorm norm) {
    return call(
        "batch_norm",
        x,
        tensor(Role.GAMMA),
        tensor(Role.BETA),
        tensor(Role.RUNNING_MEAN),
        tensor(Role.RUNNING_VARIANCE),
        "self.training",
        norm.momentum(),
        norm.epsilon(),
        true);
  }

  @Override
  public String globalAveragePool(Layer.GlobalAveragePool pool) {
    return call("mean", x, pair(2, 3), true);
  }

  @Override
  public String add(Layer.Add add) {
    return chain("add");
  }

  @Override
  public String concat(Layer.Concat concat) {
    return call("cat", inputs, 1);
  }

  @Override
  public String flatten(Layer.Flatten flatten) {
    return call("flatten", x, 1);
  }

  @Override
  public String dropout(Layer.Dropout dropout) {
    return call("dropout", x, dropout.rate(), "self.training");
  }

  @Override
  public String identity(Layer.Identity identity) {
    return x;
  }

  @Override
  public String softmax(Layer.Softmax softmax) {
    return call(softmax.log() ? "log_softmax" : "softmax", x, 1);
  }

  @Override
  public String leakyRelu(Elementwise.LeakyRelu leaky) {
    return call("leaky_relu", x, leaky.slope());
  }

  @Override
  public String clip(Elementwise.Clip clip) {
    return call("clamp", x, clip.low(), clip.high());
  }

  @Override
  public String affine(Elementwise.Affine affine) {
    String sum = call("add", call("mul", x, perChannel(Role.GAMMA)), perChannel(Role.BETA));
    // its tensors are in 32 bits, which would carry over to whatever reads the sum
    return precision == Precision.FLOAT32
        ? sum
        : call("to", sum, TensorStorage.of(precision).scalarType());
  }

  @Override
  public String multiply(Elementwise.Multiply multiply) {
    return chain("mul");
  }

  @Override
  public String embedding(TokenLayer.Embedding embedding) {
    String ids = call("to", x, LONG);
    if (embedding.mixed()) {
      ids = call("remainder", call("floor_divide", ids, embedding.every()), embedding.vocabulary());
    }
    String vectors = call("embedding", tensor(Role.TABLE), ids);
    if (embedding.hidden() == 0) {
      return vectors;
    }
    String ones = call("ones_like", call("slice", vectors, 2, 0, 1, 1));
    String kept = call("dropout", ones, embedding.hidden(), "self.training");
    return call("mul", vectors, call("sign", kept));
  }

  @Override
  public String prependTokens(TokenLayer.PrependTokens tokens) {
    String all = call("expand", tensor(Role.TABLE), List.of(call("size", x, 0), -1, -1));
    return call("cat", List.of(all, x), 1);
  }

  @Override
  public String addPositions(TokenLayer.AddPositions positions) {
    return call("add", x, call("slice", tensor(Role.TABLE), 0, 0, call("size", x, 1), 1));
  }

  @Override
  public String layerNorm(TokenLayer.LayerNorm norm) {
    // its tensors are in 32 bits; the width is read from them, so that networks share a script
    boolean plain = precision == Precision.FLOAT32;
    String made =
        call(
            "layer_norm",
            plain ? x : call("to", x, TensorStorage.of(Precision.FLOAT32).scalarType()),
            List.of(call("size", tensor(Role.GAMMA), 0)),
            tensor(Role.GAMMA),
            tensor(Role.BETA),
            norm.epsilon(),
            false);
    return plain ? made : call("to", made, TensorStorage.of(precision).scalarType());
  }

  @Override
  public String attention(TokenLayer.Attention attention) {
    List<String> heads = inputs.stream().limit(3).map(input -> heads(input, attention)).toList();
    String scaled = call("mul", heads.get(0), attention.scale());
    String scores = call("matmul", scaled, call("transpose", heads.get(1), -1, -2));
    String placed =
        attention.places() > 0 ? call("add", scores, stored(attention.windows())) : scores;
    String parted = attention.windows().divided() ? parted(placed, attention.windows()) : placed;
    String products = inputs.size() > 3 ? call("add", parted, hiding()) : parted;
    String made = call("matmul", call("softmax", products, -1), heads.get(2));
    String joined = call("flatten", call("transpose", made, 1, 2), 2);
    return attention.windows().tokens() == 0
        ? joined
        : call("reshape", joined, List.of(-1, call("size", x, 1), call("size", x, 2)));
  }

  /** Scores where tokens of other parts of a window are not seen. */
  private String parted(String scores, TokenWindows windows) {
    int tokens = windows.tokens();
    String numbers = TorchMovements.integers(windows.parts(), x);
    String parts = call("reshape", numbers, List.of(-1, 1, tokens, 1));
    String others = call("reshape", numbers, List.of(-1, 1, 1, tokens));
    String apart = call("to", call("ne", parts, others), TensorStorage.of(precision).scalarType());
    int count = windows.parts().size() / tokens;
    List<Object> axes = List.of(-1, count, call("size", scores, 1), tokens, tokens);
    String seen = call("add", call("reshape", scores, axes), call("mul", apart, HIDDEN));
    return call("flatten", seen, 0, 1);
  }

  /** What is stored for the scores of the tokens that there are. */
  private String stored(TokenWindows windows) {
    Object tokens = windows.tokens() == 0 ? call("size", x, 1) : windows.tokens();
    String rows = call("slice", tensor(Role.SCORES), 1, 0, tokens, 1);
    return call("slice", rows, 2, 0, tokens, 1);
  }

  /** Head by head, in four axes: batch, heads, tokens, features; windows are part of the batch. */
  private String heads(String value, TokenLayer.Attention attention) {
    int tokens = attention.windows().tokens();
    String parted =
        tokens == 0 ? value : call("reshape", value, List.of(-1, tokens, call("size", value, 2)));
    List<Object> axes =
        List.of(call("size", parted, 0), call("size", parted, 1), -1, attention.headWidth());
    return call("transpose", call("reshape", parted, axes), 1, 2);
  }

  /** What is added to the scores of all tokens: nothing, or so little that none of them is seen. */
  private String hiding() {
    String padding = call("mul", padding(inputs.get(3)), HIDDEN);
    return call("unsqueeze", call("unsqueeze", padding, 1), 1);
  }

  /** Where padding is, as 1, and tokens, as 0; tokens in front that have no ids are there. */
  private String padding(String ids) {
    String padding =
        call("to", call("eq", ids, Shape.Ids.PADDING), TensorStorage.of(precision).scalarType());
    String before = call("sub", call("size", inputs.get(0), 1), call("size", ids, 1));
    return call("constant_pad_nd", padding, List.of(before, 0), 0);
  }

  @Override
  public String tokenMean(TokenLayer.TokenMean mean) {
    int tokens = ((Shape.Sequence) in).tokens();
    String counted = call("slice", x, 1, mean.first(), tokens, 1);
    if (inputs.size() == 1) {
      return call("mean", counted, List.of(1), false);
    }
    String padding = call("slice", padding(inputs.get(1)), 1, mean.first(), tokens, 1);
    String present = call("rsub", padding, 1);
    String number = call("clamp_min", call("sum", present, List.of(1), true), 1);
    String sum =
        call("sum", call("mul", counted, call("unsqueeze", present, 2)), List.of(1), false);
    return call("div", sum, number);
  }

  @Override
  public String pad(Movement.Pad pad) {
    return pad.move(new TorchMovements(x));
  }

  @Override
  public String crop(Movement.Crop crop) {
    return crop.move(new TorchMovements(x));
  }

  @Override
  public String selectChannels(Movement.SelectChannels select) {
    return select.move(new TorchMovements(x));
  }

  @Override
  public String unflatten(Movement.Unflatten image) {
    return image.move(new TorchMovements(x));
  }

  @Override
  public String imageTokens(Movement.ImageTokens tokens) {
    return tokens.move(new TorchMovements(x));
  }

  @Override
  public String tokenImage(Movement.TokenImage image) {
    return image.move(new TorchMovements(x));
  }

  @Override
  public String selectTokens(Movement.SelectTokens tokens) {
    return tokens.move(new TorchMovements(x));
  }

  @Override
  public String oneToken(Movement.OneToken token) {
    return token.move(new TorchMovements(x));
  }

  private String tensor(Role role) {
    return tensors.getOrDefault(role, NONE);
  }

  /**
   * The mean of the squares is a pool along the channels, of the image as one plane of channels x
   * places. Always in 32 bits, since squares leave the range of 16.
   */
  @Override
  public String localResponseNorm(Layer.LocalResponseNorm norm) {
    Shape.Image image = (Shape.Image) in;
    int places = image.height() * image.width();
    String wide =
        precision == Precision.FLOAT32
            ? x
            : call("to", x, TensorStorage.of(Precision.FLOAT32).scalarType());
    String squares =
        call("reshape", call("mul", wide, wide), List.of(-1, 1, image.channels(), places));
    List<Integer> ends = List.of(0, 0, norm.reach(), norm.reach());
    String means =
        call(
            "avg_pool2d",
            call("constant_pad_nd", squares, ends, 0),
            pair(norm.size(), 1),
            pair(1, 1),
            pair(0, 0),
            false,
            true,
            NONE);
    String base = call("add", call("mul", means, norm.alpha()), norm.bias());
    String divisor =
        call(
            "reshape",
            call("pow", base, norm.beta()),
            List.of(-1, image.channels(), image.height(), image.width()));
    String result = call("div", wide, divisor);
    return precision == Precision.FLOAT32
        ? result
        : call("to", result, TensorStorage.of(precision).scalarType());
  }

  private String perChannel(Role role) {
    String vector = tensor(role);
    return in instanceof Shape.Image ? call("reshape", vector, List.of(-1, 1, 1)) : vector;
  }

  private String chain(String operator) {
    return inputs.stream().reduce((all, next) -> call(operator, all, next)).orElseThrow();
  }

  /** Written out, since files of this version have the exact one only. */
  private String tanhGelu() {
    String cubed = call("mul", call("mul", x, x), x);
    String inner = call("add", x, call("mul", cubed, 0.044715));
    String gate = call("tanh", call("mul", inner, Math.sqrt(2 / Math.PI)));
    return call("mul", call("mul", x, 0.5), call("add", gate, 1.0));
  }

  @Override
  public String activation(Layer.Activation activation) {
    return switch (activation.kind()) {
      case RELU -> call("relu", x);
      case RELU6 -> call("hardtanh", x, 0.0, 6.0);
      case SIGMOID -> call("sigmoid", x);
      case HARD_SIGMOID -> call("hardsigmoid", x);
      case HARD_SWISH -> call("hardswish", x);
      case SILU -> call("silu", x);
      case TANH -> call("tanh", x);
      case ELU -> call("elu", x);
      case GELU -> call("gelu", x);
      case GELU_TANH -> tanhGelu();
      case SOFTPLUS -> call("softplus", x);
      case MISH -> call("mish", x);
      case SIGN -> call("sign", x);
    };
  }

  @Override
  public String pool(Layer.Pool pool) {
    Window window = pool.window();
    String kernel = pair(window.kernelHeight(), window.kernelWidth());
    String stride = stride(window);
    String padding = padding(window);
    return switch (pool.kind()) {
      case MAX -> call("max_pool2d", x, kernel, stride, padding, pair(1, 1), false);
      case AVERAGE -> call("avg_pool2d", x, kernel, stride, padding, false, false, NONE);
    };
  }

  private static String stride(Window window) {
    return pair(window.strideHeight(), window.strideWidth());
  }

  private static String padding(Window window) {
    return pair(window.paddingHeight(), window.paddingWidth());
  }

  private static String pair(int rows, int columns) {
    return "[" + rows + ", " + columns + "]";
  }

  /** A call with its arguments as Python writes them; Java's lists and numbers look the same. */
  static String call(String operator, Object... arguments) {
    StringBuilder text = new StringBuilder("torch.").append(operator).append('(');
    String separator = "";
    for (Object argument : arguments) {
      text.append(separator);
      separator = ", ";
      if (argument instanceof Boolean truth) {
        text.append(truth ? "True" : "False");
      } else {
        text.append(argument);
      }
    }
    return text.append(')').toString();
  }
}
