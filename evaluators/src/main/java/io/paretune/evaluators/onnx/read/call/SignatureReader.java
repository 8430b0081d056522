package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file declares, to be put around another network. */
public final class SignatureReader {

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  /** What may be done to sizes that only reshape values. */
  private static final Set<String> OF_SIZES =
      Set.of("Cast", "Concat", "Gather", "Identity", "Slice", "Squeeze", "Unsqueeze");

  private static final List<NodeProto> NONE = List.of();

  private final ModelProto model;
  private final ValueInfoProto input;
  private final FileInput place;

  public SignatureReader(ModelProto model, ValueInfoProto input, FileInput place) {
    this.model = model;
    this.input = input;
    this.place = place;
  }

  /**
   * The signature.
   *
   * @param axes of the scores, as the file sees them, without the batch
   */
  public FileSignature read(FileOutput output, int[] axes, boolean bound) {
    GraphProto graph = model.getGraph();
    ModelProto frame =
        model.toBuilder()
            .clearOpsetImport()
            .clearTrainingInfo()
            .clearFunctions()
            .setGraph(
                GraphProto.newBuilder()
                    .setName(graph.getName())
                    .setDocString(graph.getDocString())
                    .addAllInput(bound ? List.of(boundInput()) : FileInput.inputs(graph))
                    .addAllOutput(output.kept()))
            .build();
    ScoresForm scores =
        new ScoresForm(output.name(), element(output), Arrays.stream(axes).boxed().toList());
    return new FileSignature(frame, place.form(), scores, output.tail());
  }

  /** Values that the file does not declare are of the type that goes through it. */
  private int element(FileOutput output) {
    int declared =
        output.kept().stream()
            .filter(value -> value.getName().equals(output.name()))
            .map(value -> value.getType().getTensorType().getElemType())
            .findFirst()
            .orElse(place.shape() instanceof Shape.Ids ? FLOAT : place.form().element());
    return declared == 0 ? FLOAT : declared;
  }

  /**
   * Whether the file leaves rows or columns open that the network is made for: sizes went into its
   * numbers while it was read. Where a size decides about the shape of a matrix, the file itself
   * takes no other.
   */
  public boolean mustBind(Network network) {
    List<TensorShapeProto.Dimension> axes = input.getType().getTensorType().getShape().getDimList();
    boolean open = axes.stream().skip(1).anyMatch(axis -> axis.getDimValue() <= 0);
    return open
        && network.input() instanceof Shape.Image
        && (network.nodes().stream()
                .anyMatch(
                    node ->
                        network.shapeOf(node.name()) instanceof Shape.Sequence
                            || node.layer() instanceof Movement.Crop
                            || node.layer() instanceof Movement.Unflatten)
            || model.getGraph().getNodeList().stream().anyMatch(SignatureReader::padsBySize)
            || computesWithSizes());
  }

  /** Strides over a size that decides how many zeros are added. */
  private static boolean padsBySize(NodeProto node) {
    boolean same = false;
    boolean strides = false;
    for (AttributeProto attribute : node.getAttributeList()) {
      same |=
          attribute.getName().equals("auto_pad")
              && attribute.getS().toStringUtf8().startsWith("SAME");
      strides |=
          attribute.getName().equals("strides")
              && attribute.getIntsList().stream().anyMatch(stride -> stride > 1);
    }
    return same && strides;
  }

  /** Whether sizes are used for anything but the shape of something. */
  private boolean computesWithSizes() {
    Map<String, List<NodeProto>> readers = new HashMap<>();
    Deque<String> sizes = new ArrayDeque<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getInputList()
          .forEach(name -> readers.computeIfAbsent(name, key -> new ArrayList<>()).add(node));
      if (node.getOpType().equals("Shape")) {
        sizes.addAll(node.getOutputList());
      } else if (node.getOpType().equals("Size")) {
        return true;
      }
    }
    Set<String> seen = new HashSet<>();
    while (!sizes.isEmpty()) {
      String size = sizes.pop();
      for (NodeProto node : seen.add(size) ? readers.getOrDefault(size, List.of()) : NONE) {
        boolean shapes =
            node.getOpType().equals("Reshape") && node.getInputList().indexOf(size) == 1;
        if (OF_SIZES.contains(node.getOpType())) {
          sizes.addAll(node.getOutputList());
        } else if (!shapes) {
          return true;
        }
      }
    }
    return false;
  }

  private ValueInfoProto boundInput() {
    TypeProto.Tensor type = input.getType().getTensorType();
    List<Integer> sizes = Arrays.stream(place.view().dims()).boxed().toList();
    TensorShapeProto.Builder shape = type.getShape().toBuilder();
    for (int a = 1; a < shape.getDimCount(); a++) {
      if (shape.getDim(a).getDimValue() <= 0) {
        shape.setDim(a, TensorShapeProto.Dimension.newBuilder().setDimValue(sizes.get(a - 1)));
      }
    }
    return input.toBuilder()
        .setType(input.getType().toBuilder().setTensorType(type.toBuilder().setShape(shape)))
        .build();
  }

  /** What a user should know of the input of copies. */
  public Optional<String> note(boolean bound) {
    if (bound) {
      return Optional.of(
          "the input '%s' is bound to %s in copies: sizes went into the network's numbers"
              .formatted(input.getName(), Dims.text(place.view().dims())));
    }
    return place.shape() instanceof Shape.Ids ids
            && input.getType().getTensorType().getShape().getDim(1).getDimValue() <= 0
        ? Optional.of(
            "the input '%s' takes at most %d tokens in copies"
                .formatted(input.getName(), ids.tokens()))
        : Optional.empty();
  }
}
