package io.paretune.evaluators.onnx.outline;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of an ONNX file that have weights, in the order of its graph. A weight that is stored
 * in fewer bits and made larger by a DequantizeLinear counts with the bits that it is stored in.
 *
 * @param layers those with weights
 * @param operators how many other nodes of each kind there are, by kind
 */
public record ModelOutline(List<Layer> layers, Map<String, Integer> operators) {

  private static final Set<String> WEIGHTED = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
  private static final String DEQUANTIZE = "DequantizeLinear";

  /** Bits of a value by ONNX's number of its type; others are not weights of layers. */
  private static final Map<Integer, Integer> BITS =
      Map.of(1, 32, 2, 8, 3, 8, 10, 16, 11, 64, 16, 16, 21, 4, 22, 4);

  /**
   * A layer.
   *
   * @param name of its output, whose part before the last dot is its block
   * @param kind ONNX's word for it
   * @param shape of its weight as it is stored: outputs, inputs, then the kernel for a convolution
   * @param bits that each weight is stored in
   */
  public record Layer(String name, String kind, List<Long> shape, int bits) {

    /** Copies the shape. */
    public Layer {
      shape = List.copyOf(shape);
    }

    /** Number of weights. */
    public long weights() {
      return shape.stream().reduce(1L, (a, b) -> a * b);
    }
  }

  /** Copies list and map. */
  public ModelOutline {
    layers = List.copyOf(layers);
    operators = Map.copyOf(operators);
  }

  /**
   * Of a file. Its weights are passed over, not read: they take no memory.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no ONNX model
   */
  public static ModelOutline of(Path file) throws IOException {
    GraphProto graph;
    try (FileChannel channel = FileChannel.open(file)) {
      CodedInputStream content =
          UnsafeByteOperations.unsafeWrap(
                  channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()))
              .newCodedInput();
      // what is raw stays in the mapped file
      content.enableAliasing(true);
      graph = ModelProto.parseFrom(content).getGraph();
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(
          "this is no ONNX model: " + malformed.getMessage(), malformed);
    }
    Map<String, TensorProto> weights = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
    Map<String, String> larger = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals(DEQUANTIZE) && weights.containsKey(node.getInput(0))) {
        larger.put(node.getOutput(0), node.getInput(0));
      }
    }
    List<Layer> layers = new ArrayList<>();
    Map<String, Integer> operators = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      Optional<Layer> layer = layer(node, weights, larger);
      if (layer.isPresent() && seen.add(layer.get().name())) {
        layers.add(layer.get());
      } else {
        operators.merge(node.getOpType(), 1, Integer::sum);
      }
    }
    return new ModelOutline(layers, operators);
  }

  private static Optional<Layer> layer(
      NodeProto node, Map<String, TensorProto> weights, Map<String, String> larger) {
    if (!WEIGHTED.contains(node.getOpType()) || node.getInputCount() < 2) {
      return Optional.empty();
    }
    String given = node.getInput(1);
    TensorProto weight = weights.get(larger.getOrDefault(given, given));
    if (weight == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Layer(
            node.getOutput(0),
            node.getOpType(),
            weight.getDimsList(),
            BITS.getOrDefault(weight.getDataType(), 0)));
  }
}
