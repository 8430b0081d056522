package io.paretune.evaluators.onnx.graph.draft;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.List;
import java.util.Optional;

/** Nodes and their attributes. */
public final class Nodes {

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private Nodes() {}

  /** A standard operator without a name. */
  public static NodeProto of(
      String type, List<String> inputs, String output, AttributeProto... attributes) {
    return several(type, inputs, List.of(output), attributes);
  }

  /** A standard operator with several outputs. */
  public static NodeProto several(
      String type, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  /** Makes 32-bit floats of a value. */
  public static NodeProto floats(String from, String to) {
    return of("Cast", List.of(from), to, OnnxGraph.integer("to", FLOAT));
  }

  /** A number that a node has as an attribute. */
  public static float number(NodeProto node, String name, float otherwise) {
    return attribute(node, name)
        .map(attribute -> attribute.hasF() ? attribute.getF() : attribute.getI())
        .orElse(otherwise);
  }

  /** An attribute of a node. */
  public static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }

  /** Whether a node has an input at this place, which may be left out. */
  public static boolean has(NodeProto node, int input) {
    return node.getInputCount() > input && !node.getInput(input).isEmpty();
  }

  /** A node that reads something else at one place. */
  public static NodeProto reading(NodeProto node, int input, String name) {
    return node.toBuilder().setInput(input, name).build();
  }
}
