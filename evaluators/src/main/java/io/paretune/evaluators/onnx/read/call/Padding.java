package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.ExternalData;
import io.paretune.evaluators.onnx.read.value.TensorReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which id of a file that reads texts is padding: the one that ids are compared with, as RoBERTa
 * does to count its tokens, or the one that a copy puts in the place of id 0.
 */
final class Padding {

  private Padding() {}

  /** The id; 0 if the file does not say that it is another. */
  static int of(GraphProto graph, String ids) {
    Map<String, TensorProto> known = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> known.put(tensor.getName(), tensor));
    Set<String> moved = new HashSet<>(Set.of(ids));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
        node.getAttributeList().stream()
            .filter(AttributeProto::hasT)
            .forEach(value -> known.put(node.getOutput(0), value.getT()));
      } else if (TextInputs.MOVES.contains(node.getOpType())
          && node.getInputList().stream().limit(1).anyMatch(moved::contains)) {
        moved.addAll(node.getOutputList());
      } else if (node.getInputCount() == 2) {
        Optional<Integer> told = told(node, moved, known);
        if (told.isPresent()) {
          return told.get();
        }
      }
    }
    return Shape.Ids.PADDING;
  }

  private static Optional<Integer> told(
      NodeProto node, Set<String> ids, Map<String, TensorProto> known) {
    boolean compares = node.getOpType().equals("Equal") && ids.contains(node.getInput(0));
    boolean orders = node.getOpType().equals("Gather") && ids.contains(node.getInput(1));
    Optional<TensorProto> stored =
        Optional.ofNullable(known.get(node.getInput(compares ? 1 : 0)))
            .filter(tensor -> compares ? size(tensor) == 1 : orders && isList(tensor));
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    TensorProto tensor = stored.get();
    double first =
        new TensorReader(new ExternalData(Optional.empty()), new Budget())
            .read(tensor, tensor.getName())
            .at(0);
    return first >= 1 && first < Integer.MAX_VALUE ? Optional.of((int) first) : Optional.empty();
  }

  private static boolean isList(TensorProto tensor) {
    return tensor.getDimsCount() == 1 && size(tensor) > 0;
  }

  private static long size(TensorProto tensor) {
    return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
  }
}
