package io.paretune.evaluators.compress.rounding;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes whose rounding is learned together: a part of a network that reads nothing but the value
 * before it and the network's input, and of which nothing but its last value is read. A residual
 * block is one, and so is a layer of a plain chain with the activation behind it; parts of one
 * block that follow each other are one unit.
 *
 * @param nodes in the network's order
 * @param before name of the value that comes in
 */
record RoundingUnit(List<Node> nodes, String before) {

  RoundingUnit {
    nodes = List.copyOf(nodes);
  }

  /** The node whose value goes out. */
  Node last() {
    return nodes.get(nodes.size() - 1);
  }

  /** The units of a network, in order; together they have all of its nodes. */
  static List<RoundingUnit> of(Network network) {
    List<RoundingUnit> units = new ArrayList<>();
    String before = Network.INPUT;
    List<Node> open = new ArrayList<>();
    for (List<Node> part : parts(network)) {
      if (!open.isEmpty() && !joins(network, open, part)) {
        units.add(new RoundingUnit(open, before));
        before = open.get(open.size() - 1).name();
        open = new ArrayList<>();
      }
      open.addAll(part);
    }
    units.add(new RoundingUnit(open, before));
    return List.copyOf(units);
  }

  /** Whether a part belongs to what comes before it. */
  private static boolean joins(Network network, List<Node> open, List<Node> part) {
    Node last = open.get(open.size() - 1);
    Node first = part.get(0);
    boolean pointwise =
        part.stream().noneMatch(node -> node.layer().weighted())
            && network.shapeOf(first.name()).equals(network.shapeOf(last.name()));
    return pointwise || last.block().equals(first.block());
  }

  /** The finest division at values that all paths go through. */
  private static List<List<Node>> parts(Network network) {
    Map<String, Integer> lastReader = new HashMap<>();
    List<Node> nodes = network.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).inputs()) {
        lastReader.put(input, i);
      }
    }
    List<List<Node>> parts = new ArrayList<>();
    List<Node> part = new ArrayList<>();
    int reach = 0;
    for (int i = 0; i < nodes.size(); i++) {
      part.add(nodes.get(i));
      // whatever came before has been read by now, so that this value is all that goes on
      if (reach <= i) {
        parts.add(part);
        part = new ArrayList<>();
      }
      reach = Math.max(reach, lastReader.getOrDefault(nodes.get(i).name(), i));
    }
    return parts;
  }
}
