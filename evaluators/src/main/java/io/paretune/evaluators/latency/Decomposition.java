package io.paretune.evaluators.latency;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a network as ONNX Runtime fuses them on a CPU. Every node belongs to exactly one
 * {@link Part}, or to the free ones; borders between floats and 8 bits are parts without nodes.
 */
public final class Decomposition {

  private final Network network;
  private final QuantisationPoints points;
  private final List<Part> parts = new ArrayList<>();
  private final List<String> free = new ArrayList<>();

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
    Set<String> taken = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      if (taken.contains(node.name())) {
        continue;
      }
      Layer layer = node.layer();
      if (Kernel.free(layer)) {
        free.add(node.name());
        continue;
      }
      List<String> nodes = new ArrayList<>(List.of(node.name()));
      Arithmetic arithmetic = Arithmetic.of(node, points);
      boolean int8 = arithmetic == Arithmetic.INT8;
      Node last = node;
      boolean added = false;
      if (layer instanceof Layer.Conv2d && !int8 && arithmetic != Arithmetic.DYNAMIC) {
        Node sum = onlyReader(last, false);
        if (sum != null
            && sum.layer() instanceof Layer.Add
            && sum.inputs().size() == 2
            && !taken.contains(sum.name())
            && lastTerm(sum, last)) {
          nodes.add(sum.name());
          last = sum;
          added = true;
        }
      }
      if (takesRectifier(layer, int8) && arithmetic != Arithmetic.DYNAMIC) {
        Node rectifier = onlyReader(last, int8);
        if (rectifier != null && Kernel.rectifies(rectifier.layer())) {
          nodes.add(rectifier.name());
        }
      }
      taken.addAll(nodes);
      Kernel kernel =
          added && layer instanceof Layer.Conv2d conv
              ? Kernel.convAdd(conv, network.inputShapes(node).get(0), arithmetic)
              : Kernel.of(layer, network.inputShapes(node).get(0), arithmetic);
      int times = layer instanceof Layer.Add ? node.inputs().size() - 1 : 1;
      parts.add(new Part(kernel, times, List.copyOf(nodes)));
    }
    borders();
  }

  /** The node that alone reads another, if it computes in the same arithmetic. */
  private @Nullable Node onlyReader(Node node, boolean int8) {
    List<Node> readers = network.consumers(node.name());
    return readers.size() == 1 && points.int8(readers.get(0)) == int8 ? readers.get(0) : null;
  }

  /** A sum is fused into the convolution that makes its last term. */
  private boolean lastTerm(Node sum, Node conv) {
    String last = "";
    for (Node node : network.nodes()) {
      if (sum.inputs().contains(node.name())) {
        last = node.name();
      }
    }
    return last.equals(conv.name());
  }

  private static boolean takesRectifier(Layer layer, boolean int8) {
    return layer instanceof Layer.Conv2d
        || layer instanceof Layer.Linear
        || (int8 && layer instanceof Layer.Add);
  }

  /** A value is quantised once for all who read it so, and restored for each who reads it as is. */
  private void borders() {
    List<String> values = new ArrayList<>(List.of(Network.INPUT));
    network.nodes().forEach(node -> values.add(node.name()));
    for (String value : values) {
      boolean made8 = network.contains(value) && points.int8(network.node(value));
      boolean quantised = false;
      int restored = 0;
      for (Node reader : network.consumers(value)) {
        boolean reads8 = points.readsQuantised(reader, value);
        quantised |= reads8 && !made8;
        restored += reads8 && made8 && !points.int8(reader) ? 1 : 0;
      }
      if (quantised) {
        parts.add(new Part(Kernel.border(true, network.shapeOf(value)), 1, List.of()));
      }
      if (restored > 0) {
        parts.add(new Part(Kernel.border(false, network.shapeOf(value)), restored, List.of()));
      }
    }
  }
}
