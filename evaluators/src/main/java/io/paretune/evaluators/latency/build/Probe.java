package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.QuantisedExport;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.latency.TimedFile;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.OnnxExport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one kernel is timed: in small networks that hold it a few times and many times, and are else
 * the same, so that in the difference the runtime's work for each call, and for the network's two
 * ends, cancels. A kernel that keeps its shape stands in a row, each copy reading the one before.
 * The copies of another all read one value, and their results are summed; what the sums take, and
 * what stands before each copy so that no two are the same and computed once, is taken off.
 *
 * <p>Weights are random and as large as initial ones, so that values neither die out nor overflow.
 */
final class Probe {

  private static final long SEED = 1;

  /** Images of at most so many channels are the network's input itself, and not made by a layer. */
  private static final int COLOURS = 4;

  private static final long LARGE = 20_000_000;
  private static final long MIDDLE = 1_000_000;

  private final Kernel kernel;
  private final String block;

  private Probe(Kernel kernel) {
    this.kernel = kernel;
    this.block = kernel.arithmetic().label();
  }

  /** The probe of a kernel; of a border, together with the border back. */
  static Probe of(Kernel kernel) {
    return new Probe(kernel);
  }

  /** Numbers of copies in the shorter and the longer network. */
  int copies(boolean longer) {
    long work = kernel.multiplyAdds();
    if (work >= LARGE) {
      return longer ? 3 : 1;
    }
    if (work >= MIDDLE) {
      return longer ? 6 : 2;
    }
    return longer ? 16 : 4;
  }

  /** What else each copy brings along. */
  List<Kernel> beside() {
    if (kernel.isTranspose()) {
      return List.of(
          carrier(kernel.input(), KernelPrecision.INT8),
          Kernel.of(new Layer.Add(), kernel.input(), KernelPrecision.INT8));
    }
    if (kernel.isReorderedAdd()) {
      return List.of(carrier(kernel.input(), KernelPrecision.FLOAT));
    }
    if (kernel.isReorderedGate()) {
      return List.of(
          carrier(kernel.input(), KernelPrecision.FLOAT),
          carrier(Kernel.gateOf(kernel.input()), KernelPrecision.FLOAT));
    }
    if (kernel.isBorder()) {
      List<Kernel> all = new ArrayList<>();
      all.add(carrier(kernel.input(), KernelPrecision.FLOAT));
      all.add(carrier(kernel.input(), KernelPrecision.FLOAT));
      all.add(carrier(kernel.input(), KernelPrecision.INT8));
      if (Kernel.hasOrder(kernel.input())) {
        all.add(Kernel.transpose(kernel.input()));
        all.add(Kernel.transpose(kernel.input()));
      }
      return all;
    }
    if (inRow()) {
      return List.of();
    }
    List<Kernel> all = new ArrayList<>();
    if (!sumFused()) {
      all.add(
          Kernel.of(
              new Layer.Add(),
              kernel.output(),
              kernel.arithmetic() == KernelPrecision.INT8
                  ? KernelPrecision.INT8
                  : KernelPrecision.FLOAT));
    }
    if (!weighted()) {
      all.add(carrier(kernel.input(), kernel.arithmetic()));
    }
    return all;
  }

  /** How many kernels each copy is: a border and the one back are timed together. */
  int kernels() {
    return kernel.isBorder() || kernel.isTranspose() ? 2 : 1;
  }

  private boolean weighted() {
    return kernel.layer().weighted();
  }

  private boolean inRow() {
    return kernel.layer() instanceof Layer.Add || kernel.output().equals(kernel.input());
  }

  /** Whether the runtime fuses the sum of a row of copies into them. */
  private boolean sumFused() {
    return kernel.isConvolution()
        && kernel.arithmetic() != KernelPrecision.INT8
        && kernel.arithmetic() != KernelPrecision.DYNAMIC;
  }

  /** The cheapest layer that makes a value of a shape out of one. */
  private static Kernel carrier(Shape shape, KernelPrecision arithmetic) {
    int channels = shape.channels();
    Layer layer =
        shape instanceof Shape.Image
            ? new Layer.Conv2d(channels, channels, Window.same(1), 1, true)
            : new Layer.Linear(channels, channels, true);
    return Kernel.of(layer, shape, arithmetic);
  }

