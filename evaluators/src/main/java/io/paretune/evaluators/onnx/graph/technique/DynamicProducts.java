package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.ChannelScales;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.List;
import java.util.Set;

/**
 * Products with a stored matrix in bytes, the range of the other factor found out at each call.
 * Follows ONNX Runtime's own rule: uint8 for what is computed, int8 and symmetric for what is
 * stored, one scale a column; it fuses the nodes into one kernel.
 *
 * @param bits of what is stored: 7 where sums of two products do not fit 16 bits otherwise
 */
public record DynamicProducts(int bits) implements NodeTechnique {

  private static final int FIRST_OPSET = 11;

  /** In 8 bits. */
  public DynamicProducts() {
    this(8);
  }

  @Override
  public String label() {
    return "dynamic-int8";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return draft.opset() >= FIRST_OPSET && StoredWeights.matrix(draft, node).isPresent();
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, this::write);
  }

  /** A matrix in bytes. */
  private record Packed(String bytes, String scales) {}

  private void write(GraphDraft draft, NodeProto node) {
    Packed matrix = packed(draft, node, StoredWeights.matrix(draft, node).orElseThrow());
    String output = node.getOutput(0);
    String q = draft.fresh(output + ".bytes");
    String scale = draft.fresh(output + ".scale");
    String zero = draft.fresh(output + ".zero");
    draft.write(
        Nodes.several("DynamicQuantizeLinear", List.of(node.getInput(0)), List.of(q, scale, zero)));
    String whole = draft.fresh(output + ".whole");
    draft.write(Nodes.of("MatMulInteger", List.of(q, matrix.bytes(), zero), whole));
    String wide = draft.fresh(output + ".wide");
    draft.write(Nodes.floats(whole, wide));
    String factor = draft.fresh(output + ".factor");
    draft.write(Nodes.of("Mul", List.of(scale, matrix.scales()), factor));
    boolean biased = Nodes.has(node, 2);
    String product = biased ? draft.fresh(output + ".product") : output;
    draft.write(Nodes.of("Mul", List.of(wide, factor), product));
    if (biased) {
      draft.write(Nodes.of("Add", List.of(product, node.getInput(2)), output));
    }
  }

  /** The matrix as {@code inputs x outputs}, its scales beside it. */
  private Packed packed(GraphDraft draft, NodeProto node, TensorProto matrix) {
    boolean turned = StoredWeights.turned(node);
    String name = (turned ? "turned " : "") + matrix.getName();
    String scales =
        draft.once("scales of " + bits + name, () -> draft.fresh(matrix.getName() + ".scale"));
    String bytes =
        draft.once(
            "dynamic " + bits + name,
            () -> {
              int outputs = (int) matrix.getDims(turned ? 0 : 1);
              int inputs = (int) matrix.getDims(turned ? 1 : 0);
              float[] values = StoredWeights.upright(node, matrix);
              ChannelScales by =
                  ChannelScales.of(values, new int[] {inputs, outputs}, Set.of(1), bits);
              draft.store(StoredFloats.floats(scales, by.scales(), List.of((long) outputs)));
              return draft.store(
                  StoredFloats.bytes(
                      draft.fresh(matrix.getName() + ".bytes"),
                      by.rounded(values),
                      List.of((long) inputs, (long) outputs)));
            });
    return new Packed(bytes, scales);
  }
}
