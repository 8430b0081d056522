package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.Optional;

/**
 * Ids of tokens as the network's input, which is 64-bit integers with 0 for padding: where a mask
 * says that there is no token, the id is that of padding, and a kind counts as so many times the
 * number of words.
 *
 * @param ids name of the file's input
 * @param element its element type, as ONNX numbers them
 * @param mask name of the input that says which tokens are there, as ones and zeros
 * @param kinds name of the input that says of which kind each is, from 0 on
 * @param words ids of one kind
 */
public record TextForm(
    String ids, int element, Optional<String> mask, Optional<String> kinds, Words words)
    implements InputForm {

  /**
   * Ids of one kind.
   *
   * @param count how many
   * @param padding the file's id of padding. Where it is not 0, the network's ids are the file's
   *     with these two in each other's place
   */
  public record Words(int count, int padding) {}

  private static final int INT64 = TensorProto.DataType.INT64.getNumber();

  /** Ids alone, of 64 bits. */
  public static TextForm alone(String ids) {
    return new TextForm(ids, INT64, Optional.empty(), Optional.empty(), new Words(0, 0));
  }

  @Override
  public boolean plain() {
    return element == INT64 && mask.isEmpty() && kinds.isEmpty() && words.padding() == 0;
  }

  @Override
  public void append(String from, String to, SignedGraph graph) {
    if (plain()) {
      return;
    }
    String value = integers(ids, graph);
    if (words.padding() > 0) {
      String order = graph.fresh("order");
      graph.add(order(order, words));
      value = step("Gather", graph, order, value);
    }
    if (kinds.isPresent()) {
      String factor = graph.integers("words", words.count());
      String offset = step("Mul", graph, integers(kinds.get(), graph), factor);
      value = step("Add", graph, value, offset);
    }
    if (mask.isPresent()) {
      value = step("Mul", graph, value, integers(mask.get(), graph));
    }
    graph.add(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(to));
  }

  /**
   * The network's id of each of the file's, and the other way round.
   *
   * @param name of the list
   */
  public static TensorProto order(String name, Words words) {
    TensorProto.Builder order =
        TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(words.count());
    for (int id = 0; id < words.count(); id++) {
      order.addInt64Data(id == 0 ? words.padding() : id == words.padding() ? 0 : id);
    }
    return order.build();
  }

  private static String integers(String value, SignedGraph graph) {
    String made = graph.fresh(value);
    graph.add(
        NodeProto.newBuilder()
            .setOpType("Cast")
            .addInput(value)
            .addOutput(made)
            .addAttribute(OnnxGraph.integer("to", INT64)));
    return made;
  }

  private static String step(String operator, SignedGraph graph, String left, String right) {
    String made = graph.fresh("ids");
    graph.add(
        NodeProto.newBuilder().setOpType(operator).addInput(left).addInput(right).addOutput(made));
    return made;
  }
}
