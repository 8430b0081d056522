package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a file's input becomes a network's, which is 32-bit floats, channels first, or ids.
 *
 * @param element the element type of the file's tensor, as ONNX numbers them
 * @param taken the element type that the network takes
 * @param order the file's axes, the batch's included, in the order in which they are taken; empty
 *     if they stay as they are
 * @param added where an axis of length 1 is put in, which the file does without
 */
public record InputForm(int element, int taken, List<Integer> order, OptionalInt added) {

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final int INT64 = TensorProto.DataType.INT64.getNumber();

  /** Copies the list. */
  public InputForm {
    order = List.copyOf(order);
  }

  /** The axes as they are. */
  public static InputForm of(int element) {
    return new InputForm(element, FLOAT, List.of(), OptionalInt.empty());
  }

  /** Ids of tokens, which networks take as integers of 64 bits. */
  public static InputForm ids(int element) {
    return new InputForm(element, INT64, List.of(), OptionalInt.empty());
  }

  /** Images as {@code batch x height x width x channels}. */
  public static InputForm channelsLast(int element) {
    return new InputForm(element, FLOAT, List.of(0, 3, 1, 2), OptionalInt.empty());
  }

  /** Tensors that do without an axis of length 1. */
  public static InputForm without(int axis, int element) {
    return new InputForm(element, FLOAT, List.of(), OptionalInt.of(axis));
  }

  /** Whether nothing has to be done. */
  boolean plain() {
    return element == taken && order.isEmpty() && added.isEmpty();
  }

  /** Appends what makes the network's input of the file's. */
  void append(String from, String to, SignedGraph graph) {
    String value = from;
    if (element != taken) {
      boolean last = order.isEmpty() && added.isEmpty();
      String cast = last ? to : graph.fresh(to);
      graph.add(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput(value)
              .addOutput(cast)
              .addAttribute(OnnxGraph.integer("to", taken)));
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
