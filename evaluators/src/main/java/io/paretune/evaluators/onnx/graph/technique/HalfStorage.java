package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Stored tensors as 16-bit floats, which the runtime unfolds as it loads the file. */
public final class HalfStorage implements NodeTechnique {

  @Override
  public String label() {
    return "float16";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return IntStream.range(0, node.getInputCount())
        .anyMatch(i -> tensor(draft, node, i).isPresent());
  }

  private static Optional<TensorProto> tensor(GraphDraft draft, NodeProto node, int input) {
    return StoredWeights.at(draft, node, input, 0)
        .filter(tensor -> StoredFloats.fitsHalf(StoredFloats.of(tensor)));
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, HalfStorage::write);
  }

  private static void write(GraphDraft draft, NodeProto node) {
    NodeProto.Builder written = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      int input = i;
      tensor(draft, node, i).ifPresent(tensor -> written.setInput(input, unfolded(draft, tensor)));
    }
    draft.write(written.build());
  }

  private static String unfolded(GraphDraft draft, TensorProto tensor) {
    return draft.once(
        "float16 " + tensor.getName(),
        () -> {
          float[] values = StoredFloats.of(tensor);
          short[] halves = new short[values.length];
          for (int i = 0; i < halves.length; i++) {
            halves[i] = Fp16Conversions.floatToFp16(values[i]);
          }
          String packed =
              draft.store(
                  StoredFloats.halves(
                      draft.fresh(tensor.getName() + ".half"), halves, tensor.getDimsList()));
          String wide = draft.fresh(tensor.getName() + ".wide");
          draft.unfold(Nodes.floats(packed, wide));
          return wide;
        });
  }
}
