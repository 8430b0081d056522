package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of a network that are changed one at a time. */
final class Blocks {

  private Blocks() {}

  private static boolean weighted(Node node) {
    return node.layer().weighted();
  }

  /** Blocks with a convolution or a linear layer. */
  static Set<String> weighted(Network network) {
    Set<String> blocks = new LinkedHashSet<>();
    network.nodes().stream().filter(Blocks::weighted).forEach(node -> blocks.add(node.block()));
    return blocks;
  }

  /**
   * The same network in which each convolution and each linear layer is a block of its own, called
   * as its node, with what follows it up to the next; a sum belongs to the latest layer that it
   * reads.
   */
  static WeightedNetwork byLayer(WeightedNetwork model) {
    List<Node> nodes = model.network().nodes();
    String first =
        nodes.stream()
            .filter(Blocks::weighted)
            .map(Node::name)
            .findFirst()
            .orElse(nodes.get(0).name());
    Map<String, Integer> layers = new LinkedHashMap<>();
    List<String> labels = new ArrayList<>(List.of(first));
    List<Node> relabelled = new ArrayList<>();
    for (Node node : nodes) {
      int latest =
          node.inputs().stream().mapToInt(name -> layers.getOrDefault(name, 0)).max().orElse(0);
      if (weighted(node) && !node.name().equals(first)) {
        latest = labels.size();
        labels.add(node.name());
      }
      layers.put(node.name(), latest);
      relabelled.add(new Node(node.name(), node.layer(), node.inputs(), labels.get(latest)));
    }
    return new WeightedNetwork(Network.of(model.network().input(), relabelled), model.weights());
  }
}
