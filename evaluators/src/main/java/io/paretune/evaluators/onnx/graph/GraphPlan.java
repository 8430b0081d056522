package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.technique.Kept;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Which technique each node of a graph is written with. Immutable. */
public final class GraphPlan {

  private static final NodeTechnique KEPT = new Kept();

  private final ModelProto model;
  private final GraphDraft looked;
  private final Map<Integer, NodeTechnique> techniques;

  private GraphPlan(ModelProto model, GraphDraft looked, Map<Integer, NodeTechnique> techniques) {
    this.model = model;
    this.looked = looked;
    this.techniques = techniques;
  }

  /**
   * A plan in which nothing is changed.
   *
   * @param kept is found in the names of nodes and stored tensors that stay in floats in all plans
   *     that are made of this
   */
  public static GraphPlan of(ModelProto model, Pattern kept) {
    GraphDraft draft = GraphDraft.of(model);
    Map<Integer, NodeTechnique> techniques = new TreeMap<>();
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeProto node = draft.nodes().get(n);
      boolean named =
          kept.matcher(node.getName()).find()
              || node.getInputList().stream()
                  .anyMatch(input -> draft.stored(input).isPresent() && kept.matcher(input).find());
      if (named) {
        techniques.put(n, KEPT);
      }
    }
    return new GraphPlan(model, draft, techniques);
  }

  /** The graph that is planned, as it is. */
  public ModelProto model() {
    return model;
  }

  /** The nodes that have no technique and fit one of these, by number. */
  public Set<Integer> fitting(Collection<? extends NodeTechnique> any) {
    Set<Integer> nodes = new TreeSet<>();
    for (int n = 0; n < looked.nodes().size(); n++) {
      NodeProto node = looked.nodes().get(n);
      if (!techniques.containsKey(n) && any.stream().anyMatch(t -> t.fits(looked, node))) {
        nodes.add(n);
      }
    }
    return nodes;
  }

  /**
   * Nodes that {@link #fitting} gives, in blocks that the graph's structure tells apart.
   *
   * @param most blocks that are wanted, at least 1
   */
  public List<Set<Integer>> blocks(Set<Integer> nodes, int most) {
    return GraphBlocks.of(looked, List.copyOf(new TreeSet<>(nodes)), most);
  }

  /** The name of a node, or of what it computes if it has none. */
  public String name(int node) {
    NodeProto named = looked.nodes().get(node);
    return named.getName().isEmpty()
        ? named.getOpType() + " of " + String.join(", ", named.getOutputList())
        : named.getName();
  }

  /** What a node reads first. */
  public String firstInput(int node) {
    return looked.nodes().get(node).getInput(0);
  }

  /** This plan, in which nodes that have no technique get the first of these that fits. */
  public GraphPlan with(List<? extends NodeTechnique> order) {
    return with(order, node -> true);
  }

  /** As {@link #with(List)}, of some nodes. */
  public GraphPlan with(List<? extends NodeTechnique> order, IntPredicate chosen) {
    Map<Integer, NodeTechnique> all = new TreeMap<>(techniques);
    for (int n = 0; n < looked.nodes().size(); n++) {
      NodeProto node = looked.nodes().get(n);
      if (!all.containsKey(n) && chosen.test(n)) {
        Optional<? extends NodeTechnique> first =
            order.stream().filter(technique -> technique.fits(looked, node)).findFirst();
        if (first.isPresent()) {
          all.put(n, first.get());
        }
      }
    }
    return new GraphPlan(model, looked, all);
  }

  /** Whether a node is kept in floats whatever is planned. */
  public boolean keepsSome() {
    return techniques.containsValue(KEPT);
  }

  /** How many nodes have each technique, by its label. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    techniques.values().stream()
        .filter(technique -> technique != KEPT)
        .forEach(technique -> counts.merge(technique.label(), 1, Integer::sum));
    return counts;
  }

  /** Whether no node is changed. */
  public boolean isEmpty() {
    return counts().isEmpty();
  }

  /** The bytes of {@link #built}. */
  public byte[] write() {
    return built().toByteArray();
  }

  /** The model as it is planned; the same plan makes the same. */
  public ModelProto built() {
    GraphDraft draft = GraphDraft.of(model);
    Set<Integer> free = new HashSet<>();
    Map<NodeTechnique, Set<Integer>> nodes = new LinkedHashMap<>();
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeTechnique technique = techniques.get(n);
      if (technique == null) {
        free.add(n);
      } else {
        nodes.computeIfAbsent(technique, key -> new TreeSet<>()).add(n);
      }
    }
    List<NodeTechnique.NodeWriter> writers = new ArrayList<>();
    nodes.forEach((technique, own) -> writers.add(technique.writer(draft, own, Set.copyOf(free))));
    for (int n = 0; n < draft.nodes().size(); n++) {
      int node = n;
      Optional<NodeTechnique.NodeWriter> writer =
          writers.stream().filter(by -> by.takes(node)).findFirst();
      if (writer.isPresent()) {
        writer.get().write(n);
      } else {
        draft.write(draft.nodes().get(n));
      }
    }
    return draft.built();
  }
}
