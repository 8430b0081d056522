package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network's forward pass in training as TorchScript that owns no tensor: {@code forward(x:
 * Tensor, w: List[Tensor]) -> List[Tensor]} takes the {@link #tensors} in order and gives the
 * outputs, then the hidden values that were asked for, in 32 bits. One call computes what would be
 * one for each operator; PyTorch differentiates it as it does those. Images are laid out channels
 * last.
 *
 * <p>In 16 bits images are computed with in that format, convolutions and all; vectors, and so the
 * head, in 32. Weights and statistics stay in 32 bits outside.
 *
 * <p>What depends on weights' sizes alone is not in the text, so that many networks of a family
 * share one.
 */
public final class TrainableScript {
  private static final int CHANNELS_LAST = 2;
  private static final int KERNEL_AXES = 4;

  private final Network network;
  private final Precision precision;
  private final boolean running;
  private final Set<String> hidden;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, Precision> formats = new HashMap<>();
  private final List<TensorSpec> tensors = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();

  /**
   * @param precision of images
   * @param running whether running statistics are among the tensors, and written to
   * @param hidden names of nodes whose values are given, too
   */
  public TrainableScript(
      Network network, Precision precision, boolean running, List<String> hidden) {
    this.network = network;
    this.precision = precision;
    this.running = running;
    this.hidden = Set.copyOf(hidden);
    for (Node node : network.nodes()) {
      node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    body(hidden);
  }

  /** The tensors that the script takes, in order. */
  public List<TensorSpec> tensors() {
    return List.copyOf(tensors);
  }

  /** The script's text; of two networks with the same, one module serves both. */
  public String text() {
    return "class Training(Module):\n"
        + "  __parameters__ = []\n"
        + "  __buffers__ = []\n"
        + "  training : bool\n"
        + "  def forward(self: __torch__.Training,\n"
        + "    x: Tensor,\n"
        + "    w: List[Tensor]) -> List[Tensor]:\n"
        + lines;
  }

  /** A file of a script's text, as PyTorch loads it. */
  public static byte[] encode(String text) {
    Pickle pickle = new Pickle();
    pickle.global("__torch__", "Training").emptyTuple().newObject().emptyDictionary().mark();
    pickle.text("training").bool(true).setItems().build();
    AlignedZip zip = new AlignedZip("training");
    zip.entry("data.pkl", pickle.end());
    zip.entry("byteorder", "little");
    zip.entry("code/__torch__.py", text);
    zip.entry("constants.pkl", new Pickle().emptyTuple().end());
    zip.entry("version", "3\n");
    return zip.end();
  }

  private void body(List<String> asked) {
    boolean image = network.input() instanceof Shape.Image;
    Precision first = image ? precision : Precision.FLOAT32;
    formats.put(Network.INPUT, first);
    values.put(Network.INPUT, "v0");
    assign("v0", image ? laidOut("x", first) : "x");
    for (Node node : network.nodes()) {
      if (isForLoss(node)) {
        String read = node.inputs().get(0);
        values.put(node.name(), value(read));
        formats.put(node.name(), format(read));
        continue;
      }
      Precision own = own(node);
      List<String> inputs = node.inputs().stream().map(name -> in(name, own)).toList();
      String variable = "v" + values.size();
      assign(variable, expression(node, inputs, own));
      values.put(node.name(), variable);
      formats.put(node.name(), own);
    }
    List<String> results = new ArrayList<>(List.of(in(network.output().name(), Precision.FLOAT32)));
    asked.forEach(name -> results.add(in(name, Precision.FLOAT32)));
    lines.append("    return ").append(results).append('\n');
  }

  private void assign(String variable, String expression) {
    lines.append("    ").append(variable).append(" = ").append(expression).append('\n');
  }

  private String value(String name) {
    return values.getOrDefault(name, name);
  }

  private Precision format(String name) {
    return formats.getOrDefault(name, Precision.FLOAT32);
  }

  private String in(String name, Precision wanted) {
    return format(name) == wanted
        ? value(name)
        : TorchOperators.call("to", value(name), wanted.scalarType());
  }

  /** A loss reads what a node that closes the network makes answers of. */
  private boolean isForLoss(Node node) {
    boolean closes =
        node.layer() instanceof Layer.Softmax
            || (node.layer() instanceof Layer.Activation activation
                && activation.kind() == ActivationKind.SIGMOID);
    return closes && network.nodes().size() > 1 && node.name().equals(network.output().name());
  }

  private Precision own(Node node) {
    return network.shapeOf(node.name()) instanceof Shape.Image image
            && image.height() * image.width() > 1
        ? precision
        : Precision.FLOAT32;
  }

  private String expression(Node node, List<String> inputs, Precision own) {
    Map<Role, String> own0 = new EnumMap<>(Role.class);
    for (TensorSpec spec : Network.tensors(node)) {
      if (spec.role().trainable() || running) {
        own0.put(spec.role(), tensor(spec, own));
      }
    }
    String text =
        node.layer()
            .accept(new TorchOperators(network.inputShapes(node).get(0), inputs, own0, own));
    return inPlace(node) ? text.replaceFirst("torch\\.(relu|add)\\(", "torch.$1_(") : text;
  }

  private String tensor(TensorSpec spec, Precision own) {
    String stored = "w[" + tensors.size() + "]";
    tensors.add(spec);
    if (spec.shape().size() == KERNEL_AXES) {
      return laidOut(stored, own);
    }
    boolean multiplied = spec.role() == Role.WEIGHT || spec.role() == Role.BIAS;
    return multiplied && own != Precision.FLOAT32
        ? TorchOperators.call("to", stored, own.scalarType())
        : stored;
  }

  private static String laidOut(String tensor, Precision format) {
    return TorchOperators.call("to", tensor, format.scalarType(), false, false, CHANNELS_LAST);
  }

  /** Whether a sum or a rectifier may write over its first input, which no gradient needs. */
  private boolean inPlace(Node node) {
    String read = node.inputs().get(0);
    boolean rewrites =
        node.layer() instanceof Layer.Add
            || (node.layer() instanceof Layer.Activation activation
                && activation.kind() == ActivationKind.RELU);
    return rewrites
        && network.contains(read)
        && Integer.valueOf(1).equals(readers.get(read))
        && !hidden.contains(read)
        && format(read) == own(node)
        && (network.node(read).layer() instanceof Layer.BatchNorm
            || network.node(read).layer() instanceof Layer.Add
            || network.node(read).layer() instanceof Layer.Conv2d);
  }
}
