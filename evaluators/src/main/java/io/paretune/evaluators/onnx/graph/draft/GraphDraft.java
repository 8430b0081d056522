package io.paretune.evaluators.onnx.graph.draft;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A graph as it came, and the one that is written in its place. Names, inputs, outputs and
 * everything that is said of the model stay; what is stored and read by nobody is left out. What is
 * stored for an input that is not given is no constant, and stays. Mutable, for one thread.
 */
public final class GraphDraft {

  /** The domain of ONNX Runtime's own operators. */
  public static final String CONTRIBUTED = "com.microsoft";

  /** From this version on, callers may give what is stored and an input as well. */
  public static final int DEFAULTS = 4;

  private final ModelProto model;
  private final Map<String, TensorProto> stored = new HashMap<>();
  private final Map<String, TensorProto> defaults = new TreeMap<>();
  private final Map<String, List<Integer>> readers = new HashMap<>();
  private final Map<String, Integer> producers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /** What is read in conditions' branches and loops' bodies. */
  private final Set<String> inner = new HashSet<>();

  private final Set<String> names = new HashSet<>();
  private final Map<String, String> parts = new HashMap<>();
  private final Map<String, TensorProto> added = new TreeMap<>();
  private final List<NodeProto> unfolding = new ArrayList<>();
  private final List<NodeProto> written = new ArrayList<>();

  private GraphDraft(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
    graph.getInputList().forEach(value -> names.add(value.getName()));
    if (model.getIrVersion() >= DEFAULTS) {
      graph.getInputList().stream()
          .filter(value -> stored.containsKey(value.getName()))
          .forEach(value -> defaults.put(value.getName(), stored.remove(value.getName())));
    }
    graph.getOutputList().forEach(value -> outputs.add(value.getName()));
    for (int n = 0; n < graph.getNodeCount(); n++) {
      NodeProto node = graph.getNode(n);
      collectInner(node, inner);
      // what is left out has no name
      for (String output : node.getOutputList()) {
        if (!output.isEmpty()) {
          producers.put(output, n);
        }
      }
      for (String input : node.getInputList()) {
        if (!input.isEmpty()) {
          readers.computeIfAbsent(input, key -> new ArrayList<>()).add(n);
        }
      }
    }
    claim(graph);
    requireOrder();
  }

  /** Values that are read before they are computed would be followed without an end. */
  private void requireOrder() {
    for (int n = 0; n < nodes().size(); n++) {
      for (String input : nodes().get(n).getInputList()) {
        if (producers.getOrDefault(input, -1) >= n) {
          throw new IllegalArgumentException(
              "nodes must be sorted, but node '%s' reads '%s' before it is computed"
                  .formatted(nodes().get(n).getName(), input));
        }
      }
    }
  }

  /**
   * A draft in which nothing is written yet.
   *
   * @throws IllegalArgumentException if the nodes are not sorted
   */
  public static GraphDraft of(ModelProto model) {
    return new GraphDraft(model);
  }

