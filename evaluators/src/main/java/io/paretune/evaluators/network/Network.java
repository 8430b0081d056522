package io.paretune.evaluators.network;

import io.paretune.hardware.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable graph of layers from one input to one vector of outputs. Nodes are in topological
 * order, the last one is the output, every node but the output is read by another, and all shapes
 * have been inferred and checked. Weights lie beside it, in {@link Weights}. Thread safe.
 */
public final class Network {

  /** The name by which nodes read the network's input. */
  public static final String INPUT = "input";

  private final Shape input;
  private final List<Node> nodes;
  private final Map<String, Node> byName;
  private final Map<String, Shape> shapes;
  private final Map<String, List<Node>> consumers;

  private Network(Shape input, List<Node> nodes) {
    this.input = input;
    this.nodes = List.copyOf(nodes);
    Map<String, Node> named = new LinkedHashMap<>();
    Map<String, Shape> inferred = new HashMap<>();
    Map<String, List<Node>> readers = new HashMap<>();
    inferred.put(INPUT, input);
    for (Node node : this.nodes) {
      if (inferred.containsKey(node.name())) {
        throw new IllegalArgumentException(
            "node names must be unique and differ from 'input', got '%s' twice"
                .formatted(node.name()));
      }
      List<Shape> inputShapes = new ArrayList<>();
      for (String source : node.inputs()) {
        Shape shape = inferred.get(source);
        if (shape == null) {
          throw new IllegalArgumentException(
              "a node must read the input or an earlier node, got '%s' reading '%s'; list nodes in topological order"
                  .formatted(node.name(), source));
        }
        inputShapes.add(shape);
        readers.computeIfAbsent(source, key -> new ArrayList<>()).add(node);
      }
      inferred.put(node.name(), infer(node, inputShapes));
      named.put(node.name(), node);
    }
    if (this.nodes.isEmpty()) {
      throw new IllegalArgumentException("a network must have at least one node, got none");
    }
    this.byName = Collections.unmodifiableMap(named);
    this.shapes = Map.copyOf(inferred);
    readers.replaceAll((source, list) -> List.copyOf(list));
    this.consumers = Map.copyOf(readers);
    checkEnds();
  }

  private static Shape infer(Node node, List<Shape> inputs) {
    try {
      return node.layer().infer(inputs);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s (node '%s')".formatted(e.getMessage(), node.name()), e);
    }
  }

  private void checkEnds() {
    if (input instanceof Shape.Sequence) {
      throw new IllegalArgumentException(
          "a network must read an image or a vector, got tokens of %s".formatted(input));
    }
    Node last = output();
    for (Node node : nodes) {
      if (!node.name().equals(last.name()) && !consumers.containsKey(node.name())) {
        throw new IllegalArgumentException(
            "every node but the last must be read by another, got unread '%s'; remove it"
                .formatted(node.name()));
      }
    }
    if (!(shapeOf(last.name()) instanceof Shape.Vector)) {
      throw new IllegalArgumentException(
          "the output must be a vector of answers, got %s from '%s'; end with Flatten or Linear"
              .formatted(shapeOf(last.name()), last.name()));
    }
  }

  /**
   * The network of these nodes.
   *
   * @param input shape of one example
   * @param nodes in topological order, the output last
   * @throws IllegalArgumentException naming the node that breaks a rule
   */
  public static Network of(Shape input, List<Node> nodes) {
    return new Network(input, nodes);
  }

  /** Starts a network that takes examples of this shape. */
  public static NetworkBuilder from(Shape input) {
    return new NetworkBuilder(input);
  }

  /** Shape of one example. */
  public Shape input() {
    return input;
  }

  /** All nodes in topological order. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The node whose value is the network's. */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /** Whether its last layer makes probabilities, or their logarithms, of the scores before it. */
  public boolean endsInSoftmax() {
    return output().layer() instanceof Layer.Softmax;
  }

  /** Length of the vector that it puts out. */
  public int outputs() {
    return shapeOf(output().name()).elements();
  }

