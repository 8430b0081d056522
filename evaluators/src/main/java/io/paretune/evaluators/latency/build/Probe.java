package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.QuantisedExport;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.latency.TimedFile;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
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

  private static final long LARGE = 20_000_000;
  private static final long MIDDLE = 1_000_000;

  private final Kernel kernel;
  private final Copies copies;

  private Probe(Kernel kernel) {
    this.kernel = kernel;
    this.copies = Copies.of(kernel);
  }

  /** The probe of a kernel; of a border that is crossed back, together with the border back. */
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
    return copies.beside();
  }

  /** How many kernels each copy is: a border and the one back are timed together. */
  int kernels() {
    return kernel.isCrossedBack() || kernel.isTranspose() ? 2 : 1;
  }

  /** The network with a number of copies. */
  TimedFile file(int number) {
    NetworkBuilder net = copies.start();
    copies.append(net, number);
    net.block("end");
    boolean tokens = net.shape() instanceof Shape.Sequence;
    Network network =
        (tokens ? net.layer("mean", new TokenLayer.TokenMean()) : net.flatten()).build();
    QuantisationPlan plan = plan(network);
    return new TimedFile(network, plan, () -> encode(network, plan));
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
