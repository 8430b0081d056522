package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.read.call.FileInput;
import io.paretune.evaluators.onnx.read.call.FileOutput;
import io.paretune.evaluators.onnx.read.call.OutputNames;
import io.paretune.evaluators.onnx.read.call.SignatureReader;
import io.paretune.evaluators.onnx.read.call.TextInputs;
import io.paretune.evaluators.onnx.read.file.ExternalData;
import io.paretune.evaluators.onnx.read.file.ModelFile;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.rule.TextRules;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads ONNX files (opsets {@value #FIRST_OPSET} to {@value #LAST_OPSET}) of one input of images,
 * vectors or ids of tokens, and one output of scores or numbers, or of a plane for each class. The
 * network computes what the file computes, up to rounding; docs/importing-models.md lists the
 * operators.
 */
public final class OnnxImport {

  /** The oldest version of the operators that is understood. */
  public static final int FIRST_OPSET = 7;

  /** The newest version of the operators that is understood. */
  public static final int LAST_OPSET = 24;

  private OnnxImport() {}

  /**
   * The model in a file.
   *
   * @throws OnnxImportException if it cannot be imported: one line with the place and the fix
   */
  public static ImportedModel read(Path file) {
    return read(file, Optional.empty());
  }

  /**
   * The model in a file whose input may leave axes open.
   *
   * @param input gives the shape of one example; asked only if the file leaves it open
   * @throws OnnxImportException if it cannot be imported: one line with the place and the fix
   */
  public static ImportedModel read(Path file, Supplier<Shape> input) {
    return read(file, Optional.of(input));
  }

  private static ImportedModel read(Path file, Optional<Supplier<Shape>> input) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    byte[] bytes = ModelFile.bytes(file);
    try {
      return read(bytes, new ExternalData(Optional.of(folder)), input);
    } catch (OnnxImportException e) {
      throw new OnnxImportException("%s: %s".formatted(file.getFileName(), e.getMessage()), e);
    }
  }

  /**
   * The model in these bytes, which must hold all tensors.
   *
   * @throws OnnxImportException if it cannot be imported: one line with the place and the fix
   */
  public static ImportedModel read(byte[] model) {
    return read(model, new ExternalData(Optional.empty()), Optional.empty());
  }

  /** As {@link #read(Path, Supplier)}, of bytes. */
  static ImportedModel read(byte[] model, Optional<Supplier<Shape>> input) {
    return read(model, new ExternalData(Optional.empty()), input);
  }

  private static ImportedModel read(
      byte[] bytes, ExternalData external, Optional<Supplier<Shape>> shape) {
    ModelProto model = ModelFile.parse(bytes);
    int opset = opset(model);
    GraphProto graph = model.getGraph();
    Optional<TextInputs> texts = TextInputs.of(graph);
    ValueInfoProto input = texts.map(TextInputs::ids).orElseGet(() -> FileInput.onlyInput(graph));
    FileOutput scores = FileOutput.of(model, opset);
    String output = scores.name();
    FileInput place =
        texts
            .map(found -> found.place(shape))
            .orElseGet(() -> FileInput.of(input, shape, hasSignals(graph)));
    Map<String, Value> inputs =
        texts
            .map(found -> found.values(place))
            .orElseGet(() -> Map.of(input.getName(), place.view()));
    GraphReader reader =
        new GraphReader(place.shape(), Math.max(1, place.batch()), opset, external);
    Value result = reader.read(graph, inputs, output);
    Draft draft = reader.draft();
    scores.note().ifPresent(draft::note);
    String last = Rewrites.simplify(draft, scores(draft, result, output));
    Network network = network(draft, reader, last);
    if (draft.hidesPadding()) {
      TextRules.requireHidden(network);
    }
    SignatureReader signed = new SignatureReader(model, input, place);
    boolean bound = signed.mustBind(network);
    signed.note(bound).ifPresent(draft::note);
    ImportedModel.Signature signature =
        new ImportedModel.Signature(
            input.getName(),
            place.channelsLast(),
            place.batch(),
            output,
            OutputNames.of(model, network.outputs()),
            signed.read(scores, result.dims(), bound));
    return new ImportedModel(
        new WeightedNetwork(network, weights(network, draft)),
        opset,
        (model.getProducerName() + " " + model.getProducerVersion()).trim(),
        signature,
        draft.notes());
  }

  /** Whether a file takes ids of tokens; one that cannot be read does not. */
  public static boolean readsTexts(Path file) {
    try {
      GraphProto graph = ModelFile.parse(ModelFile.bytes(file)).getGraph();
      return TextInputs.of(graph).isPresent();
    } catch (OnnxImportException unsound) {
      return false;
    }
  }

  /** The most tokens that a file that takes ids can have places for, as far as it can be seen. */
  public static int longestText(Path file) {
    GraphProto graph = ModelFile.parse(ModelFile.bytes(file)).getGraph();
    return TextInputs.of(graph).map(texts -> texts.longest(graph)).orElse(Integer.MAX_VALUE);
  }

  /** The id of padding of a file that takes ids: the one that it compares ids with, or 0. */
  public static int textPadding(Path file) {
    GraphProto graph = ModelFile.parse(ModelFile.bytes(file)).getGraph();
    return TextInputs.of(graph).map(TextInputs::padding).orElse(Shape.Ids.PADDING);
  }

  /** The version of the standard operators, if it is one that is understood. */
  static int opset(ModelProto model) {
    long version = 1;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
        version = set.getVersion();
      }
    }
    if (version < FIRST_OPSET || version > LAST_OPSET) {
      throw new OnnxImportException(
          "opsets %d to %d are supported, got %d; export with opset_version=17"
              .formatted(FIRST_OPSET, LAST_OPSET, version));
    }
    return (int) version;
  }

  /** Whether a convolution or a pool of the file has a kernel of one axis. */
  private static boolean hasSignals(GraphProto graph) {
    Set<String> kernels =
        graph.getInitializerList().stream()
            .filter(tensor -> tensor.getDimsCount() == 3)
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    return graph.getNodeList().stream()
        .anyMatch(
            node ->
                node.getAttributeList().stream()
                        .anyMatch(
                            attribute ->
                                attribute.getName().equals("kernel_shape")
                                    && attribute.getIntsCount() == 1)
                    || (node.getOpType().equals("Conv")
                        && node.getInputCount() > 1
                        && kernels.contains(node.getInput(1))));
  }

  /** The node whose vector is the output. */
  private static String scores(Draft draft, Value result, String output) {
    if (!(result instanceof View view) || view.node().equals(Network.INPUT)) {
      throw new OnnxImportException(
          "the output '%s' must be computed from the input by at least one layer"
              .formatted(output));
    }
    if (view.sources().isPresent()) {
      throw new OnnxImportException(
          "the output '%s' must be a vector of scores or numbers, or a plane for each class, got values of %s in an order of their own (%s); end before they are rearranged, or with a linear layer"
              .formatted(output, view.shape(), Dims.text(view.dims())));
    }
    if (view.shape() instanceof Shape.Sequence) {
      throw new OnnxImportException(
          "the output '%s' must be a vector of scores or numbers, or a plane for each class, got tokens of %s; end with one token or their mean, and a linear layer"
              .formatted(output, view.shape()));
    }
    if (view.shape() instanceof Shape.Vector) {
      return view.node();
    }
    Node last = Objects.requireNonNull(draft.nodes().get(view.node()));
    boolean closes = last.layer().equals(new Layer.Activation(ActivationKind.SIGMOID));
    if (!closes
        || draft.nodes().values().stream().anyMatch(n -> n.inputs().contains(last.name()))) {
      return flat(draft, View.of(view.node(), view.shape())).node();
    }
    // each value by itself: what closes the network comes last, where it is looked for
    draft.nodes().remove(last.name());
    View raw = flat(draft, View.of(last.inputs().get(0), view.shape()));
    return draft.add(last.layer(), last.name(), Map.of(), raw).node();
  }

  private static View flat(Draft draft, View image) {
    return draft.add(new Layer.Flatten(), "scores", Map.of(), image);
  }

  private static Network network(Draft draft, GraphReader reader, String last) {
    try {
      List<Node> nodes = Blocks.assign(draft.nodes().values(), reader.origins());
      Network network = Network.of(draft.input(), nodes);
      if (!network.output().name().equals(last)) {
        throw new OnnxImportException("the output must come last, got '%s'".formatted(last));
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw new OnnxImportException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Weights weights(Network network, Draft draft) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      Tensor tensor = draft.tensors().get(spec.name());
      if (tensor == null || !tensor.hasShape(spec.dimensions())) {
        throw new OnnxImportException(
            "tensor '%s' must have shape %s, got %s"
                .formatted(spec.name(), spec.shape(), String.valueOf(tensor)));
      }
      tensors.put(spec.name(), tensor);
    }
    return Weights.of(tensors);
  }
}
