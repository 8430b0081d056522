package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.Set;

/** A way to make a node smaller or faster. Implementations are immutable. */
public interface NodeTechnique {

  /** The name in tables, such as {@code dynamic-int8}. */
  String label();

  /** Whether the node can be written so. */
  boolean fits(GraphDraft draft, NodeProto node);

  /**
   * What writes these nodes of a draft.
   *
   * @param nodes by number, all of which it fits
   * @param free nodes, by number, that nothing else is planned for
   */
  NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free);

  /** Writes nodes of one draft, in their order. */
  interface NodeWriter {

    /** Whether it writes this node: one that it was given, or a free one that goes along. */
    boolean takes(int node);

    /** Writes the node, and what it needs besides. */
    void write(int node);
  }
}
