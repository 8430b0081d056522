package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;
import static io.paretune.evaluators.onnx.OnnxGraph.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Window;
import java.util.ArrayList;
import java.util.List;

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
      add(graph, inputs, output);
    } else if (layer instanceof Layer.Concat) {
      graph.node("Concat", inputs, output, integer("axis", 1));
    } else if (layer instanceof Layer.Flatten) {
      graph.node("Flatten", inputs, output, integer("axis", 1));
    } else if (layer instanceof Layer.Identity || layer instanceof Layer.Dropout) {
      graph.node("Identity", inputs, output);
    } else {
      throw new IllegalStateException("no ONNX operator for " + layer);
    }
  }

  /** The attributes of a convolution, whatever the type of its numbers. */
  public static AttributeProto[] convolution(Layer.Conv2d conv) {
    List<AttributeProto> attributes = window(conv.window());
    attributes.add(
        integers("dilations", conv.window().dilationHeight(), conv.window().dilationWidth()));
    attributes.add(integer("group", conv.groups()));
    return attributes.toArray(AttributeProto[]::new);
  }

  private static void add(OnnxGraph graph, List<String> inputs, String output) {
    String sum = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String name = i == inputs.size() - 1 ? output : output + ".partial" + i;
      sum = graph.node("Add", List.of(sum, inputs.get(i)), name);
    }
  }

  private static void activation(
      OnnxGraph graph, ActivationKind kind, List<String> inputs, String output) {
    switch (kind) {
      case RELU -> graph.node("Relu", inputs, output);
      case RELU6 -> {
        String low = graph.scalar(output + ".low", 0);
        String high = graph.scalar(output + ".high", 6);
        graph.node("Clip", List.of(inputs.get(0), low, high), output);
      }
      case SIGMOID -> graph.node("Sigmoid", inputs, output);
      case HARD_SIGMOID -> graph.node("HardSigmoid", inputs, output, real("alpha", 1 / 6f));
      case HARD_SWISH -> graph.node("HardSwish", inputs, output);
      case SILU -> {
        String gate = graph.node("Sigmoid", inputs, output + ".gate");
        graph.node("Mul", List.of(inputs.get(0), gate), output);
      }
      case TANH -> graph.node("Tanh", inputs, output);
    }
  }

  private static List<AttributeProto> window(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", window.kernelHeight(), window.kernelWidth()));
    attributes.add(integers("strides", window.strideHeight(), window.strideWidth()));
    int rows = window.paddingHeight();
    int columns = window.paddingWidth();
    attributes.add(integers("pads", rows, columns, rows, columns));
    return attributes;
  }
}
