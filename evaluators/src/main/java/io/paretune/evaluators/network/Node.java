package io.paretune.evaluators.network;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One layer at its place in a network.
 *
 * @param name unique in the network; letters, digits, {@code . _ -}
 * @param layer the operation
 * @param inputs names of the nodes it reads, {@link Network#INPUT} for the network's input
 * @param block the unit that the search treats as one (for bits and pruning), such as {@code stem},
 *     {@code stage1.block0}, {@code head}
 */
public record Node(String name, Layer layer, List<String> inputs, String block) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  /** Copies the inputs and checks the names. */
  public Node {
    inputs = List.copyOf(inputs);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a node's name must be 1 to 200 letters, digits, '.', '_' or '-', got '" + name + "'");
    }
    if (!NAME.matcher(block).matches()) {
      throw new IllegalArgumentException(
          "a block's name must be 1 to 200 letters, digits, '.', '_' or '-', got '%s' (node '%s')"
              .formatted(block, name));
    }
  }

  /** The same node with another layer. */
  public Node withLayer(Layer other) {
    return new Node(name, other, inputs, block);
  }

  /** The same node reading other nodes. */
  public Node withInputs(List<String> others) {
    return new Node(name, layer, others, block);
  }
}
