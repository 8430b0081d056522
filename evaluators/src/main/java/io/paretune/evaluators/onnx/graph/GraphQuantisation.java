package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the stored floats of a graph smaller, whatever the graph computes. Names, inputs, outputs
 * and everything that is said of the model stay.
 *
 * <p>Dynamic products follow ONNX Runtime's own rule: uint8 for what is computed, int8 and
 * symmetric for what is stored, one scale a column; it fuses them into one kernel.
 */
public final class GraphQuantisation {

  /** Fewer values are not worth a node. */
  private static final int FEWEST = 256;

  private static final int FIRST_DYNAMIC = 11;
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final GraphProto.Builder graph;
  private final WeightCoding coding;
  private final Pattern kept;
  private final int opset;
  private final Map<String, TensorProto> stored = new HashMap<>();
  private final Map<String, Set<String>> uses = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> spared = new HashSet<>();
  private final List<NodeProto> unfolding = new ArrayList<>();

  private GraphQuantisation(ModelProto model, WeightCoding coding, Pattern kept) {
    this.graph = model.getGraph().toBuilder();
    this.coding = coding;
    this.kept = kept;
    this.opset = opset(model);
    graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
    names.addAll(stored.keySet());
    graph.getInputList().forEach(value -> names.add(value.getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getOutputList());
      if (kept.matcher(node.getName()).find()) {
        spared.addAll(node.getInputList());
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        uses.computeIfAbsent(node.getInput(i), key -> new LinkedHashSet<>())
            .add(node.getOpType() + ":" + i);
      }
    }
  }

