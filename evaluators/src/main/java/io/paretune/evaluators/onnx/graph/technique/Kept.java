package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.Set;

/** Leaves a node as it came, and whatever else goes along with its neighbours. */
public final class Kept implements NodeTechnique {

  @Override
  public String label() {
    return "float";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return true;
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, GraphDraft::write);
  }
}