  private void claim(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getInputList());
      names.addAll(node.getOutputList());
      bodies(node).forEach(this::claim);
    }
  }

  /** The branches of a condition, or the body of a loop. */
  private static List<GraphProto> bodies(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(AttributeProto::hasG)
        .map(AttributeProto::getG)
        .toList();
  }

  /** The nodes as they came. */
  public List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** The version of the standard operators. */
  public int opset() {
    return opset(model);
  }

  /** The version of a model's standard operators. */
  public static int opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> isStandard(set.getDomain()))
        .mapToInt(set -> (int) Math.min(Integer.MAX_VALUE, set.getVersion()))
        .max()
        .orElse(1);
  }

  /** Whether operators of this domain are those of the standard. */
  public static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** The types of a model's nodes that are no standard's but the runtime's own, in order. */
  public static SortedSet<String> contributed(ModelProto file) {
    return file.getGraph().getNodeList().stream()
        .filter(node -> node.getDomain().equals(CONTRIBUTED))
        .map(NodeProto::getOpType)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a node is a standard operator of this type. */
  public static boolean is(NodeProto node, String type) {
    return node.getOpType().equals(type) && isStandard(node.getDomain());
  }

  /** The stored tensor of a name, as it came; none if callers may give another. */
  public Optional<TensorProto> stored(String name) {
    return Optional.ofNullable(stored.get(name));
  }

  /** The stored tensor that a node reads as one of its inputs. */
  public Optional<TensorProto> stored(NodeProto node, int input) {
    return node.getInputCount() > input ? stored(node.getInput(input)) : Optional.empty();
  }

  /** The nodes that read a value, by number, each as often as it does. */
  public List<Integer> readers(String name) {
    return List.copyOf(readers.getOrDefault(name, List.of()));
  }

  /** The node that computes a value, by number. */
  public Optional<Integer> producer(String name) {
    return Optional.ofNullable(producers.get(name));
  }

  /** Whether callers get a value, or a condition's branch or a loop's body reads it. */
  public boolean isOutput(String name) {
    return outputs.contains(name) || inner.contains(name);
  }

  /** Whether callers give a value, in 32-bit floats. */
  public boolean isFloatInput(String name) {
    return model.getGraph().getInputList().stream()
        .filter(input -> input.getName().equals(name))
        .anyMatch(
            input ->
                input.getType().getTensorType().getElemType()
                    == TensorProto.DataType.FLOAT.getNumber());
  }

  /** A name that nothing else has. */
  public String fresh(String name) {
    String free = name;
    while (!names.add(free)) {
      free += "'";
    }
    return free;
  }

  /**
   * Stores a tensor.
   *
   * @return its name
   */
  public String store(TensorProto tensor) {
    added.put(tensor.getName(), tensor);
    return tensor.getName();
  }

  /** Something that several nodes read, made for the first that asks. */
  public String once(String key, Supplier<String> made) {
    String name = parts.get(key);
    if (name == null) {
      name = made.get();
      parts.put(key, name);
    }
    return name;
  }

  /** Writes a node before all others: it reads what is stored only. */
  public void unfold(NodeProto node) {
    unfolding.add(node);
  }

  /** Writes the next node. */
  public void write(NodeProto node) {
    written.add(node);
  }

  /** The model; the same draft makes the same. It shares what is stored with the one that came. */
  public ModelProto built() {
    List<NodeProto> nodes = new ArrayList<>(unfolding);
    nodes.addAll(written);
    Set<String> read = new HashSet<>(outputs);
    collect(nodes, read);
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().clearInitializer();
    graph.addAllNode(nodes);
    Map<String, TensorProto> all = new TreeMap<>(stored);
    all.putAll(added);
    defaults.values().forEach(graph::addInitializer);
    all.values().stream()
        .filter(tensor -> read.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    // old files list what they store among the inputs
    graph.clearInput();
    model.getGraph().getInputList().stream()
        .filter(input -> !stored.containsKey(input.getName()) || read.contains(input.getName()))
        .forEach(graph::addInput);
    ModelProto.Builder file = model.toBuilder().setGraph(graph);
    importDomains(file, nodes);
    return file.build();
  }

  private static void importDomains(ModelProto.Builder file, List<NodeProto> nodes) {
    if (file.getOpsetImportCount() == 0) {
      file.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(1));
    }
    boolean contributed = nodes.stream().anyMatch(node -> node.getDomain().equals(CONTRIBUTED));
    boolean known =
        file.getOpsetImportList().stream().anyMatch(set -> set.getDomain().equals(CONTRIBUTED));
    if (contributed && !known) {
      file.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1));
    }
  }

  private static void collect(List<NodeProto> nodes, Set<String> read) {
    for (NodeProto node : nodes) {
      read.addAll(node.getInputList());
      collectInner(node, read);
    }
  }

  private static void collectInner(NodeProto node, Set<String> read) {
    for (GraphProto body : bodies(node)) {
      collect(body.getNodeList(), read);
      body.getOutputList().forEach(output -> read.add(output.getName()));
    }
  }

  /** The stored tensors that some node reads, by name. */
  public List<TensorProto> storedTensors() {
    return stored.values().stream().sorted(Comparator.comparing(TensorProto::getName)).toList();
  }
}
