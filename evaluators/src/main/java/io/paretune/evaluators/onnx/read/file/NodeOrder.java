package io.paretune.evaluators.onnx.read.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The nodes of a graph, in an order in which they can be gone through. */
public final class NodeOrder {

  private static final int MOST_NODES = 50_000;

  private final List<NodeProto> nodes;

  /** The place of the node that makes a value, by its name. */
  private final Map<String, Integer> makers = new HashMap<>();

  /**
   * @param known names of values that no node makes
   * @throws OnnxImportException if a value is made twice, or there are too many nodes
   */
  public NodeOrder(GraphProto graph, Set<String> known) {
    this.nodes = graph.getNodeList();
    if (nodes.size() > MOST_NODES) {
      throw new OnnxImportException(
          "a model must have at most %d nodes, got %d".formatted(MOST_NODES, nodes.size()));
    }
    for (int n = 0; n < nodes.size(); n++) {
      for (String name : nodes.get(n).getOutputList()) {
        if (!name.isEmpty() && (makers.put(name, n) != null || known.contains(name))) {
          throw new OnnxImportException(
              "value '%s' is made twice (node '%s'); names must be unique"
                  .formatted(name, nodes.get(n).getName()));
        }
      }
    }
  }

  /**
   * The nodes that outputs depend on, each after what it reads. O(nodes and what they read).
   *
   * @throws OnnxImportException if a node depends on itself
   */
  public List<NodeProto> needed(List<String> outputs) {
    List<NodeProto> order = new ArrayList<>();
    boolean[] open = new boolean[nodes.size()];
    boolean[] done = new boolean[nodes.size()];
    Deque<Integer> stack = new ArrayDeque<>();
    for (String output : outputs) {
      Optional.ofNullable(makers.get(output)).ifPresent(stack::push);
    }
    while (!stack.isEmpty()) {
      int index = stack.peek();
      if (open[index] || done[index]) {
        stack.pop();
        if (!done[index]) {
          done[index] = true;
          order.add(nodes.get(index));
        }
        continue;
      }
      open[index] = true;
      for (int maker : makersFor(nodes.get(index), open, done)) {
        stack.push(maker);
      }
    }
    return order;
  }

  /** The nodes that must be gone through before one. */
  private List<Integer> makersFor(NodeProto node, boolean[] open, boolean[] done) {
    List<Integer> before = new ArrayList<>();
    for (String name : dependencies(node)) {
      Integer maker = makers.get(name);
      if (maker == null || done[maker]) {
        continue;
      }
      if (open[maker]) {
        throw new OnnxImportException(
            "node '%s' reads '%s', which depends on the node itself; a graph must have no cycle"
                .formatted(node.getName(), name));
      }
      before.add(maker);
    }
    return before;
  }

  /** What a node reads, its branches included. */
  public static Set<String> dependencies(NodeProto node) {
    Set<String> names = new HashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        for (NodeProto inner : attribute.getG().getNodeList()) {
          names.addAll(dependencies(inner));
        }
        attribute.getG().getOutputList().forEach(value -> names.add(value.getName()));
      }
    }
    return names;
  }
}
