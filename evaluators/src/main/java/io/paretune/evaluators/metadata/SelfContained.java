package io.paretune.evaluators.metadata;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.OutputFunction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts into a network's file what its caller would have to do otherwise: the normalisation before
 * it, probabilities behind it. Everything else stays as it is. Mutable.
 */
public final class SelfContained {

  /** The output that is added. */
  public static final String PROBABILITIES = "probabilities";

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final ModelProto.Builder model;
  private ModelMetadata metadata;

  private SelfContained(ModelProto.Builder model, ModelMetadata metadata) {
    this.model = model;
    this.metadata = metadata;
  }

  /**
   * Of a file that was written here.
   *
   * @throws IllegalArgumentException if it is no ONNX file with one input of 32-bit floats, or of
   *     the ids of tokens
   */
  public static SelfContained of(byte[] file, ModelMetadata metadata) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException noOnnx) {
      throw new IllegalArgumentException("only ONNX files can be added to", noOnnx);
    }
    boolean texts = metadata.input().kind() == ModelMetadata.Input.Kind.TEXT;
    if (model.getGraph().getInputCount() != 1
        || (!texts
            && model.getGraph().getInput(0).getType().getTensorType().getElemType() != FLOAT)) {
      throw new IllegalArgumentException(
          "only files with one input of 32-bit floats, or of ids, can be added to, got "
              + model.getGraph().getInputList().stream().map(ValueInfoProto::getName).toList());
    }
    return new SelfContained(model.toBuilder(), metadata);
  }

  /** What must be known of the file as it is now. */
  public ModelMetadata metadata() {
    return metadata;
  }

  /**
   * Adds the preprocessing: the file then takes raw values under the same name. In the same
   * arithmetic as in training, so that answers are the same to the last bit.
   *
   * @throws IllegalArgumentException if its input has not the data's shape, or is of texts
   */
  public SelfContained normalising() {
    if (metadata.input().kind() == ModelMetadata.Input.Kind.TEXT) {
      throw new IllegalArgumentException(
          "there is no normalisation to put into the file of a network that reads texts: it takes"
              + " the ids of tokens as they are");
    }
    GraphProto.Builder graph = model.getGraphBuilder();
    String input = graph.getInput(0).getName();
    Names names = new Names(graph);
    long[] axes = channelAxes(graph.getInput(0));
    Preprocessing how = metadata.preprocessing();
    float[] factors = new float[how.mean().size()];
    float[] shifts = new float[factors.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = (float) (how.scale() / how.std().get(c));
      shifts[c] = (float) (-how.mean().get(c) / how.std().get(c));
    }
    boolean missing = metadata.input().kind() != ModelMetadata.Input.Kind.IMAGE;
    String normalised = names.fresh("normalised");
    String shifted = missing ? names.fresh("shifted") : normalised;
    String scaled = names.fresh("scaled");
    GraphProto.Builder added = GraphProto.newBuilder();
    added.addNode(node("Mul", List.of(input, tensor(graph, names, factors, axes)), scaled));
    added.addNode(node("Add", List.of(scaled, tensor(graph, names, shifts, axes)), shifted));
    if (missing) {
      String lacks = names.fresh("missing");
      String zero = tensor(graph, names, new float[] {0});
      added.addNode(node("IsNaN", List.of(input), lacks));
      added.addNode(node("Where", List.of(lacks, zero, shifted), normalised));
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(input)) {
          node.setInput(i, normalised);
        }
      }
    }
    List<NodeProto> rest = List.copyOf(graph.getNodeList());
    graph.clearNode().addAllNode(added.getNodeList()).addAllNode(rest);
    metadata = metadata.normalising();
    return this;
  }

  /** One value a channel, to be stretched over the input's axes. */
  private long[] channelAxes(ValueInfoProto input) {
    InputShape shape = metadata.input().shape();
    Shape.Image example = Shape.image(shape.channels(), shape.height(), shape.width());
    TensorShapeProto declared = input.getType().getTensorType().getShape();
    List<Long> axes =
        declared.getDimList().stream()
            .skip(1)
            .map(TensorShapeProto.Dimension::getDimValue)
            .toList();
    InputLayout layout =
        InputLayout.of(axes, example)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the file's input must have the data's shape %s, got %s"
                            .formatted(example, axes)));
    long channels = shape.channels();
    if (layout == InputLayout.CHANNELS_LAST || axes.size() == 1) {
      return new long[] {channels};
    }
    return axes.size() == 3
        ? new long[] {channels, 1, 1}
        : axes.get(0) == channels ? new long[] {channels, 1} : new long[] {1, 1};
  }

  /**
   * Adds an output {@value #PROBABILITIES} beside the scores.
   *
   * @throws IllegalArgumentException if the file puts out probabilities or numbers already
   */
  public SelfContained withProbabilities() {
    OutputFunction function = metadata.output().function();
    GraphProto.Builder graph = model.getGraphBuilder();
    boolean there =
        graph.getOutputList().stream().anyMatch(value -> value.getName().equals(PROBABILITIES));
    if (function == OutputFunction.IDENTITY || there) {
      throw new IllegalArgumentException(
          "the file puts out %s already"
              .formatted(there ? PROBABILITIES : "what it predicts, without logits"));
    }
    String scores = metadata.output().name();
    ValueInfoProto declared =
        graph.getOutputList().stream()
            .filter(value -> value.getName().equals(scores))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("the file has no output '" + scores + "'"));
    NodeProto.Builder node =
        function == OutputFunction.SOFTMAX
            ? node("Softmax", List.of(scores), PROBABILITIES).addAttribute(integer("axis", -1))
            : node("Sigmoid", List.of(scores), PROBABILITIES);
    graph.addNode(node).addOutput(declared.toBuilder().setName(PROBABILITIES));
    return this;
  }

  /** The file's bytes, with its metadata as they are now. */
  public byte[] encode() {
    Map<String, String> entries = MetadataFile.entries(metadata);
    List<StringStringEntryProto> others =
        model.getMetadataPropsList().stream()
            .filter(entry -> !entries.containsKey(entry.getKey()))
            .toList();
    model.clearMetadataProps().addAllMetadataProps(others);
    entries.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private static NodeProto.Builder node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output);
  }

  private static String tensor(
      GraphProto.Builder graph, Names names, float[] values, long... axes) {
    String name = names.fresh("preprocessing");
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(FLOAT)
            .setRawData(ByteString.copyFrom(bytes.array()));
    for (long axis : axes) {
      tensor.addDims(axis);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Names that no value has. */
  private static final class Names {
    private final Set<String> taken = new HashSet<>();

    Names(GraphProto.Builder graph) {
      graph.getInputList().forEach(value -> taken.add(value.getName()));
      graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
      graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
    }

    String fresh(String name) {
      String free = name;
      while (!taken.add(free)) {
        free += "'";
      }
      return free;
    }
  }
}
