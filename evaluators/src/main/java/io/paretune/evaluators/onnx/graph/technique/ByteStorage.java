package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.ChannelScales;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Stored tensors as signed bytes with a scale a channel, which the runtime unfolds as it loads the
 * file: a product of a cast is folded then, a DequantizeLinear would be computed at every call.
 */
public final class ByteStorage implements NodeTechnique {

  @Override
  public String label() {
    return "int8";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return IntStream.range(0, node.getInputCount())
        .anyMatch(i -> tensor(draft, node, i).isPresent());
  }

  private static Optional<TensorProto> tensor(GraphDraft draft, NodeProto node, int input) {
    // a scale for nearly every value would be larger than the values
    return StoredWeights.at(draft, node, input, 2)
        .filter(tensor -> scales(node, tensor) * 8 <= StoredFloats.count(tensor));
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, ByteStorage::write);
  }

  private static void write(GraphDraft draft, NodeProto node) {
    NodeProto.Builder written = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      int input = i;
      tensor(draft, node, i)
          .ifPresent(
              tensor -> written.setInput(input, unfolded(draft, tensor, channels(node, tensor))));
    }
    draft.write(written.build());
  }

  private static long scales(NodeProto node, TensorProto tensor) {
    return channels(node, tensor).stream()
        .mapToLong(tensor::getDims)
        .reduce(1, Math::multiplyExact);
  }

  /** The axes along which a tensor has a scale for each place, by what reads it. */
  private static Set<Integer> channels(NodeProto node, TensorProto tensor) {
    return switch (node.getOpType()) {
      case "MatMul" -> Set.of(tensor.getDimsCount() - 1);
      case "LSTM", "GRU", "RNN" -> Set.of(0, 1);
      case "ConvTranspose" -> Set.of(1);
      case "Gemm" -> Set.of(Nodes.number(node, "transB", 0) == 0 ? 1 : 0);
      default -> Set.of(0);
    };
  }

  private static String unfolded(GraphDraft draft, TensorProto tensor, Set<Integer> channels) {
    String name = tensor.getName();
    return draft.once(
        "int8 " + channels + name,
        () -> {
          float[] values = StoredFloats.of(tensor);
          int[] dims = tensor.getDimsList().stream().mapToInt(Long::intValue).toArray();
          ChannelScales scales = ChannelScales.of(values, dims, channels);
          String packed =
              draft.store(
                  StoredFloats.bytes(
                      draft.fresh(name + ".packed"), scales.rounded(values), tensor.getDimsList()));
          String scale =
              draft.store(
                  StoredFloats.floats(
                      draft.fresh(name + ".scale"), scales.scales(), scales.dims()));
          String wide = draft.fresh(name + ".wide");
          draft.unfold(Nodes.floats(packed, wide));
          String unfolded = draft.fresh(name + ".unfolded");
          draft.unfold(Nodes.of("Mul", List.of(wide, scale), unfolded));
          return unfolded;
        });
  }
}
