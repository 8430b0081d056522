package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.hardware.deployment.Precision;
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
 * <p>In 16 bits convolutions of images are computed, and their results kept, in that format, and so
 * are normalisations and activations that read nothing else; sums and everything else are in 32.
 * ADR 22 says what sums in 16 bits would gain, and may cost.
 *
 * <p>What depends on weights' sizes alone is not in the text, so that many networks of a family
 * share one.
 */
public final class TrainableScript {
  private static final int CHANNELS_LAST = 2;
  private static final int KERNEL_AXES = 4;

  /** Operators that can write over their first input. */
  private static final String REWRITING = "^torch\\.(relu|add)\\(";

  /** Operators whose gradient does not need what they gave. */
  private static final List<String> SPARE =
      List.of("torch.batch_norm(", "torch.conv2d(", "torch.add(", "torch.add_(");

  /** Layers that keep the precision of what they read. */
  private static final LayerVisitor.Otherwise<Boolean> FOLLOWS =
      new LayerVisitor.Otherwise<>() {
        @Override
        public Boolean batchNorm(Layer.BatchNorm norm) {
          return true;
        }

        @Override
        public Boolean activation(Layer.Activation activation) {
          return true;
        }

        @Override
        public Boolean otherwise(Layer other) {
          return false;
        }
      };

  private final Network network;
  private final Precision precision;
  private final boolean running;
  private final Set<String> hidden;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> expressions = new HashMap<>();
  private final Map<String, Precision> formats = new HashMap<>();
  private final List<TensorSpec> tensors = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();

  /**
   * @param precision of convolutions
   * @param running whether running statistics are among the tensors, and written to
   * @param hidden names of nodes whose values are given, too
   */
  public TrainableScript(
      Network network, Precision precision, boolean running, List<String> hidden) {
    // a loss reads what a node that closes the network makes answers of
    this.network = network.opened();
    this.precision = precision;
    this.running = running;
    this.hidden = Set.copyOf(hidden);
    for (Node node : this.network.nodes()) {
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
    formats.put(Network.INPUT, Precision.FLOAT32);
    values.put(Network.INPUT, "v0");
    assign("v0", image ? laidOut("x", Precision.FLOAT32) : "x");
    for (Node node : network.nodes()) {
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
        : TorchOperators.call("to", value(name), TensorStorage.of(wanted).scalarType());
  }

  /** Convolutions of images are in the precision that is asked for, and what follows them. */
  private Precision own(Node node) {
    boolean convolves =
        Network.tensors(node).stream().anyMatch(spec -> spec.shape().size() == KERNEL_AXES);
    boolean narrow = convolves || (node.layer().accept(FOLLOWS) && read(node) == precision);
    return narrow
            && network.shapeOf(node.name()) instanceof Shape.Image image
            && image.height() * image.width() > 1
        ? precision
        : Precision.FLOAT32;
  }

  private Precision read(Node node) {
    return format(node.inputs().get(0));
  }

  private String expression(Node node, List<String> inputs, Precision own) {
    Map<Role, String> stored = new EnumMap<>(Role.class);
    for (TensorSpec spec : Network.tensors(node)) {
      if (spec.role().trainable() || running) {
        stored.put(spec.role(), tensor(spec, own));
      }
    }
    StridedPointwise computed = StridedPointwise.of(node.layer());
    List<String> read = new ArrayList<>(inputs);
    read.replaceAll(each -> computed.read(each, network.shapeOf(node.name())));
    String text =
        computed
            .layer()
            .accept(new TorchOperators(network.inputShapes(node).get(0), read, stored, own));
    String expression = isSpare(node) ? text.replaceFirst(REWRITING, "torch.$1_(") : text;
    expressions.put(node.name(), expression);
    return expression;
  }

  private String tensor(TensorSpec spec, Precision own) {
    String taken = "w[" + tensors.size() + "]";
    tensors.add(spec);
    if (spec.shape().size() == KERNEL_AXES) {
      return laidOut(taken, own);
    }
    boolean multiplied = spec.role() == Role.WEIGHT || spec.role() == Role.BIAS;
    return multiplied && own != Precision.FLOAT32
        ? TorchOperators.call("to", taken, TensorStorage.of(own).scalarType())
        : taken;
  }

  private static String laidOut(String tensor, Precision format) {
    return TorchOperators.call(
        "to", tensor, TensorStorage.of(format).scalarType(), false, false, CHANNELS_LAST);
  }

  /**
   * Whether what a node reads first may be written over: no gradient needs it, nobody else does.
   */
  private boolean isSpare(Node node) {
    String read = node.inputs().get(0);
    String made = expressions.getOrDefault(read, "");
    return Integer.valueOf(1).equals(readers.get(read))
        && !hidden.contains(read)
        && format(read) == own(node)
        && SPARE.stream().anyMatch(made::startsWith);
  }
}
