package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a network as ONNX Runtime fuses them on a CPU. Every node belongs to exactly one
 * {@link Part}, or to the free ones; borders between floats and 8 bits, and changes of the order of
 * axes, are parts without nodes. What is fused was read off the graphs that ONNX Runtime 1.29 makes
 * of such networks.
 */
public final class Decomposition {

  private final Network network;
  private final QuantisationPoints points;
  private final List<Part> parts = new ArrayList<>();
  private final List<String> free = new ArrayList<>();
  private final Set<String> taken8 = new LinkedHashSet<>();
  private final Set<String> blocked = new LinkedHashSet<>();

  private Decomposition(Network network, QuantisationPlan plan) {
    this.network = network;
    this.points = QuantisationPoints.of(network, plan);
  }

  /**
   * A kernel at its place.
   *
   * @param times how often it runs there: a sum of three terms is two sums
   * @param nodes the nodes that it executes; empty for a border
   */
  public record Part(Kernel kernel, int times, List<String> nodes) {}

  /**
   * Splits a network.
   *
   * @param network as it is written, batch normalisation folded
   */
  public static Decomposition of(Network network, QuantisationPlan plan) {
    Decomposition made = new Decomposition(network, plan);
    made.split();
    return made;
  }

  /** The kernels in the order of their first nodes, borders last. */
  public List<Part> parts() {
    return parts;
  }

  /** The nodes that take no time of their own. */
  public List<String> free() {
    return free;
  }

