package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what a file computes of one of its values alone. */
public final class TailReader {

  /** More is no label or probability, but a part of the network. */
  private static final int MOST_NODES = 64;

  private static final String ML = "ai.onnx.ml";

  /** Operators that mean the same from opset 7 on, as far as they are used of scores. */
  private static final Set<String> STEADY =
      Set.of(
          "Abs",
          "Add",
          "ArgMax",
          "ArgMin",
          "Cast",
          "Ceil",
          "Concat",
          "Constant",
          "Div",
          "Equal",
          "Exp",
          "Flatten",
          "Floor",
          "Gather",
          "Greater",
          "GreaterOrEqual",
          "Identity",
          "Less",
          "LessOrEqual",
          "Log",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "Not",
          "Pow",
          "Reciprocal",
          "Reshape",
          "Round",
          "Sigmoid",
          "Sqrt",
          "Sub",
          "Tanh",
          "Transpose",
          "Where");

  /** Operators of {@code ai.onnx.ml}, whose version is the file's. */
  private static final Set<String> OF_ML =
      Set.of(
          "ArrayFeatureExtractor", "Binarizer", "LabelEncoder", "Normalizer", "Scaler", "ZipMap");

  /** Their axes became an input with opset 13. */
  private static final Set<String> OF_AXES = Set.of("Squeeze", "Unsqueeze");

  private static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax");

  private final GraphProto graph;
  private final int opset;
  private final List<OperatorSetIdProto> domains;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, TensorProto> stored = new HashMap<>();

