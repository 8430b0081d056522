package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a file's values holds the class scores. Beside them, some exporters write the label that
 * is most probable, or the probabilities as a dictionary, which are made of the scores.
 *
 * @param name of the value
 * @param note what was left out, one sentence
 */
record FileOutput(String name, Optional<String> note) {

  private static final Set<Integer> FLOATS = Set.of(0, 1, 10, 11, 16);

  static FileOutput of(GraphProto graph) {
    List<ValueInfoProto> outputs = graph.getOutputList();
    Set<String> scores = new LinkedHashSet<>();
    List<ValueInfoProto> others = new ArrayList<>();
    for (ValueInfoProto output : outputs) {
      Optional<String> value =
          output.getType().hasSequenceType()
              ? zipped(graph, output.getName())
              : Optional.of(output.getName()).filter(name -> floats(output));
      value.ifPresentOrElse(scores::add, () -> others.add(output));
    }
    if (scores.size() != 1 && outputs.size() != 1) {
      throw new OnnxImportException(
          "a classifier must have one output of class scores, got %s; export it with the class scores only"
              .formatted(names(outputs)));
    }
    String name = scores.isEmpty() ? outputs.get(0).getName() : scores.iterator().next();
    return new FileOutput(
        name,
        others.isEmpty() || scores.isEmpty()
            ? Optional.empty()
            : Optional.of("outputs that are no scores were left out: " + names(others)));
  }

  private static boolean floats(ValueInfoProto output) {
    return !output.getType().hasMapType()
        && FLOATS.contains(output.getType().getTensorType().getElemType());
  }

  /** The probabilities that a dictionary is made of. */
  private static Optional<String> zipped(GraphProto graph, String output) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("ZipMap") && node.getOutputList().contains(output))
        .map(NodeProto::getInputList)
        .filter(inputs -> inputs.size() == 1)
        .map(inputs -> inputs.get(0))
        .findFirst();
  }

  /** The names of some values, for a message. */
  static String names(List<ValueInfoProto> values) {
    return values.stream()
        .limit(8)
        .map(ValueInfoProto::getName)
        .collect(Collectors.joining(", ", "[", values.size() > 8 ? ", ...]" : "]"));
  }
}