  private void split() {
    takenIn();
    blocks();
    Set<String> taken = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      if (taken.contains(node.name())) {
        continue;
      }
      if (node.layer().passes()) {
        free.add(node.name());
        continue;
      }
      Part part = node.layer().accept(new Fusion(node, taken));
      taken.addAll(part.nodes());
      parts.add(part);
    }
    borders();
    transposes();
  }

  /** A node with what the runtime fuses into it. */
  private final class Fusion implements LayerVisitor.Otherwise<Part> {
    private final Node node;
    private final Set<String> taken;
    private final Shape input;
    private final KernelPrecision arithmetic;
    private final boolean int8;
    private final List<String> nodes = new ArrayList<>();

    Fusion(Node node, Set<String> taken) {
      this.node = node;
      this.taken = taken;
      this.input = network.inputShapes(node).get(0);
      this.arithmetic =
          taken8.contains(node.name()) ? KernelPrecision.INT8 : KernelPrecision.of(node, points);
      this.int8 = arithmetic == KernelPrecision.INT8;
      nodes.add(node.name());
    }

    @Override
    public Part otherwise(Layer layer) {
      return part(Kernel.of(layer, input, arithmetic), 1);
    }

    @Override
    public Part conv2d(Layer.Conv2d conv) {
      Node last = int8 || arithmetic == KernelPrecision.DYNAMIC ? node : withSum();
      boolean added = !last.equals(node);
      if (arithmetic != KernelPrecision.DYNAMIC) {
        takeIn(last, int8 || added ? Layer::rectifies : Kernel::activates);
      }
      return added ? part(Kernel.convAdd(conv, input, arithmetic), 1) : otherwise(conv);
    }

    @Override
    public Part linear(Layer.Linear linear) {
      // a product of tokens stands between two changes of the shape, so nothing is fused
      if (arithmetic != KernelPrecision.DYNAMIC && !(input instanceof Shape.Sequence)) {
        takeIn(node, Layer::rectifies);
      }
      return otherwise(linear);
    }

    @Override
    public Part attention(TokenLayer.Attention attention) {
      return perhapsMasked(attention, 3);
    }

    @Override
    public Part tokenMean(TokenLayer.TokenMean mean) {
      return perhapsMasked(mean, 1);
    }

    /** A layer that looks past padding has the ids as a further input. */
    private Part perhapsMasked(TokenLayer layer, int inputs) {
      return node.inputs().size() > inputs
          ? part(Kernel.masked(layer, input), 1)
          : otherwise(layer);
    }

    @Override
    public Part add(Layer.Add add) {
      Node reader = onlyReader(node, false);
      if (reader != null
          && reader.layer() instanceof TokenLayer.LayerNorm norm
          && normalises(node)) {
        nodes.add(reader.name());
        return part(Kernel.addNorm(norm, input), 1);
      }
      boolean reordered = !int8 && reorders(node);
      if (int8 || reordered) {
        takeIn(node, Layer::rectifies);
      }
      Kernel kernel = reordered ? Kernel.reorderedAdd(input) : Kernel.of(add, input, arithmetic);
      return part(kernel, node.inputs().size() - 1);
    }

    @Override
    public Part multiply(Elementwise.Multiply product) {
      boolean reordered = !int8 && blocked.contains(node.inputs().get(0));
      return part(Kernel.gate(network.inputShapes(node), reordered, arithmetic), 1);
    }

    private Part part(Kernel kernel, int times) {
      return new Part(kernel, times, List.copyOf(nodes));
    }

    /** The sum that is fused into this convolution, or the convolution itself. */
    private Node withSum() {
      Node sum = onlyReader(node, false);
      if (sum == null || !fuses(sum, node) || taken.contains(sum.name())) {
        return node;
      }
      nodes.add(sum.name());
      return sum;
    }

    /** Takes in what alone reads the last node, if it is free there. */
    private void takeIn(Node last, Predicate<Layer> free) {
      Node reader = onlyReader(last, points.int8(node));
      if (reader != null && free.test(reader.layer())) {
        nodes.add(reader.name());
      }
    }
  }

  /** The node that alone reads another, if it computes in the same arithmetic. */
  private @Nullable Node onlyReader(Node node, boolean int8) {
    List<Node> readers = network.consumers(node.name());
    return readers.size() == 1 && points.int8(readers.get(0)) == int8 ? readers.get(0) : null;
  }

  /**
   * A sum is fused into the convolution that makes its last term, if the other one is in blocks,
   * too.
   */
  private boolean fuses(Node sum, Node conv) {
    if (!(sum.layer() instanceof Layer.Add)
        || sum.inputs().size() != 2
        || !blocked.containsAll(sum.inputs())) {
      return false;
    }
    String last = "";
    for (Node node : network.nodes()) {
      if (sum.inputs().contains(node.name())) {
        last = node.name();
      }
    }
    return last.equals(conv.name());
  }

  /**
   * Whether a sum is fused into the normalisation that alone reads it: of two terms of tokens, of
   * which the file says how many there are.
   */
  private boolean normalises(Node sum) {
    return sum.inputs().size() == 2
        && network.shapeOf(sum.name()) instanceof Shape.Sequence
        && !OnnxGraph.cutsPadding(network);
  }

  /** Whether one term of a sum is in blocks and the other is not. */
  private boolean reorders(Node sum) {
    return sum.inputs().size() == 2
        && blocked.contains(sum.inputs().get(0)) != blocked.contains(sum.inputs().get(1));
  }

  /** Convolutions in floats make values in blocks of channels, which others keep if they can. */
  private void blocks() {
    for (Node node : network.nodes()) {
      boolean keeps =
          blocked.containsAll(node.inputs())
              && (node.layer() instanceof Layer.Add
                  || node.layer() instanceof Layer.Activation
                  || node.layer() instanceof Layer.Pool
                  || node.layer() instanceof Layer.GlobalAveragePool);
      boolean made =
          node.layer() instanceof Layer.Conv2d
              && KernelPrecision.of(node, points) != KernelPrecision.DYNAMIC;
      if (!computes8(node) && (made || keeps)) {
        blocked.add(node.name());
      }
    }
  }

  /** A value is quantised once for all who read it so, and restored for each who reads it as is. */
  private void borders() {
    List<String> values = new ArrayList<>(List.of(Network.INPUT));
    network.nodes().forEach(node -> values.add(node.name()));
    for (String value : values) {
      Shape shape = network.shapeOf(value);
      boolean tokens = shape instanceof Shape.Sequence;
      boolean made8 = made8(value);
      boolean quantised = false;
      boolean found = false;
      int restored = 0;
      for (Node reader : network.consumers(value)) {
        boolean reads8 = points.readsQuantised(reader, value);
        quantised |= reads8 && !made8;
        found |= tokens && points.onTheFly(reader);
        restored += reads8 && made8 && !computes8(reader) ? 1 : 0;
      }
      if (quantised) {
        border(Kernel.border(true, shape), 1);
      }
      if (found) {
        border(Kernel.dynamicBorder(shape), 1);
      }
      // tokens that were made of an image of 8 bits are restored by the kernel that makes them
      if (restored > 0 && !tokens) {
        border(Kernel.border(false, shape), restored);
      }
    }
  }

  private void border(Kernel kernel, int times) {
    parts.add(new Part(kernel, times, List.of()));
  }

  private boolean made8(String value) {
    return points.exists8(value) || taken8.contains(value);
  }

  private boolean computes8(Node node) {
    return points.int8(node) || taken8.contains(node.name());
  }

  /**
   * What a layer in floats does not escape: between two values of 8 bits, ONNX Runtime quantises a
   * convolution or linear layer, too.
   */
  private void takenIn() {
    for (Node node : network.nodes()) {
      if (!node.layer().weighted()
          || KernelPrecision.of(node, points) != KernelPrecision.FLOAT
          || !made8(node.inputs().get(0))) {
        continue;
      }
      Node rectifier = onlyReader(node, false);
      boolean rectified = rectifier != null && rectifier.layer().rectifies();
      String value = rectified && rectifier != null ? rectifier.name() : node.name();
      List<Node> readers = network.consumers(value);
      if (!readers.isEmpty() && readers.stream().allMatch(points::int8)) {
        taken8.add(node.name());
        taken8.add(value);
      }
    }
  }

  /**
   * Where the order of axes changes. Convolutions of 8 bits want channels last and leave them so; a
   * value comes from floats, and goes there, with channels first; a sum whose terms disagree has
   * channels first, and so has what comes of it.
   */
  private void transposes() {
    Set<String> last = new LinkedHashSet<>();
    Set<String> changed = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      if (!computes8(node)) {
        node.inputs().stream()
            .filter(value -> last.contains(value) && points.readsQuantised(node, value))
            .forEach(changed::add);
        if (node.layer() instanceof Layer.Add && reorders(node)) {
          backAndForth(node, last);
        }
        continue;
      }
      if (node.layer() instanceof Layer.Conv2d) {
        node.inputs().stream().filter(value -> !last.contains(value)).forEach(changed::add);
        last.add(node.name());
      } else if (last.containsAll(node.inputs()) && !makesTokens(node)) {
        last.add(node.name());
      } else {
        node.inputs().stream().filter(last::contains).forEach(changed::add);
      }
    }
    for (String value : changed) {
      if (Kernel.hasOrder(network.shapeOf(value))) {
        border(Kernel.transpose(network.shapeOf(value)), 1);
      }
    }
  }

  private boolean makesTokens(Node node) {
    return network.shapeOf(node.name()) instanceof Shape.Sequence;
  }

  /**
   * Where a sum in floats stands between values of 8 bits with channels last, the runtime changes
   * its shortcut's order in floats, and quantises and restores it once more.
   */
  private void backAndForth(Node sum, Set<String> last) {
    Shape shape = network.shapeOf(sum.name());
    if (sum.inputs().stream().anyMatch(last::contains) && Kernel.hasOrder(shape) && endsIn8(sum)) {
      border(Kernel.transpose(shape), 1);
      border(Kernel.border(false, shape), 1);
      border(Kernel.border(true, shape), 1);
    }
  }

  /** Whether what a sum makes is quantised, perhaps after further sums of the same kind. */
  private boolean endsIn8(Node sum) {
    Node rectifier = onlyReader(sum, false);
    String made =
        rectifier != null && rectifier.layer().rectifies() ? rectifier.name() : sum.name();
    return network.consumers(made).stream()
        .anyMatch(
            reader ->
                points.int8(reader)
                    || (reader.layer() instanceof Layer.Add
                        && reorders(reader)
                        && endsIn8(reader)));
  }
}