  /**
   * @param opset of the standard operators
   */
  public TailReader(ModelProto model, int opset) {
    this.graph = model.getGraph();
    this.opset = opset;
    this.domains =
        model.getOpsetImportList().stream().filter(set -> set.getDomain().equals(ML)).toList();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> makers.put(name, node));
    }
    graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
  }

  /** What makes a value. */
  public Optional<NodeProto> maker(String value) {
    return Optional.ofNullable(makers.get(value));
  }

  /**
   * How some values follow from another and from constants.
   *
   * @return empty if they do not, or by operators that are not written
   */
  public Optional<Tail> of(String scores, List<String> wanted) {
    Reading reading = new Reading(scores);
    for (String value : wanted) {
      if (!reading.reach(value)) {
        return Optional.empty();
      }
    }
    boolean ml = reading.nodes.values().stream().anyMatch(node -> node.getDomain().equals(ML));
    return Optional.of(
        new Tail(
            List.copyOf(reading.nodes.values()),
            List.copyOf(reading.tensors.values()),
            ml ? domains : List.of()));
  }

  /** One search backwards; nodes are kept after those that they read. */
  private final class Reading {
    private final String scores;
    private final Map<String, NodeProto> nodes = new LinkedHashMap<>();
    private final Map<String, TensorProto> tensors = new LinkedHashMap<>();
    private int depth;

    private Reading(String scores) {
      this.scores = scores;
    }

    private boolean reach(String value) {
      if (value.isEmpty() || value.equals(scores) || nodes.containsKey(value)) {
        return true;
      }
      TensorProto tensor = stored.get(value);
      if (tensor != null) {
        tensors.put(value, tensor);
        return tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
      }
      NodeProto node = makers.get(value);
      if (node != null && labels(node, value)) {
        label(node, value);
        return true;
      }
      if (node == null || depth >= MOST_NODES || nodes.size() >= MOST_NODES) {
        return false;
      }
      depth++;
      boolean reached = node.getInputList().stream().allMatch(this::reach);
      depth--;
      Optional<NodeProto> written = reached ? written(node) : Optional.empty();
      written.ifPresent(known -> known.getOutputList().forEach(name -> nodes.put(name, known)));
      return written.isPresent();
    }

    /** Whether this is the label of a linear classifier whose scores are those looked for. */
    private boolean labels(NodeProto node, String value) {
      return node.getOpType().equals("LinearClassifier")
          && node.getDomain().equals(ML)
          && node.getOutputCount() == 2
          && value.equals(node.getOutput(0))
          && scores.equals(node.getOutput(1));
    }

    /** The label of the highest score. */
    private void label(NodeProto node, String value) {
      String place = value + ".place";
      String labels = value + ".labels";
      TensorProto.Builder names = TensorProto.newBuilder().setName(labels);
      attribute(node, "classlabels_ints")
          .ifPresent(
              ints ->
                  names
                      .setDataType(TensorProto.DataType.INT64.getNumber())
                      .addAllInt64Data(ints.getIntsList()));
      attribute(node, "classlabels_strings")
          .ifPresent(
              texts ->
                  names
                      .setDataType(TensorProto.DataType.STRING.getNumber())
                      .addAllStringData(texts.getStringsList()));
      names.addDims(names.getInt64DataCount() + names.getStringDataCount());
      tensors.put(labels, names.build());
      nodes.put(
          place,
          NodeProto.newBuilder()
              .setOpType("ArgMax")
              .addInput(scores)
              .addOutput(place)
              .addAttribute(OnnxGraph.integer("axis", 1))
              .addAttribute(OnnxGraph.integer("keepdims", 0))
              .build());
      nodes.put(
          value,
          NodeProto.newBuilder()
              .setOpType("Gather")
              .addInput(labels)
              .addInput(place)
              .addOutput(value)
              .build());
    }

    /** The node as of the opset that is written. */
    private Optional<NodeProto> written(NodeProto node) {
      boolean graphs = node.getAttributeList().stream().anyMatch(AttributeProto::hasG);
      String type = node.getOpType();
      if (graphs || node.getOutputList().stream().filter(name -> !name.isEmpty()).count() != 1) {
        return Optional.empty();
      }
      if (node.getDomain().equals(ML)) {
        return OF_ML.contains(type) ? Optional.of(node) : Optional.empty();
      }
      if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
        return Optional.empty();
      }
      if (type.equals("Cast")) {
        return Optional.of(with(node, attribute(node, "to").orElseThrow()));
      }
      if (SOFTMAX.contains(type)) {
        return softmax(node);
      }
      if (OF_AXES.contains(type) && opset < 13) {
        return axes(node);
      }
      return STEADY.contains(type) || OF_AXES.contains(type) ? Optional.of(node) : Optional.empty();
    }

    /** Before opset 13 it was taken over all axes from one on: the same, where that is the last. */
    private Optional<NodeProto> softmax(NodeProto node) {
      if (opset >= 13) {
        return Optional.of(node);
      }
      long axis = attribute(node, "axis").map(AttributeProto::getI).orElse(1L);
      boolean vector =
          graph.getOutputList().stream()
              .filter(value -> node.getOutputList().contains(value.getName()))
              .anyMatch(TailReader::vector);
      return vector && (axis == 1 || axis == -1)
          ? Optional.of(with(node, OnnxGraph.integer("axis", 1)))
          : Optional.empty();
    }

    private Optional<NodeProto> axes(NodeProto node) {
      Optional<AttributeProto> given = attribute(node, "axes");
      if (given.isEmpty()) {
        return Optional.of(node);
      }
      String name = node.getOutput(0) + ".axes";
      if (makers.containsKey(name) || stored.containsKey(name)) {
        return Optional.empty();
      }
      tensors.put(
          name,
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(TensorProto.DataType.INT64.getNumber())
              .addDims(given.get().getIntsCount())
              .addAllInt64Data(given.get().getIntsList())
              .build());
      return Optional.of(node.toBuilder().clearAttribute().addInput(name).build());
    }
  }

  private static boolean vector(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimCount() == 2;
  }

  private static NodeProto with(NodeProto node, AttributeProto only) {
    return node.toBuilder().clearAttribute().addAttribute(only).build();
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    List<AttributeProto> found = new ArrayList<>(node.getAttributeList());
    found.removeIf(attribute -> !attribute.getName().equals(name));
    return found.stream().findFirst();
  }
}
