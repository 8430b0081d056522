package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.Set;
import java.util.function.BiConsumer;

/** A writer of nodes each of which is written by itself. */
record SingleNodes(GraphDraft draft, Set<Integer> nodes, BiConsumer<GraphDraft, NodeProto> how)
    implements NodeTechnique.NodeWriter {

  @Override
  public boolean takes(int node) {
    return nodes.contains(node);
  }

  @Override
  public void write(int node) {
    how.accept(draft, draft.nodes().get(node));
  }
}