  private static int opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToInt(set -> (int) set.getVersion())
        .max()
        .orElse(1);
  }

  /**
   * The graph with smaller numbers.
   *
   * @param file of any ONNX model whose tensors lie in it
   * @param kept is found in the names of nodes and tensors that stay in floats
   * @throws IllegalArgumentException if it is no such model, or holds nothing that could be made
   *     smaller; one line
   */
  public static byte[] of(byte[] file, WeightCoding coding, Pattern kept) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException unsound) {
      throw new IllegalArgumentException("this is no ONNX model: " + unsound.getMessage(), unsound);
    }
    GraphQuantisation quantisation = new GraphQuantisation(model, coding, kept);
    GraphProto small = quantisation.small();
    ModelProto.Builder written = model.toBuilder().setGraph(small);
    if (written.getOpsetImportCount() == 0) {
      written.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(1));
    }
    return written.build().toByteArray();
  }

  private GraphProto small() {
    int changed = coding == WeightCoding.DYNAMIC_INT8 ? products() : 0;
    for (TensorProto tensor : List.copyOf(stored.values())) {
      if (worth(tensor)) {
        fold(tensor);
        changed++;
      }
    }
    if (changed == 0) {
      throw new IllegalArgumentException(
          "the graph holds no tensor of %d floats and more that could be made smaller; what is quantised already stays so"
              .formatted(FEWEST));
    }
    List<NodeProto> rest = List.copyOf(graph.getNodeList());
    graph.clearNode().addAllNode(unfolding).addAllNode(rest);
    graph.clearInitializer();
    // in the order of the names, so that the same model makes the same file
    stored.values().stream()
        .sorted((a, b) -> a.getName().compareTo(b.getName()))
        .forEach(graph::addInitializer);
    return graph.build();
  }

  private boolean worth(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new IllegalArgumentException(
          "tensor '%s' lies in another file; store the model in one file"
              .formatted(tensor.getName()));
    }
    return tensor.getDataType() == FLOAT
        && uses.containsKey(tensor.getName())
        && !spared.contains(tensor.getName())
        && !kept.matcher(tensor.getName()).find()
        && StoredFloats.count(tensor) >= FEWEST
        && (coding == WeightCoding.FLOAT16 || tensor.getDimsCount() >= 2)
        // a mask has no scale
        && StoredFloats.finite(StoredFloats.of(tensor));
  }

  /** Keeps a tensor in fewer bits, and unfolds it under its own name. */
  private void fold(TensorProto tensor) {
    String name = tensor.getName();
    float[] values = StoredFloats.of(tensor);
    String packed = fresh(name + ".packed");
    drop(name);
    if (coding == WeightCoding.FLOAT16) {
      if (!StoredFloats.fitsHalf(values)) {
        stored.put(name, tensor);
        return;
      }
      short[] halves = new short[values.length];
      for (int i = 0; i < halves.length; i++) {
        halves[i] = Fp16Conversions.floatToFp16(values[i]);
      }
      stored.put(packed, StoredFloats.halves(packed, halves, tensor.getDimsList()));
      unfolding.add(cast(packed, name));
      return;
    }
    int[] dims = tensor.getDimsList().stream().mapToInt(Long::intValue).toArray();
    ChannelScales scales = ChannelScales.of(values, dims, channels(name, dims));
    stored.put(packed, StoredFloats.bytes(packed, scales.rounded(values), tensor.getDimsList()));
    String scale = fresh(name + ".scale");
    stored.put(scale, StoredFloats.floats(scale, scales.scales(), scales.dims()));
    String wide = fresh(name + ".wide");
    unfolding.add(cast(packed, wide));
    unfolding.add(
        NodeProto.newBuilder()
            .setOpType("Mul")
            .addInput(wide)
            .addInput(scale)
            .addOutput(name)
            .build());
  }

  /** Stores a tensor no more; old files list theirs among the inputs. */
  private void drop(String name) {
    List<String> inputs = graph.getInputList().stream().map(value -> value.getName()).toList();
    if (inputs.contains(name)) {
      graph.removeInput(inputs.indexOf(name));
    }
    stored.remove(name);
  }

  /** Whether the branch of a condition, or the body of a loop, reads it. */
  private static boolean readWithin(List<NodeProto> nodes, String name) {
    return nodes.stream()
        .flatMap(node -> node.getAttributeList().stream())
        .filter(AttributeProto::hasG)
        .map(attribute -> attribute.getG().getNodeList())
        .anyMatch(
            body ->
                body.stream().anyMatch(node -> node.getInputList().contains(name))
                    || readWithin(body, name));
  }

  /** The axes along which a tensor has a scale for each place, by what reads it. */
  private Set<Integer> channels(String name, int[] dims) {
    Set<String> readers = uses.getOrDefault(name, Set.of());
    if (readers.stream().anyMatch(use -> use.startsWith("MatMul:"))) {
      return Set.of(dims.length - 1);
    }
    if (readers.contains("LSTM:1")
        || readers.contains("LSTM:2")
        || readers.contains("GRU:1")
        || readers.contains("GRU:2")) {
      return Set.of(0, 1);
    }
    return readers.contains("ConvTranspose:1") ? Set.of(1) : Set.of(0);
  }

  private static NodeProto cast(String from, String to) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(from)
        .addOutput(to)
        .addAttribute(OnnxGraph.integer("to", FLOAT))
        .build();
  }

  private String fresh(String name) {
    String free = name;
    while (!names.add(free)) {
      free += "'";
    }
    return free;
  }

  /** A stored matrix as a product reads it. */
  private record Matrix(String name, boolean turned) {}

  /** Products with a stored matrix, in bytes; gives their number. */
  private int products() {
    if (opset < FIRST_DYNAMIC) {
      throw new IllegalArgumentException(
          "products in bytes need opset %d, the model has %d; export it with a newer one"
              .formatted(FIRST_DYNAMIC, opset));
    }
    List<NodeProto> nodes = new ArrayList<>();
    Map<Matrix, String> matrices = new HashMap<>();
    int count = 0;
    for (NodeProto node : graph.getNodeList()) {
      TensorProto matrix = node.getInputCount() > 1 ? stored.get(node.getInput(1)) : null;
      if (matrix == null || !multiplies(node, matrix)) {
        nodes.add(node);
      } else {
        product(node, matrix, matrices, nodes);
        count++;
      }
    }
    graph.clearNode().addAllNode(nodes);
    matrices.keySet().stream()
        .map(Matrix::name)
        .distinct()
        .filter(name -> nodes.stream().noneMatch(node -> node.getInputList().contains(name)))
        .filter(name -> !readWithin(nodes, name))
        .forEach(this::drop);
    if (count == 0) {
      throw new IllegalArgumentException(
          "the graph multiplies nothing with a stored matrix of %d floats and more"
              .formatted(FEWEST));
    }
    return count;
  }

  private boolean multiplies(NodeProto node, TensorProto matrix) {
    boolean matMul = node.getOpType().equals("MatMul");
    boolean gemm =
        node.getOpType().equals("Gemm")
            && attribute(node, "transA", 0) == 0
            && attribute(node, "alpha", 1) == 1
            && attribute(node, "beta", 1) == 1;
    return (matMul || gemm)
        && node.getDomain().isEmpty()
        && matrix.getDimsCount() == 2
        && worth(matrix);
  }

  private static float attribute(NodeProto node, String name, float otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.hasF() ? attribute.getF() : attribute.getI();
      }
    }
    return otherwise;
  }

  private void product(
      NodeProto node, TensorProto matrix, Map<Matrix, String> matrices, List<NodeProto> nodes) {
    boolean turned = node.getOpType().equals("Gemm") && attribute(node, "transB", 0) != 0;
    String bytes =
        matrices.computeIfAbsent(
            new Matrix(matrix.getName(), turned), name -> matrix(matrix, turned));
    String output = node.getOutput(0);
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    String q = fresh(output + ".bytes");
    String scale = fresh(output + ".scale");
    String zero = fresh(output + ".zero");
    nodes.add(node("DynamicQuantizeLinear", List.of(node.getInput(0)), List.of(q, scale, zero)));
    String whole = fresh(output + ".whole");
    nodes.add(node("MatMulInteger", List.of(q, bytes, zero), List.of(whole)));
    String wide = fresh(output + ".wide");
    nodes.add(cast(whole, wide));
    String factor = fresh(output + ".factor");
    nodes.add(node("Mul", List.of(scale, bytes + ".scale"), List.of(factor)));
    String product = biased ? fresh(output + ".product") : output;
    nodes.add(node("Mul", List.of(wide, factor), List.of(product)));
    if (biased) {
      nodes.add(node("Add", List.of(product, node.getInput(2)), List.of(output)));
    }
  }

  /** A matrix of {@code inputs x outputs} in bytes, its scales beside it. */
  private String matrix(TensorProto matrix, boolean transposed) {
    int rows = (int) matrix.getDims(0);
    int columns = (int) matrix.getDims(1);
    float[] values = StoredFloats.of(matrix);
    float[] plain = transposed ? StoredFloats.transposed(values, rows, columns) : values;
    int[] dims = transposed ? new int[] {columns, rows} : new int[] {rows, columns};
    ChannelScales scales = ChannelScales.of(plain, dims, Set.of(1));
    String name = fresh(matrix.getName() + ".bytes");
    names.add(name + ".scale");
    stored.put(
        name,
        StoredFloats.bytes(name, scales.rounded(plain), List.of((long) dims[0], (long) dims[1])));
    stored.put(
        name + ".scale",
        StoredFloats.floats(name + ".scale", scales.scales(), List.of((long) dims[1])));
    return name;
  }

  private static NodeProto node(String type, List<String> inputs, List<String> outputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addAllOutput(outputs).build();
  }
}
