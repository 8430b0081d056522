package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file computes of its scores and of nothing else, such as the label that is most probable.
 * It is no part of the network: it stays as it was.
 *
 * @param nodes in topological order, as of the operators that {@code OnnxGraph} writes
 * @param tensors that the nodes read
 * @param domains of operators beside the standard ones
 */
public record Tail(
    List<NodeProto> nodes, List<TensorProto> tensors, List<OperatorSetIdProto> domains) {

  /** Copies the lists. */
  public Tail {
    nodes = List.copyOf(nodes);
    tensors = List.copyOf(tensors);
    domains = List.copyOf(domains);
  }

  /** Nothing: the scores are what the file puts out. */
  public static Tail none() {
    return new Tail(List.of(), List.of(), List.of());
  }

  /** The names of everything in it. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    nodes.forEach(node -> names.addAll(node.getOutputList()));
    tensors.forEach(tensor -> names.add(tensor.getName()));
    return names;
  }
}