  /** The network with a number of copies. */
  TimedFile file(int copies) {
    NetworkBuilder net = Network.from(kernel.input()).block(block);
    if (kernel.input().channels() > COLOURS && !residual()) {
      carry(net);
    }
    if (residual()) {
      residuals(net, copies);
    } else if (kernel.isGate()) {
      gates(net, copies);
    } else if (kernel.isBorder()) {
      borders(net, copies);
    } else if (inRow()) {
      row(net, copies);
    } else {
      sum(net, copies);
    }
    net.block("end");
    Network network = net.layer("flatten", new Layer.Flatten()).build();
    QuantisationPlan plan = plan(network);
    return new TimedFile(network, plan, () -> encode(network, plan));
  }

  private static void carry(NetworkBuilder net) {
    net.layer("carrier", carrier(net.shape(), KernelPrecision.FLOAT).layer()).relu();
  }

  private void row(NetworkBuilder net, int copies) {
    String first = net.at();
    for (int i = 0; i < copies; i++) {
      String before = net.at();
      if (kernel.layer() instanceof Layer.Add) {
        net.add(first);
        if (kernel.arithmetic() == KernelPrecision.INT8) {
          net.relu();
        }
        continue;
      }
      net.layer("kernel", kernel.layer());
      if (kernel.sumFused()) {
        net.add(before);
      }
      if (weighted() && kernel.arithmetic() != KernelPrecision.DYNAMIC) {
        net.relu();
      }
    }
  }

  /**
   * One gate for all, in the same arithmetic. Where orders change, each copy has a gate of its own
   * and a convolution before it, since the gate's order changes, too.
   */
  private void gates(NetworkBuilder net, int copies) {
    String image = net.at();
    net.globalAveragePool();
    String pooled = net.at();
    if (!kernel.isReorderedGate()) {
      net.activation(ActivationKind.HARD_SIGMOID);
    }
    String gate = net.at();
    for (int i = 0; i < copies; i++) {
      if (kernel.isReorderedGate()) {
        net.from(pooled).layer("carrier", carrier(net.shape(), KernelPrecision.FLOAT).layer());
        gate = net.activation(ActivationKind.HARD_SIGMOID).at();
        net.from(image);
        carry(net);
      } else {
        net.from(image);
      }
      image = net.join("kernel", kernel.layer(), gate).at();
    }
  }

  private void sum(NetworkBuilder net, int copies) {
    String source = net.at();
    String total = "";
    for (int i = 0; i < copies; i++) {
      net.from(source);
      if (!weighted()) {
        carry(net);
      }
      net.layer("kernel", kernel.layer());
      if (!total.isEmpty()) {
        net.add(total);
      }
      total = net.at();
    }
  }

  private boolean residual() {
    return kernel.isTranspose() || kernel.isReorderedAdd();
  }

  /** Sums in the order in which the network's input comes, and convolutions in another. */
  private void residuals(NetworkBuilder net, int copies) {
    for (int i = 0; i < copies; i++) {
      String before = net.at();
      net.layer("carrier", carrier(net.shape(), kernel.arithmetic()).layer()).add(before).relu();
    }
  }

  /** Two layers in floats: one alone the runtime would quantise, too. */
  private static void borders(NetworkBuilder net, int pairs) {
    for (int i = 0; i < pairs; i++) {
      carry(net.block(KernelPrecision.FLOAT.label()));
      carry(net);
      carry(net.block(KernelPrecision.INT8.label()));
    }
  }

  private QuantisationPlan plan(Network network) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    for (KernelPrecision arithmetic : List.of(KernelPrecision.FLOAT, kernel.arithmetic())) {
      if (network.blocks().contains(arithmetic.label())) {
        bits.put(arithmetic.label(), arithmetic.bits());
      }
    }
    return QuantisationPlan.none()
        .withBits(bits)
        .withActivations(kernel.arithmetic().activations());
  }

  private static byte[] encode(Network network, QuantisationPlan plan) {
    Weights weights = Initialisation.kaiming(network, SEED);
    if (!plan.acts()) {
      return OnnxExport.encode(network, weights);
    }
    QuantisationPoints points = QuantisationPoints.of(network, plan);
    Map<String, Range> ranges = new LinkedHashMap<>();
    for (String value : points.grids()) {
      ranges.put(value, points.reachable(value, new Range(-4, 4)));
    }
    return QuantisedExport.encode(
        new WeightedNetwork(network, weights),
        plan,
        Optional.empty(),
        new LearnedGrids(ranges, Map.of()));
  }
}
