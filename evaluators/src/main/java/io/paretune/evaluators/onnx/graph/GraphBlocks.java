package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Nodes of a graph by its structure: what lies between two values that every path goes through, a
 * residual block or an attention with its products, stays together; masks and the like, which are
 * made beside the path and read all along it, do not count. Neighbours are put together, and what
 * has no such values within is taken apart, so that there are about as many as are wanted.
 */
final class GraphBlocks {

  private GraphBlocks() {}

  /**
   * The blocks, in the graph's order.
   *
   * @param nodes by number, sorted, each of which lies in one block
   * @param most blocks that are wanted, at least 1
   */
  static List<Set<Integer>> of(GraphDraft draft, List<Integer> nodes, int most) {
    TreeMap<Integer, Set<Integer>> blocks = new TreeMap<>();
    int before = 0;
    for (List<Integer> unit : units(draft, nodes)) {
      int parts = Math.max(1, unit.size() * most / nodes.size());
      for (int p = 0; p < parts; p++) {
        int from = p * unit.size() / parts;
        int to = (p + 1) * unit.size() / parts;
        // its middle says where a part belongs
        int block = (2 * before + to - from) * most / (2 * nodes.size());
        blocks.computeIfAbsent(block, key -> new HashSet<>()).addAll(unit.subList(from, to));
        before += to - from;
      }
    }
    return blocks.values().stream().map(Set::copyOf).toList();
  }

  /** The nodes between values that every path goes through. */
  private static List<List<Integer>> units(GraphDraft draft, List<Integer> nodes) {
    List<List<Integer>> units = new ArrayList<>();
    List<Integer> unit = new ArrayList<>();
    Set<Integer> wanted = new HashSet<>(nodes);
    Set<String> path = path(draft, nodes.get(0));
    Set<String> needed = new HashSet<>();
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeProto node = draft.nodes().get(n);
      if (wanted.contains(n)) {
        unit.add(n);
      }
      int now = n;
      needed.addAll(node.getOutputList());
      needed.addAll(node.getInputList());
      needed.removeIf(
          value ->
              !path.contains(value)
                  || draft.readers(value).stream().noneMatch(reader -> reader > now));
      if (needed.size() <= 1 && !unit.isEmpty()) {
        units.add(unit);
        unit = new ArrayList<>();
      }
    }
    if (!unit.isEmpty()) {
      units.add(unit);
    }
    return units;
  }

  /** What the first of the nodes is computed from, and all that is computed from that. */
  private static Set<String> path(GraphDraft draft, int first) {
    Set<String> path = sources(draft, first);
    for (NodeProto node : draft.nodes()) {
      if (!isShape(node) && node.getInputList().stream().anyMatch(path::contains)) {
        path.addAll(node.getOutputList());
      }
    }
    return path;
  }

  /** The values behind a node, up to tables that ids are looked up in, and no sizes. */
  private static Set<String> sources(GraphDraft draft, int first) {
    Set<String> sources = new HashSet<>();
    for (int n = first; n >= 0; n--) {
      NodeProto node = draft.nodes().get(n);
      boolean leads = n == first || node.getOutputList().stream().anyMatch(sources::contains);
      boolean begins =
          isShape(node) || (GraphDraft.is(node, "Gather") && draft.stored(node, 0).isPresent());
      if (leads && !begins) {
        // what is not given has no name
        node.getInputList().stream()
            .filter(input -> !input.isEmpty() && draft.stored(input).isEmpty())
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private static boolean isShape(NodeProto node) {
    return GraphDraft.is(node, "Shape") || GraphDraft.is(node, "Size");
  }
}
