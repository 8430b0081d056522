package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A graph around a network's, whose values get out of the way of the names that the file has
 * promised. Mutable, for one thread.
 */
final class SignedGraph {

  private final GraphProto.Builder graph;
  private final Set<String> taken;
  private final Map<String, String> renamed = new HashMap<>();

  /**
   * A graph without nodes.
   *
   * @param frame with names, inputs and outputs
   * @param promised names that the network's values must not have
   */
  SignedGraph(GraphProto frame, Set<String> promised) {
    this.graph = frame.toBuilder();
    this.taken = new HashSet<>(promised);
  }

  /** Gives a value of the network a certain name. */
  void call(String value, String name) {
    renamed.put(value, name);
  }

  /** A name that nothing has, made of another. */
  String fresh(String name) {
    String free = name;
    while (!taken.add(free)) {
      free += "'";
    }
    return free;
  }

  void add(NodeProto.Builder node) {
    graph.addNode(node);
  }

  void add(TensorProto tensor) {
    graph.addInitializer(tensor);
  }

  /** Adds a list of integers under a name like this; gives the name. */
  String integers(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    String free = fresh(name);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(free)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length)
            .setRawData(ByteString.copyFrom(bytes.array())));
    return free;
  }

  /** Adds the nodes and tensors of a network's graph. */
  void addAll(GraphProto network) {
    for (TensorProto tensor : network.getInitializerList()) {
      graph.addInitializer(tensor.toBuilder().setName(name(tensor.getName())));
    }
    for (NodeProto node : network.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        copy.setInput(i, name(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        copy.setOutput(i, name(node.getOutput(i)));
      }
      graph.addNode(copy);
    }
  }

  private String name(String name) {
    return name.isEmpty() ? name : renamed.computeIfAbsent(name, this::fresh);
  }

  GraphProto build() {
    return graph.build();
  }
}
