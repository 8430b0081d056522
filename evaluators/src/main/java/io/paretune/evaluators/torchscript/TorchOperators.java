package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Window;
import java.util.List;
import java.util.Map;

/** The one place that knows which ATen operator a layer is. */
final class TorchOperators {

  private static final String NONE = "None";

  private TorchOperators() {}

  /**
   * The expression that computes a layer. What differs between training and inference asks {@code
   * self.training}.
   *
   * @param in shape of the layer's first input
   * @param inputs expressions of the layer's inputs
   * @param tensors expressions of its tensors
   * @param precision what the inputs are in and the output must be in
   */
  static String expression(
      Layer layer, Shape in, List<String> inputs, Map<Role, String> tensors, Precision precision) {
    String x = inputs.get(0);
    String weight = tensors.getOrDefault(Role.WEIGHT, NONE);
    String bias = tensors.getOrDefault(Role.BIAS, NONE);
    if (layer instanceof Layer.Conv2d conv) {
      Window window = conv.window();
      return call(
          "conv2d",
          x,
          weight,
          bias,
          stride(window),
          padding(window),
          pair(window.dilationHeight(), window.dilationWidth()),
          conv.groups());
    } else if (layer instanceof Layer.Linear) {
      return call("linear", x, weight, bias);
    } else if (layer instanceof Layer.BatchNorm norm) {
      return call(
          "batch_norm",
          x,
          tensors.getOrDefault(Role.GAMMA, NONE),
          tensors.getOrDefault(Role.BETA, NONE),
          tensors.getOrDefault(Role.RUNNING_MEAN, NONE),
          tensors.getOrDefault(Role.RUNNING_VARIANCE, NONE),
          "self.training",
          norm.momentum(),
          norm.epsilon(),
          true);
    } else if (layer instanceof Layer.Activation activation) {
      return activation(activation.kind(), x);
    } else if (layer instanceof Layer.Pool pool) {
      return pool(pool, x);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      return call("mean", x, pair(2, 3), true);
    } else if (layer instanceof Layer.Add) {
      return chain("add", inputs);
    } else if (layer instanceof Layer.Concat) {
      return call("cat", inputs, 1);
    } else if (layer instanceof Layer.Flatten) {
      return call("flatten", x, 1);
    } else if (layer instanceof Layer.Dropout dropout) {
      return call("dropout", x, dropout.rate(), "self.training");
    } else if (layer instanceof Layer.Identity) {
      return x;
    } else if (layer instanceof Layer.Softmax softmax) {
      return call(softmax.log() ? "log_softmax" : "softmax", x, 1);
    } else if (layer instanceof Layer.LocalResponseNorm norm) {
      return localResponseNorm(norm, (Shape.Image) in, x, precision);
    } else if (layer instanceof Elementwise elementwise) {
      return elementwise(elementwise, in, inputs, tensors, precision);
    } else if (layer instanceof Movement movement) {
      return TorchMovements.expression(movement, x);
    }
    throw new IllegalStateException("no ATen operator for " + layer);
  }

  private static String elementwise(
      Elementwise layer,
      Shape in,
      List<String> inputs,
      Map<Role, String> tensors,
      Precision precision) {
    String x = inputs.get(0);
    if (layer instanceof Elementwise.LeakyRelu leaky) {
      return call("leaky_relu", x, leaky.slope());
    } else if (layer instanceof Elementwise.Clip clip) {
      return call("clamp", x, clip.low(), clip.high());
    } else if (layer instanceof Elementwise.Affine) {
      String gamma = perChannel(in, tensors.getOrDefault(Role.GAMMA, NONE));
      String beta = perChannel(in, tensors.getOrDefault(Role.BETA, NONE));
      // its tensors are in 32 bits, which would carry over to whatever reads the sum
      String sum = call("add", call("mul", x, gamma), beta);
      return precision == Precision.FLOAT32 ? sum : call("to", sum, precision.scalarType());
    } else if (layer instanceof Elementwise.Multiply) {
      return chain("mul", inputs);
    }
    throw new IllegalStateException("no ATen operator for " + layer);
  }

  /**
   * The mean of the squares is a pool along the channels, of the image as one plane of channels x
   * places. Always in 32 bits, since squares leave the range of 16.
   */
  private static String localResponseNorm(
      Layer.LocalResponseNorm norm, Shape.Image in, String x, Precision precision) {
    int places = in.height() * in.width();
    String wide =
        precision == Precision.FLOAT32 ? x : call("to", x, Precision.FLOAT32.scalarType());
    String squares =
        call("reshape", call("mul", wide, wide), List.of(-1, 1, in.channels(), places));
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
            List.of(-1, in.channels(), in.height(), in.width()));
    String result = call("div", wide, divisor);
    return precision == Precision.FLOAT32 ? result : call("to", result, precision.scalarType());
  }

  private static String perChannel(Shape in, String vector) {
    return in instanceof Shape.Image ? call("reshape", vector, List.of(-1, 1, 1)) : vector;
  }

  private static String chain(String operator, List<String> inputs) {
    return inputs.stream().reduce((all, next) -> call(operator, all, next)).orElseThrow();
  }

  private static String activation(ActivationKind kind, String x) {
    return switch (kind) {
      case RELU -> call("relu", x);
      case RELU6 -> call("hardtanh", x, 0.0, 6.0);
      case SIGMOID -> call("sigmoid", x);
      case HARD_SIGMOID -> call("hardsigmoid", x);
      case HARD_SWISH -> call("hardswish", x);
      case SILU -> call("silu", x);
      case TANH -> call("tanh", x);
      case ELU -> call("elu", x);
      case GELU -> call("gelu", x);
    };
  }

  private static String pool(Layer.Pool pool, String x) {
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
