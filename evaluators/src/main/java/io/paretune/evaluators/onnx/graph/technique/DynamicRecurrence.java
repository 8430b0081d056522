package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.ChannelScales;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * LSTM layers in bytes, the range of what is computed found out at each call: ONNX Runtime's {@code
 * DynamicQuantizeLSTM}, which other runtimes do not have. Matrices lie turned, {@code directions x
 * inputs x gates}, one scale a direction and gate.
 */
public final class DynamicRecurrence implements NodeTechnique {

  @Override
  public String label() {
    return "dynamic-lstm";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return GraphDraft.is(node, "LSTM")
        && Nodes.number(node, "layout", 0) == 0
        && matrix(draft, node, 1)
        && matrix(draft, node, 2);
  }

  private static boolean matrix(GraphDraft draft, NodeProto node, int input) {
    return StoredWeights.at(draft, node, input, 3)
        .filter(tensor -> tensor.getDimsCount() == 3)
        .isPresent();
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, DynamicRecurrence::write);
  }

  private static void write(GraphDraft draft, NodeProto node) {
    List<String> scales = new ArrayList<>();
    NodeProto.Builder written =
        node.toBuilder().setOpType("DynamicQuantizeLSTM").setDomain(GraphDraft.CONTRIBUTED);
    for (int input = 1; input <= 2; input++) {
      TensorProto matrix = draft.stored(node, input).orElseThrow();
      written.setInput(input, packed(draft, matrix, scales));
    }
    while (written.getInputCount() < 8) {
      written.addInput("");
    }
    // layout 0 is the only one that the operator knows
    for (int a = written.getAttributeCount() - 1; a >= 0; a--) {
      if (written.getAttribute(a).getName().equals("layout")) {
        written.removeAttribute(a);
      }
    }
    draft.write(written.addAllInput(scales).build());
  }

  private static String packed(GraphDraft draft, TensorProto matrix, List<String> scales) {
    int directions = (int) matrix.getDims(0);
    int gates = (int) matrix.getDims(1);
    int inputs = (int) matrix.getDims(2);
    float[] values = StoredFloats.of(matrix);
    float[] turned = new float[values.length];
    for (int d = 0; d < directions; d++) {
      int from = d * gates * inputs;
      for (int i = 0; i < gates * inputs; i++) {
        turned[from + i % inputs * gates + i / inputs] = values[from + i];
      }
    }
    ChannelScales by =
        ChannelScales.of(turned, new int[] {directions, inputs, gates}, Set.of(0, 2));
    List<Long> each = List.of((long) directions, (long) gates);
    String name = matrix.getName();
    scales.add(draft.store(StoredFloats.floats(draft.fresh(name + ".scale"), by.scales(), each)));
    scales.add(
        draft.store(
            StoredFloats.bytes(draft.fresh(name + ".zero"), new byte[directions * gates], each)));
    return draft.store(
        StoredFloats.bytes(
            draft.fresh(name + ".bytes"),
            by.rounded(turned),
            List.of((long) directions, (long) inputs, (long) gates)));
  }
}