  /** Whether it puts out probabilities: its last layer is a softmax or a logistic function. */
  public boolean isClosed() {
    return nodes.size() > 1
        && (output().layer().equals(new Layer.Softmax(false))
            || output().layer().equals(new Layer.Activation(ActivationKind.SIGMOID)));
  }

  /**
   * This network without a last softmax, of probabilities or their logarithms, or logistic
   * function.
   */
  public Network opened() {
    boolean logarithms = nodes.size() > 1 && output().layer().equals(new Layer.Softmax(true));
    return isClosed() || logarithms ? of(input, nodes.subList(0, nodes.size() - 1)) : this;
  }

  /**
   * The node of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Node node(String name) {
    Node node = byName.get(name);
    if (node == null) {
      throw unknown(name);
    }
    return node;
  }

  private IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "no node '%s'; the network has %s".formatted(name, byName.keySet()));
  }

  /** Whether a node of this name exists. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * The shape that a node makes, or of the input for {@link #INPUT}.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public Shape shapeOf(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw unknown(name);
    }
    return shape;
  }

  /** The shapes that a node reads. */
  public List<Shape> inputShapes(Node node) {
    return node.inputs().stream().map(this::shapeOf).toList();
  }

  /**
   * The nodes that read this node (or {@link #INPUT}); a node that reads it twice is there twice.
   */
  public List<Node> consumers(String name) {
    return consumers.getOrDefault(name, List.of());
  }

  /** The block labels in order of first appearance. */
  public List<String> blocks() {
    Set<String> blocks = new LinkedHashSet<>();
    nodes.forEach(node -> blocks.add(node.block()));
    return List.copyOf(blocks);
  }

  /** The tensors that its {@link Weights} must hold, in canonical order. */
  public List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    nodes.forEach(node -> tensors.addAll(tensors(node)));
    return tensors;
  }

  /** The tensors of one node, in canonical order. */
  public static List<TensorSpec> tensors(Node node) {
    List<TensorSpec> tensors = new ArrayList<>();
    node.layer()
        .tensors()
        .forEach((role, shape) -> tensors.add(new TensorSpec(role.of(node.name()), shape, role)));
    return tensors;
  }

  /** Number of trainable values (running statistics are not counted). */
  public long parameters() {
    return nodes.stream().mapToLong(Network::parameters).reduce(0, Math::addExact);
  }

  /** Number of trainable values of one node. */
  public static long parameters(Node node) {
    return tensors(node).stream()
        .filter(tensor -> tensor.role().trainable())
        .mapToLong(TensorSpec::elements)
        .reduce(0, Math::addExact);
  }

  /**
   * Number of layers that read what a non-linearity put out, once for each that they read: what
   * only changes a shape, and what could be one layer with the next, does not count.
   */
  public long layers() {
    return nodes.stream()
        .filter(node -> node.layer().nonLinear())
        .mapToLong(node -> consumers(node.name()).size())
        .sum();
  }

  /**
   * Multiply-accumulate operations for one example, of convolutions, linear layers and attention.
   */
  public long multiplyAdds() {
    return nodes.stream().mapToLong(this::multiplyAdds).reduce(0, Math::addExact);
  }

  /** Multiply-accumulate operations of one node for one example. */
  public long multiplyAdds(Node node) {
    return node.layer().multiplyAdds(inputShapes(node));
  }

  /**
   * SHA-256 of the canonical JSON, as 64 lower-case hexadecimal digits: equal graphs have equal
   * hashes.
   */
  public String contentHash() {
    return Digest.sha256(NetworkJson.write(this));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that && input.equals(that.input) && nodes.equals(that.nodes);
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + nodes.hashCode();
  }

  @Override
  public String toString() {
    return "Network[%s -> %d, %d nodes, %d parameters, %d multiply-adds]"
        .formatted(input, outputs(), nodes.size(), parameters(), multiplyAdds());
  }
}
