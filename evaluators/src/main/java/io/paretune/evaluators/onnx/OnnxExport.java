package io.paretune.evaluators.onnx;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A network with its weights as a float ONNX model, node for node: input {@code input} of {@code
 * float[batch][...]}, output named like the network's last node, {@code float[batch][classes]}.
 * Rewrites such as folding batch normalisation are done before, on the network.
 */
public final class OnnxExport {

  private OnnxExport() {}

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException if the weights do not fit the network
   */
  public static byte[] encode(Network network, Weights weights) {
    return encode(network, weights, Set.of());
  }

  /**
   * The file's bytes, with further outputs: the values of these nodes, for collecting statistics.
   *
   * @throws IllegalArgumentException if the weights do not fit or a node does not exist
   */
  public static byte[] encode(Network network, Weights weights, Set<String> exposed) {
    Weights checked = weights.requireFor(network);
    OnnxGraph graph = OnnxGraph.of(network);
    for (Node node : network.nodes()) {
      Shape in = network.inputShapes(node).get(0);
      append(graph, node, in, node.inputs(), checked);
    }
    graph.output(network.output().name(), network.shapeOf(network.output().name()));
    for (String name : exposed) {
      if (!name.equals(network.output().name())) {
        graph.output(name, network.shapeOf(name));
      }
    }
    return graph.encode();
  }

  /**
   * Appends one node in float, with its tensors as initialisers.
   *
   * @param in shape of its first input
   * @param inputs names of the values that it reads
   */
  public static void append(
      OnnxGraph graph, Node node, Shape in, List<String> inputs, Weights weights) {
    List<String> all = new ArrayList<>(inputs);
    for (TensorSpec tensor : Network.tensors(node)) {
      all.add(graph.floats(tensor.name(), stored(node, tensor, weights.get(tensor.name()))));
    }
    OnnxOperators.append(graph, node.layer(), in, all, node.name());
  }

  /** A transposed convolution has its inputs first there. */
  private static Tensor stored(Node node, TensorSpec spec, Tensor tensor) {
    return node.layer() instanceof Upsampling.ConvTranspose2d conv
            && spec.role() == TensorSpec.Role.WEIGHT
        ? conv.inputsFirst(tensor)
        : tensor;
  }

  /**
   * Writes the file.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Network network, Weights weights, Path file) {
    byte[] bytes = encode(network, weights);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to " + file, e);
    }
  }
}
