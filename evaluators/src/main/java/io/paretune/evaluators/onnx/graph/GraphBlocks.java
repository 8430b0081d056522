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
 * residual block or an attention with its products, stays together. Neighbours are put together,
 * and what has no such values within is taken apart, so that there are about as many as are wanted.
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
              draft.stored(value).isPresent()
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
}
