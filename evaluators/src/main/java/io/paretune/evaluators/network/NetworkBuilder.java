package io.paretune.evaluators.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network from input to output. Each call appends a node that reads the last one; {@link
 * #at()} remembers a place, {@link #from(String)} goes back to it, and {@link #add(String...)} and
 * {@link #concat(String...)} join. Input channels are those of the place, names are {@code
 * <block>.<kind><n>}. Mutable, for one thread.
 *
 * <pre>{@code
 * NetworkBuilder net = Network.from(Shape.image(1, 28, 28));
 * net.block("stem").conv(16, 3).batchNorm().relu();
 * String shortcut = net.at();
 * net.block("stage1.block0").conv(16, 3).batchNorm().relu().conv(16, 3).batchNorm().add(shortcut).relu();
 * net.block("head").globalAveragePool().flatten().linear(10);
 * Network network = net.build();
 * }</pre>
 */
public final class NetworkBuilder {

  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();
  private String place = Network.INPUT;
  private String block = "stem";
  private String role = "";

  NetworkBuilder(Shape input) {
    this.input = input;
    shapes.put(Network.INPUT, input);
  }

  /** The nodes that follow belong to this block. */
  public NetworkBuilder block(String label) {
    block = label;
    role = "";
    return this;
  }

  /**
   * The nodes that follow do this job in their block, until the next role or block. A role has one
   * node of a kind, so that its name does not hang on what else the block has, and weights of two
   * networks match by name.
   */
  public NetworkBuilder role(String name) {
    role = name;
    return this;
  }

  /** The name of the node appended last, or of the input. */
  public String at() {
    return place;
  }

  /** The shape at the current place. */
  public Shape shape() {
    return shapeOf(place);
  }

  /**
   * The next node reads this one.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public NetworkBuilder from(String name) {
    shapeOf(name);
    place = name;
    return this;
  }

  /** A dense, size-keeping convolution without bias and with stride 1. */
  public NetworkBuilder conv(int outputs, int kernel) {
    return conv(outputs, kernel, 1);
  }

  /** A dense convolution without bias, padded by half its (odd) kernel. */
  public NetworkBuilder conv(int outputs, int kernel, int stride) {
    return conv(outputs, Window.same(kernel).withStride(stride), 1, false);
  }

  /** A convolution of the channels at this place. */
  public NetworkBuilder conv(int outputs, Window window, int groups, boolean bias) {
    return layer("conv", new Layer.Conv2d(shape().channels(), outputs, window, groups, bias));
  }

  /** A depthwise convolution without bias, padded by half its (odd) kernel. */
  public NetworkBuilder depthwise(int kernel, int stride) {
    int channels = shape().channels();
    return conv(channels, Window.same(kernel).withStride(stride), channels, false);
  }

  /** A fully connected layer with bias, on a vector or on each token. */
  public NetworkBuilder linear(int outputs) {
    return layer("linear", new Layer.Linear(shape().channels(), outputs, true));
  }

  /** Batch normalisation with epsilon 1e-5 and momentum 0.1. */
  public NetworkBuilder batchNorm() {
    return layer("norm", Layer.BatchNorm.of(shape().channels()));
  }

  /** A rectifier. */
  public NetworkBuilder relu() {
    return activation(ActivationKind.RELU);
  }

  /** A non-linearity. */
  public NetworkBuilder activation(ActivationKind kind) {
    return layer("act", new Layer.Activation(kind));
  }

  /** A maximum pool without padding. */
  public NetworkBuilder maxPool(int kernel, int stride) {
    return layer(
        "pool", new Layer.Pool(Layer.PoolKind.MAX, Window.square(kernel).withStride(stride)));
  }

  /** An average pool without padding. */
  public NetworkBuilder averagePool(int kernel, int stride) {
    return layer(
        "pool", new Layer.Pool(Layer.PoolKind.AVERAGE, Window.square(kernel).withStride(stride)));
  }

  /** The mean over the whole image; still an image of 1 x 1. */
  public NetworkBuilder globalAveragePool() {
    return layer("pool", new Layer.GlobalAveragePool());
  }

  /** The image as a vector. */
  public NetworkBuilder flatten() {
    return layer("flatten", new Layer.Flatten());
  }

  /** Dropout of this rate. */
  public NetworkBuilder dropout(double rate) {
    return layer("dropout", new Layer.Dropout(rate));
  }

  /** The sum of this place and others. */
  public NetworkBuilder add(String... others) {
    return join("add", new Layer.Add(), others);
  }

  /** This place and others, one after the other along the channels. */
  public NetworkBuilder concat(String... others) {
    return join("concat", new Layer.Concat(), others);
  }

  /** Any layer on this place, named by its kind. */
  public NetworkBuilder layer(String kind, Layer layer) {
    return append(kind, layer, List.of(place));
  }

  /**
   * The network; the last node is its output.
   *
   * @throws IllegalArgumentException if a node is unread or the output is no vector
   */
  public Network build() {
    return Network.of(input, nodes);
  }

  /** A layer that joins this place and others, named by its kind. */
  public NetworkBuilder join(String kind, Layer layer, String... others) {
    List<String> inputs = new ArrayList<>(List.of(others));
    inputs.add(0, place);
    return append(kind, layer, inputs);
  }

  private NetworkBuilder append(String kind, Layer layer, List<String> inputs) {
    Node node = new Node(name(kind), layer, inputs, block);
    shapes.put(node.name(), layer.infer(inputs.stream().map(this::shapeOf).toList()));
    nodes.add(node);
    place = node.name();
    return this;
  }

  private String name(String kind) {
    if (role.isEmpty()) {
      String stem = block + "." + kind;
      return stem + used.merge(stem, 1, Integer::sum);
    }
    String name = block + "." + role + "." + kind;
    if (shapes.containsKey(name)) {
      throw new IllegalArgumentException(
          "a role must have one node of a kind, got '%s' twice; begin another role"
              .formatted(name));
    }
    return name;
  }

  private Shape shapeOf(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(
          "no node '%s' so far; use a name that at() returned".formatted(name));
    }
    return shape;
  }
}
