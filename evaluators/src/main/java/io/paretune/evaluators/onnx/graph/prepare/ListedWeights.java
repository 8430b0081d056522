package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weights that a file lists among its inputs. Files of version 3 had to, and some exporters went on
 * with all of them: nobody gives those, but no runtime may fold them. An input that alone has a
 * default, or that is a single number, is there to be given, and stays.
 */
final class ListedWeights {

  private ListedWeights() {}

  /** The model without them. */
  static ModelProto dropped(ModelProto model) {
    Set<String> weights = of(model);
    GraphProto.Builder graph = model.getGraph().toBuilder().clearInput();
    model.getGraph().getInputList().stream()
        .filter(input -> !weights.contains(input.getName()))
        .forEach(graph::addInput);
    return model.toBuilder()
        .setGraph(graph)
        .setIrVersion(Math.max(GraphDraft.DEFAULTS, model.getIrVersion()))
        .build();
  }

  private static Set<String> of(ModelProto model) {
    GraphProto graph = model.getGraph();
    Set<String> inputs = new HashSet<>();
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
    boolean obliged = model.getIrVersion() < GraphDraft.DEFAULTS;
    boolean all =
        graph.getInitializerList().stream().allMatch(stored -> inputs.contains(stored.getName()));
    return graph.getInitializerList().stream()
        .filter(stored -> obliged || (all && stored.getDimsCount() > 0))
        .map(TensorProto::getName)
        .filter(inputs::contains)
        .collect(Collectors.toSet());
  }
}
