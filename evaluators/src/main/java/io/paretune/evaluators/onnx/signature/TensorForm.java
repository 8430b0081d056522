package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.List;
import java.util.OptionalInt;

/**
 * A tensor as the network's input, which is 32-bit floats, channels first.
 *
 * @param element the element type of the file's tensor, as ONNX numbers them
 * @param order the file's axes, the batch's included, in the order in which they are taken; empty
 *     if they stay as they are
 * @param added where an axis of length 1 is put in, which the file does without
 */
record TensorForm(int element, List<Integer> order, OptionalInt added) implements InputForm {

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  /** Copies the list. */
  TensorForm {
    order = List.copyOf(order);
  }

  @Override
  public boolean plain() {
    return element == FLOAT && order.isEmpty() && added.isEmpty();
  }

  @Override
  public void append(String from, String to, SignedGraph graph) {
    String value = from;
    if (element != FLOAT) {
      boolean last = order.isEmpty() && added.isEmpty();
      String cast = last ? to : graph.fresh(to);
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput(value)
              .addOutput(cast)
              .addAttribute(OnnxGraph.integer("to", FLOAT)));
      value = cast;
    }
    if (!order.isEmpty()) {
      long[] places = order.stream().mapToLong(Integer::longValue).toArray();
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Transpose")
              .addInput(value)
              .addOutput(to)
              .addAttribute(OnnxGraph.integers("perm", places)));
    } else if (added.isPresent()) {
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Unsqueeze")
              .addInput(value)
              .addInput(graph.integers(to + ".axis", added.getAsInt()))
              .addOutput(to));
    }
  }
}
