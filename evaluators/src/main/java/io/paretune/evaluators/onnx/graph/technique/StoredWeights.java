package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.Optional;

/** What of a node's stored tensors can be kept in fewer bits. */
final class StoredWeights {

  /** Fewer values are not worth a node. */
  static final int FEWEST = 256;

  private StoredWeights() {}

  /** The tensor at a place of the node's inputs, if it is one of finite floats, large enough. */
  static Optional<TensorProto> at(GraphDraft draft, NodeProto node, int input, int fewestAxes) {
    return draft
        .stored(node, input)
        .filter(tensor -> tensor.getDimsCount() >= fewestAxes)
        .filter(StoredFloats::sound)
        .filter(tensor -> StoredFloats.count(tensor) >= FEWEST);
  }

  /** The matrix of a product that can be computed in whole numbers: {@code inputs x outputs}. */
  static Optional<TensorProto> matrix(GraphDraft draft, NodeProto node) {
    boolean product =
        GraphDraft.is(node, "MatMul")
            || (GraphDraft.is(node, "Gemm")
                && Nodes.number(node, "transA", 0) == 0
                && Nodes.number(node, "alpha", 1) == 1
                && Nodes.number(node, "beta", 1) == 1);
    return product && node.getOutputCount() == 1
        ? at(draft, node, 1, 2).filter(matrix -> matrix.getDimsCount() == 2)
        : Optional.empty();
  }

  /** Whether a product's matrix lies as {@code outputs x inputs}. */
  static boolean turned(NodeProto node) {
    return GraphDraft.is(node, "Gemm") && Nodes.number(node, "transB", 0) != 0;
  }

  /** The matrix's values as {@code inputs x outputs}. */
  static float[] upright(NodeProto node, TensorProto matrix) {
    float[] values = StoredFloats.of(matrix);
    return turned(node)
        ? StoredFloats.transposed(values, (int) matrix.getDims(0), (int) matrix.getDims(1))
        : values;
  }
}
