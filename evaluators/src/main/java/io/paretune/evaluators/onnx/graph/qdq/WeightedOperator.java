package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.Map;
import java.util.Optional;

/** An operator that multiplies its first input with stored weights, its second. */
interface WeightedOperator {

  /** The rules by operator. */
  Map<String, WeightedOperator> RULES =
      Map.of("Conv", new Convolution(), "MatMul", new Product(), "Gemm", new AffineProduct());

  /** The rule for a node; nothing if bytes have no kernel for it as it is. */
  static Optional<WeightedOperator> of(GraphDraft draft, NodeProto node) {
    return GraphDraft.isStandard(node.getDomain())
            && node.getInputCount() > 1
            && node.getOutputCount() == 1
        ? Optional.ofNullable(RULES.get(node.getOpType())).filter(rule -> rule.fits(draft, node))
        : Optional.empty();
  }

  /** Whether there are kernels for this node. */
  boolean fits(GraphDraft draft, NodeProto node);

  /** The axis of the weights along which outputs lie. */
  int outputAxis(NodeProto node, int axes);

  /** The axis of the first input along which channels lie, from the end if negative. */
  int channelAxis();

  /** Whether the runtime computes in bytes only if the output is kept in bytes, too. */
  boolean bytesOut();

  /** Whether the weights are stored floats with so many axes. */
  static boolean weights(GraphDraft draft, NodeProto node, int least, int most) {
    return draft
        .stored(node, 1)
        .filter(w -> w.getDimsCount() >= least && w.getDimsCount() <= most)
        .filter(w -> StoredFloats.sound(w) && StoredFloats.count(w) > 0)
        .isPresent();
  }

  /** Whether there is no bias, or a stored one with a number for each output. */
  static boolean bias(GraphDraft draft, NodeProto node, long outputs) {
    return !Nodes.has(node, 2)
        || draft
            .stored(node, 2)
            .filter(b -> StoredFloats.sound(b) && StoredFloats.count(b) == outputs)
            .filter(b -> b.getDimsCount() > 0 && b.getDims(b.getDimsCount() - 1) == outputs)
            .isPresent();
  }

  /** QLinearConv, of any number of dimensions; depthwise, too. */
  final class Convolution implements WeightedOperator {
    @Override
    public boolean fits(GraphDraft draft, NodeProto node) {
      return weights(draft, node, 3, 5)
          && bias(draft, node, draft.stored(node, 1).map(w -> w.getDims(0)).orElse(0L));
    }

    @Override
    public int outputAxis(NodeProto node, int axes) {
      return 0;
    }

    @Override
    public int channelAxis() {
      return 1;
    }

    @Override
    public boolean bytesOut() {
      return true;
    }
  }

  /** QLinearMatMul or MatMulIntegerToFloat. */
  final class Product implements WeightedOperator {
    @Override
    public boolean fits(GraphDraft draft, NodeProto node) {
      return weights(draft, node, 2, 2);
    }

    @Override
    public int outputAxis(NodeProto node, int axes) {
      return 1;
    }

    @Override
    public int channelAxis() {
      return -1;
    }

    @Override
    public boolean bytesOut() {
      return false;
    }
  }

  /** QGemm. */
  final class AffineProduct implements WeightedOperator {
    @Override
    public boolean fits(GraphDraft draft, NodeProto node) {
      return Nodes.number(node, "transA", 0) == 0
          && Nodes.number(node, "alpha", 1) == 1
          && Nodes.number(node, "beta", 1) == 1
          && weights(draft, node, 2, 2)
          && bias(draft, node, draft.stored(node, 1).map(w -> outputs(node, w)).orElse(0L));
    }

    private long outputs(NodeProto node, TensorProto weights) {
      return weights.getDims(outputAxis(node, 2));
    }

    @Override
    public int outputAxis(NodeProto node, int axes) {
      return Nodes.number(node, "transB", 0) != 0 ? 0 : 1;
    }

    @Override
    public int channelAxis() {
      return -1;
    }

    @Override
    public boolean bytesOut() {
      return false;
    }
  }
}
