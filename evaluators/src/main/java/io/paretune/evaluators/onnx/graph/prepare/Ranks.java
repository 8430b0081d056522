package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many axes the values of a graph have, as far as operators of transformers and what the file
 * tells give it.
 */
final class Ranks {

  /** More axes than any tensor has. */
  private static final int MOST_AXES = 64;

  private static final Set<String> BROADCASTING =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Where", "MatMul");

  private static final Set<String> KEEPING =
      Set.of("Cast", "Softmax", "Relu", "Tanh", "Erf", "Sqrt", "Sigmoid", "Identity", "Dropout");

  private final Map<String, Integer> known = new HashMap<>();

  /** Of a graph whose nodes stand in the order in which they are computed. */
  Ranks(GraphProto graph) {
    Stream.of(graph.getValueInfoList(), graph.getInputList(), graph.getOutputList())
        .flatMap(List::stream)
        .filter(value -> value.getType().getTensorType().hasShape())
        .forEach(
            value ->
                known.put(
                    value.getName(), value.getType().getTensorType().getShape().getDimCount()));
    Map<String, Integer> lengths = new HashMap<>();
    graph
        .getInitializerList()
        .forEach(
            tensor -> {
              known.put(tensor.getName(), tensor.getDimsCount());
              // no list of axes is long, but a damaged file may say so
              if (tensor.getDimsCount() == 1
                  && tensor.getDims(0) >= 0
                  && tensor.getDims(0) <= MOST_AXES) {
                lengths.put(tensor.getName(), (int) tensor.getDims(0));
              }
            });
    for (NodeProto node : graph.getNodeList()) {
      if (node.getInputCount() > 0 && node.getOutputCount() > 0) {
        made(node, lengths).ifPresent(rank -> known.putIfAbsent(node.getOutput(0), rank));
      }
    }
  }

  private OptionalInt made(NodeProto node, Map<String, Integer> lengths) {
    OptionalInt first = of(node.getInput(0));
    String type = node.getOpType();
    if (KEEPING.contains(type)) {
      return first;
    }
    if (BROADCASTING.contains(type)) {
      List<OptionalInt> all = node.getInputList().stream().map(this::of).toList();
      return all.stream().allMatch(OptionalInt::isPresent)
          ? all.stream().mapToInt(OptionalInt::getAsInt).max()
          : OptionalInt.empty();
    }
    return switch (type) {
      case "Transpose" -> listed(node, "perm") > 0 ? OptionalInt.of(listed(node, "perm")) : first;
      case "Unsqueeze" -> plus(first, listed(node, "axes"));
      case "Reshape" -> {
        Integer length = node.getInputCount() > 1 ? lengths.get(node.getInput(1)) : null;
        yield length == null ? OptionalInt.empty() : OptionalInt.of(length);
      }
      default -> OptionalInt.empty();
    };
  }

  /** How many numbers an attribute lists; 0 where it is absent. */
  private static int listed(NodeProto node, String name) {
    return Nodes.attribute(node, name).map(AttributeProto::getIntsCount).orElse(0);
  }

  private static OptionalInt plus(OptionalInt rank, int more) {
    return rank.isPresent() && more > 0
        ? OptionalInt.of(rank.getAsInt() + more)
        : OptionalInt.empty();
  }

  /** How many axes a value has. */
  OptionalInt of(String value) {
    Integer rank = known.get(value);
    return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
  }
}
