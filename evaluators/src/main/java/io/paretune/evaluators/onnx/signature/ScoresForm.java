package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.List;

/**
 * What a file has in place of a network's answers, which are {@code float[batch][n]}.
 *
 * @param name of the value
 * @param element its element type, as ONNX numbers them
 * @param axes its lengths without the batch's
 */
public record ScoresForm(String name, int element, List<Integer> axes) {

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  /** Copies the list. */
  public ScoresForm {
    axes = List.copyOf(axes);
  }

  /** A vector of 32-bit floats. */
  public static ScoresForm vector(String name, int length) {
    return new ScoresForm(name, FLOAT, List.of(length));
  }

  /** Whether it is what the network makes. */
  boolean plain() {
    return element == FLOAT && axes.size() == 1;
  }

  /** Appends what makes it of the network's answers. */
  void append(String from, SignedGraph graph) {
    String value = from;
    if (axes.size() != 1) {
      long[] shape = new long[axes.size() + 1];
      for (int a = 0; a < axes.size(); a++) {
        shape[a + 1] = axes.get(a);
      }
      String shaped = element == FLOAT ? name : graph.fresh(name);
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Reshape")
              .addInput(value)
              .addInput(graph.integers(name + ".shape", shape))
              .addOutput(shaped));
      value = shaped;
    }
    if (element != FLOAT) {
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput(value)
              .addOutput(name)
              .addAttribute(OnnxGraph.integer("to", element)));
    }
  }
}
