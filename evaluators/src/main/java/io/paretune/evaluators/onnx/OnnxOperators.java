package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;
import static io.paretune.evaluators.onnx.OnnxGraph.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one place that knows which ONNX operator a layer is. */
public final class OnnxOperators {

  private OnnxOperators() {}

  /**
   * Appends the operator of a layer.
   *
   * @param graph to append to
   * @param layer what to compute
   * @param inputs the layer's inputs, then its tensors in canonical order
   * @param output name of the value to make
   */
  public static void append(OnnxGraph graph, Layer layer, List<String> inputs, String output) {
    if (layer instanceof Layer.Conv2d conv) {
      graph.node("Conv", inputs, output, convolution(conv));
    } else if (layer instanceof Layer.Linear) {
      graph.node("Gemm", inputs, output, integer("transB", 1));
    } else if (layer instanceof Layer.BatchNorm norm) {
      graph.node("BatchNormalization", inputs, output, real("epsilon", (float) norm.epsilon()));
    } else if (layer instanceof Layer.Activation activation) {
      activation(graph, activation.kind(), inputs, output);
    } else if (layer instanceof Layer.Pool pool) {
      graph.node(
          pool.kind() == Layer.PoolKind.MAX ? "MaxPool" : "AveragePool",
          inputs,
          output,
          window(pool.window()).toArray(AttributeProto[]::new));
    } else if (layer instanceof Layer.GlobalAveragePool) {
      graph.node("GlobalAveragePool", inputs, output);
    } else if (layer instanceof Layer.Add) {
      chain(graph, "Add", inputs, output);
    } else if (layer instanceof Layer.Concat) {
      graph.node("Concat", inputs, output, integer("axis", 1));
    } else if (layer instanceof Layer.Flatten) {
      graph.node("Flatten", inputs, output, integer("axis", 1));
    } else if (layer instanceof Layer.Identity || layer instanceof Layer.Dropout) {
      graph.node("Identity", inputs, output);
    } else if (layer instanceof Layer.Softmax softmax) {
      graph.node(softmax.log() ? "LogSoftmax" : "Softmax", inputs, output, integer("axis", 1));
    } else if (layer instanceof Layer.LocalResponseNorm norm) {
      graph.node(
          "LRN",
          inputs,
          output,
          integer("size", norm.size()),
          real("alpha", (float) norm.alpha()),
          real("beta", (float) norm.beta()),
          real("bias", (float) norm.bias()));
    } else if (layer instanceof Elementwise elementwise) {
      elementwise(graph, elementwise, inputs, output);
    } else if (layer instanceof Movement movement) {
      OnnxMovements.append(graph, movement, inputs.get(0), output, Optional.empty());
    } else {
      throw new IllegalStateException("no ONNX operator for " + layer);
    }
  }

  /** The attributes of a convolution that differ from ONNX's defaults. */
  public static AttributeProto[] convolution(Layer.Conv2d conv) {
    Window window = conv.window();
    List<AttributeProto> attributes = window(window);
    if (window.dilationHeight() > 1 || window.dilationWidth() > 1) {
      attributes.add(integers("dilations", window.dilationHeight(), window.dilationWidth()));
    }
    if (conv.groups() > 1) {
      attributes.add(integer("group", conv.groups()));
    }
    return attributes.toArray(AttributeProto[]::new);
  }

  private static void chain(OnnxGraph graph, String operator, List<String> inputs, String output) {
    String sum = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String name = i == inputs.size() - 1 ? output : output + ".partial" + i;
      sum = graph.node(operator, List.of(sum, inputs.get(i)), name);
    }
  }

  private static void elementwise(
      OnnxGraph graph, Elementwise layer, List<String> inputs, String output) {
    if (layer instanceof Elementwise.LeakyRelu leaky) {
      graph.node("LeakyRelu", inputs, output, real("alpha", (float) leaky.slope()));
    } else if (layer instanceof Elementwise.Clip clip) {
      clip(graph, clip, inputs.get(0), output);
    } else if (layer instanceof Elementwise.Affine affine) {
      // Normalisation by a mean of 0 and a variance of 1: unlike Mul and Add, it takes vectors of
      // channels for any shape, and the runtime folds it into a convolution before it.
      String mean = graph.floats(output + ".mean", Tensor.filled(0, affine.channels()));
      String variance = graph.floats(output + ".variance", Tensor.filled(1, affine.channels()));
      List<String> all = new ArrayList<>(inputs);
      all.add(mean);
      all.add(variance);
      graph.node("BatchNormalization", all, output, real("epsilon", 0));
    } else {
      chain(graph, "Mul", inputs, output);
    }
  }

  private static void clip(OnnxGraph graph, Elementwise.Clip clip, String input, String output) {
    String low = graph.scalar(output + ".low", (float) clip.low());
    String high = graph.scalar(output + ".high", (float) clip.high());
    graph.node("Clip", List.of(input, low, high), output);
  }

  /** Written out, as opset 17 has no such operator; the runtime fuses it into one kernel. */
  private static void gelu(OnnxGraph graph, String input, String output) {
    String root = graph.scalar(output + ".root", (float) Math.sqrt(2));
    String one = graph.scalar(output + ".one", 1);
    String half = graph.scalar(output + ".half", 0.5f);
    String scaled = graph.node("Div", List.of(input, root), output + ".scaled");
    String erf = graph.node("Erf", List.of(scaled), output + ".erf");
    String gate = graph.node("Add", List.of(erf, one), output + ".gate");
    String product = graph.node("Mul", List.of(input, gate), output + ".product");
    graph.node("Mul", List.of(product, half), output);
  }

  private static void activation(
      OnnxGraph graph, ActivationKind kind, List<String> inputs, String output) {
    switch (kind) {
      case RELU -> graph.node("Relu", inputs, output);
      case RELU6 -> clip(graph, new Elementwise.Clip(0, 6), inputs.get(0), output);
      case SIGMOID -> graph.node("Sigmoid", inputs, output);
      case HARD_SIGMOID -> graph.node("HardSigmoid", inputs, output, real("alpha", 1 / 6f));
      case HARD_SWISH -> graph.node("HardSwish", inputs, output);
      case SILU -> {
        String gate = graph.node("Sigmoid", inputs, output + ".gate");
        graph.node("Mul", List.of(inputs.get(0), gate), output);
      }
      case TANH -> graph.node("Tanh", inputs, output);
      case ELU -> graph.node("Elu", inputs, output);
      case GELU -> gelu(graph, inputs.get(0), output);
    }
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
