package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.TorchArchive;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A network with its weights as a TorchScript file, node for node: {@code forward(x: Tensor) ->
 * Tensor} takes and gives 32-bit floats, {@code [batch][...]} and {@code [batch][classes]}. PyTorch
 * loads it with {@code torch.jit.load}, DJL with its PyTorch engine. Rewrites such as folding batch
 * normalisation are done before, on the network.
 *
 * <p>Weights are parameters of one flat module under {@link #parameterName}, running statistics its
 * buffers, so the file can be trained on. It is in inference mode when loaded; batch normalisation
 * and dropout follow the module's {@code training} flag.
 *
 * <p>In 16 bits the input is rounded at entry and every operator computes in that format; batch
 * normalisation and affine maps keep 32-bit parameters, as PyTorch's mixed kernels do. The same
 * network, weights and precision give the same bytes.
 *
 * <p>The format is the one that PyTorch's {@code torch/csrc/jit/serialization} reads and writes,
 * version 3: a zip of {@code data.pkl}, {@code code/}, {@code data/}, {@code constants.pkl}, {@code
 * version}. Beside them {@link TorchArchive#INPUT_ENTRY} tells the size of one example.
 */
public final class TorchScriptExport {

  private static final String CLASS = "Network";
  private static final String MODULE = "__torch__";

  /** PyTorch's number of the memory format. */
  private static final int CHANNELS_LAST = 2;

  private TorchScriptExport() {}

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException if the weights do not fit the network, or a weight is too
   *     large for the precision
   */
  public static byte[] encode(Network network, Weights weights, Precision precision) {
    return encode(network, weights, block -> precision);
  }

  /**
   * The file's bytes, with each block of the network in a precision of its own: what passes from
   * one to another is cast.
   *
   * @param precision by a block's label
   * @throws IllegalArgumentException as {@link #encode(Network, Weights, Precision)}
   */
  public static byte[] encode(
      Network network, Weights weights, Function<String, Precision> precision) {
    Weights checked = weights.requireFor(network);
    Map<String, Precision> formats = new HashMap<>();
    for (Node node : network.nodes()) {
      Network.tensors(node)
          .forEach(spec -> formats.put(spec.name(), precision.apply(node.block())));
    }
    List<StoredTensor> tensors =
        network.tensors().stream()
            .map(
                spec -> StoredTensor.of(spec, formats.getOrDefault(spec.name(), Precision.FLOAT32)))
            .toList();
    AlignedZip zip = new AlignedZip("network");
    zip.entry("data.pkl", pickle(tensors));
    zip.entry("byteorder", "little");
    zip.entry("code/" + MODULE + ".py", code(network, precision));
    for (int i = 0; i < tensors.size(); i++) {
      StoredTensor tensor = tensors.get(i);
      zip.entry("data/" + i, tensor.encode(checked.get(tensor.spec().name())));
    }
    // the format itself has no place for it, and who measures the file must know
    zip.entry(TorchArchive.INPUT_ENTRY, new InputSize(axes(network.input())).text());
    zip.entry("constants.pkl", new Pickle().emptyTuple().end());
    zip.entry("version", "3\n");
    return zip.end();
  }

  /**
   * The name under which PyTorch knows a tensor, a valid identifier that no other tensor has: dots
   * become two underscores, an underscore {@code _u}, a hyphen {@code _h}, and an underscore comes
   * before a leading digit. {@code stage1.block0.conv1.weight} is {@code
   * stage1__block0__conv1__weight}.
   *
   * @param tensor name of a tensor of the network
   */
  public static String parameterName(String tensor) {
    String safe = tensor.replace("_", "_u").replace("-", "_h").replace(".", "__");
    return Character.isDigit(safe.charAt(0)) ? "_" + safe : safe;
  }

  private static String code(Network network, Function<String, Precision> precision) {
    List<String> parameters = new ArrayList<>();
    List<String> buffers = new ArrayList<>();
    StringBuilder attributes = new StringBuilder();
    for (TensorSpec spec : network.tensors()) {
      String name = parameterName(spec.name());
      (spec.role().trainable() ? parameters : buffers).add("\"" + name + "\"");
      attributes.append("  ").append(name).append(" : Tensor\n");
    }
    return "class "
        + CLASS
        + "(Module):\n  __parameters__ = "
        + parameters
        + "\n  __buffers__ = "
        + buffers
        + "\n  training : bool\n"
        + attributes
        + "  def forward(self: "
        + MODULE
        + "."
        + CLASS
        + ",\n    x: Tensor) -> Tensor:\n"
        + body(network, precision);
  }

  private static String body(Network network, Function<String, Precision> precision) {
    StringBuilder lines = new StringBuilder();
    Map<String, String> values = new HashMap<>();
    Map<String, Precision> formats = new HashMap<>();
    Precision first = precision.apply(network.nodes().get(0).block());
    values.put(Network.INPUT, "v0");
    formats.put(Network.INPUT, first);
    lines.append("    v0 = ").append(entry(network.input(), first)).append('\n');
    for (Node node : network.nodes()) {
      Precision own = precision.apply(node.block());
      List<String> inputs =
          node.inputs().stream()
              .map(
                  name -> {
                    String value = values.getOrDefault(name, name);
                    return formats.get(name) == own
                        ? value
                        : TorchOperators.call("to", value, TensorStorage.of(own).scalarType());
                  })
              .toList();
      Map<Role, String> tensors = new EnumMap<>(Role.class);
      for (TensorSpec spec : Network.tensors(node)) {
        tensors.put(spec.role(), "self." + parameterName(spec.name()));
      }
      assign(
          lines,
          values,
          node.name(),
          node.layer()
              .accept(new TorchOperators(network.inputShapes(node).get(0), inputs, tensors, own)));
      formats.put(node.name(), own);
    }
    String last = network.output().name();
    String output = values.getOrDefault(last, "v0");
    return lines
        .append("    return ")
        .append(
            formats.get(last) == Precision.FLOAT32
                ? output
                : TorchOperators.call(
                    "to", output, TensorStorage.of(Precision.FLOAT32).scalarType()))
        .append('\n')
        .toString();
  }

  private static void assign(
      StringBuilder lines, Map<String, String> values, String node, String expression) {
    String variable = "v" + values.size();
    lines.append("    ").append(variable).append(" = ").append(expression).append('\n');
    values.put(node, variable);
  }

  /**
   * The input in the format that the network computes in; images are laid out channels last, ids
   * are whole numbers whatever the file is called with.
   */
  private static String entry(Shape input, Precision precision) {
    if (input instanceof Shape.Ids) {
      return TorchOperators.call("to", "x", TorchOperators.LONG);
    }
    return input instanceof Shape.Image
        ? TorchOperators.call(
            "to", "x", TensorStorage.of(precision).scalarType(), false, false, CHANNELS_LAST)
        : TorchOperators.call("to", "x", TensorStorage.of(precision).scalarType());
  }

  private static List<Long> axes(Shape input) {
    return input instanceof Shape.Image image
        ? List.of((long) image.channels(), (long) image.height(), (long) image.width())
        : List.of((long) input.elements());
  }

  private static byte[] pickle(List<StoredTensor> tensors) {
    Pickle pickle = new Pickle();
    pickle.global(MODULE, CLASS).emptyTuple().newObject().emptyDictionary().mark();
    pickle.text("training").bool(false);
    for (int i = 0; i < tensors.size(); i++) {
      StoredTensor stored = tensors.get(i);
      pickle.text(parameterName(stored.spec().name()));
      tensor(pickle, Integer.toString(i), stored);
    }
    return pickle.setItems().build().end();
  }

  private static void tensor(Pickle pickle, String key, StoredTensor tensor) {
    TensorSpec spec = tensor.spec();
    pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
    pickle.mark().text("storage").global("torch", TensorStorage.of(tensor.precision()).storage());
    pickle.text(key).text("cpu").whole(Math.toIntExact(spec.elements())).tuple().persistent();
    pickle.whole(0);
    axes(pickle, spec.shape());
    axes(pickle, tensor.strides());
    pickle.bool(spec.role().trainable());
    pickle.global("collections", "OrderedDict").emptyTuple().reduce();
    pickle.tuple().reduce();
  }

  private static void axes(Pickle pickle, List<Integer> lengths) {
    pickle.mark();
    lengths.forEach(pickle::whole);
    pickle.tuple();
  }
}
