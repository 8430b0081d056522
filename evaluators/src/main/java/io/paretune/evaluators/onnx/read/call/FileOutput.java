package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.signature.Tail;
import io.paretune.evaluators.onnx.signature.TailReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a file's values holds the scores. Beside them, some exporters write the label that is
 * most probable, probabilities, or these as a dictionary, which are made of the scores.
 *
 * @param name of the value
 * @param kept the file's outputs that a copy has, in order
 * @param tail how they are made of the scores
 * @param note what was left out, one sentence
 */
public record FileOutput(String name, List<ValueInfoProto> kept, Tail tail, Optional<String> note) {

  private static final Set<Integer> FLOATS = Set.of(0, 1, 10, 11, 16);

  /** What stands between scores and a label. */
  private static final Set<String> BEHIND_LABELS =
      Set.of("Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Identity", "ArgMax");

  public static FileOutput of(ModelProto model, int opset) {
    GraphProto graph = model.getGraph();
    List<ValueInfoProto> outputs = graph.getOutputList();
    TailReader tails = new TailReader(model, opset);
    List<String> all = outputs.stream().map(ValueInfoProto::getName).toList();
    Set<String> scores = new LinkedHashSet<>();
    List<ValueInfoProto> others = new ArrayList<>();
    for (ValueInfoProto output : outputs) {
      scores(tails, graph, output).ifPresentOrElse(scores::add, () -> others.add(output));
    }
    if (scores.isEmpty() && outputs.size() == 1) {
      label(tails, all.get(0)).ifPresent(scores::add);
    }
    for (String name : scores) {
      Optional<Tail> tail = tails.of(name, all);
      if (tail.isPresent()) {
        return new FileOutput(name, outputs, tail.get(), Optional.empty());
      }
    }
    if (scores.size() != 1 && outputs.size() != 1) {
      throw new OnnxImportException(
          "a network must have one output of floats (scores, numbers, or a plane for each class), or others made of it alone, got %s; export it with one of them"
              .formatted(names(outputs)));
    }
    String name = scores.isEmpty() ? all.get(0) : scores.iterator().next();
    List<ValueInfoProto> kept = new ArrayList<>(outputs);
    kept.removeAll(scores.isEmpty() ? List.of() : others);
    return new FileOutput(
        name,
        kept,
        tails.of(name, kept.stream().map(ValueInfoProto::getName).toList()).orElse(Tail.none()),
        others.isEmpty() || scores.isEmpty()
            ? Optional.empty()
            : Optional.of("outputs that are no scores were left out: " + names(others)));
  }

  private static Optional<String> scores(
      TailReader tails, GraphProto graph, ValueInfoProto output) {
    Optional<String> scores =
        output.getType().hasSequenceType()
            ? zipped(graph, output.getName())
            : Optional.of(output.getName()).filter(name -> floats(output));
    return scores.map(name -> unnormalised(tails, name));
  }

  /** Scores whose sum was made 1 are made of others by an operator that no layer is. */
  private static String unnormalised(TailReader tails, String name) {
    return tails
        .maker(name)
        .filter(node -> node.getOpType().equals("Normalizer") && node.getInputCount() == 1)
        .map(node -> node.getInput(0))
        .orElse(name);
  }

  /** Whether this may be scores. */
  public static boolean floats(ValueInfoProto output) {
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

  /** The scores whose largest is a label. */
  private static Optional<String> label(TailReader tails, String output) {
    String value = output;
    for (int step = 0; step < 8; step++) {
      Optional<NodeProto> maker = tails.maker(value);
      if (maker.isEmpty() || !BEHIND_LABELS.contains(maker.get().getOpType())) {
        return Optional.empty();
      }
      value = maker.get().getInputCount() == 0 ? "" : maker.get().getInput(0);
      if (maker.get().getOpType().equals("ArgMax")) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The names and shapes of some values, for a message. */
  static String names(List<ValueInfoProto> values) {
    return values.stream()
        .limit(8)
        .map(value -> value.getName() + shape(value))
        .collect(Collectors.joining(", ", "[", values.size() > 8 ? ", ...]" : "]"));
  }

  /** Such as {@code (batch x 100 x 4)}; empty if the file does not say. */
  private static String shape(ValueInfoProto value) {
    String axes =
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(
                axis ->
                    axis.hasDimValue() ? String.valueOf(axis.getDimValue()) : axis.getDimParam())
            .map(axis -> axis.isEmpty() ? "?" : axis)
            .collect(Collectors.joining(" x "));
    return axes.isEmpty() ? "" : " (" + axes + ")";
  }
}
