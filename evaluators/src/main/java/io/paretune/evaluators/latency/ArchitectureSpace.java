package io.paretune.evaluators.latency;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.ShorterTexts;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The networks that a search can come to.
 *
 * @param family their architectures
 * @param context what they are built for
 * @param compression how they are compressed
 * @param example the shape of what they compute on while they are timed: their input's, or a
 *     shorter text
 */
public record ArchitectureSpace(
    Family family, FamilyContext context, CompressionSpace compression, Shape example) {

  /** So many random networks in a row without a new kernel, and no more are looked for. */
  static final int FRUITLESS = 400;

  private static final int CALIBRATION_EXAMPLES = 4;
  private static final long SEED = 1;

  /** Timed on examples of the input's shape. */
  public ArchitectureSpace(Family family, FamilyContext context, CompressionSpace compression) {
    this(family, context, compression, context.input());
  }

  /** Architecture and compression together. */
  public SearchSpace space() {
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(compression.parameters(family.blocks(context), family.largest(context)));
    return SearchSpace.of(parameters);
  }

  /** Different random points of the space, the same ones each time. */
  public List<Assignment> sample(int count, String purpose) {
    SearchSpace space = space();
    Set<Assignment> points = new LinkedHashSet<>();
    for (int draw = 0; points.size() < count && draw < 100 * count; draw++) {
      Assignment point = point(space, draw, purpose);
      if (exists(point)) {
        points.add(point);
      }
    }
    return List.copyOf(points);
  }

  /** Some points of some families are no network; trials that come there fail. */
  private boolean exists(Assignment point) {
    try {
      return !family.build(point, context).nodes().isEmpty();
    } catch (IllegalArgumentException disconnected) {
      return false;
    }
  }

  private static Assignment point(SearchSpace space, int draw, String purpose) {
    RandomGenerator random = RandomStreams.of(SEED, draw, purpose);
    double[] unit = new double[space.dimension()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextDouble();
    }
    return space.fromUnit(unit);
  }

  /**
   * The kernels of the family: of random networks, until {@value #FRUITLESS} in a row have shown
   * none that is new. Seconds for spaces of some hundred kernels.
   */
  public List<Kernel> kernels() {
    SearchSpace space = space();
    Set<Kernel> found = new LinkedHashSet<>();
    Set<Assignment> drawn = new HashSet<>();
    int fruitless = 0;
    for (int draw = 0; fruitless < FRUITLESS; draw++) {
      boolean grown = false;
      Assignment point = point(space, draw, "kernels");
      if (drawn.add(point) && exists(point)) {
        for (Decomposition.Part part : parts(point)) {
          grown |= found.add(part.kernel());
        }
      }
      fruitless = grown ? 0 : fruitless + 1;
    }
    return List.copyOf(found);
  }

  /** The kernels of a point's network. */
  public List<Decomposition.Part> parts(Assignment point) {
    CompressionPlan plan = compression.decode(point, family.blocks(context));
    return parts(cut(point, plan, false), plan.quantisation());
  }

  /**
   * The kernels of a network of the space that is about to be written.
   *
   * @param model pruned, not folded; its weights do not matter
   */
  public List<Decomposition.Part> parts(WeightedNetwork model, QuantisationPlan plan) {
    QuantisationPlan within = plan.within(model.network());
    Network written = PlannedExport.prepared(model, within).network();
    return Decomposition.of(ShorterTexts.of(written, example), within).parts();
  }

  /** A point's network as a file, with random weights. */
  public TimedFile file(Assignment point) {
    CompressionPlan plan = compression.decode(point, family.blocks(context));
    WeightedNetwork model = cut(point, plan, true);
    QuantisationPlan within = plan.quantisation().untrained().within(model.network());
    return new TimedFile(
        PlannedExport.prepared(model, within).network(),
        within,
        () -> PlannedExport.encode(model.network(), model.weights(), within, examples(within), 1));
  }

  private float[][] examples(QuantisationPlan plan) {
    if (!plan.calibrates()) {
      return new float[0][];
    }
    RandomGenerator random = RandomStreams.of(SEED, 0, "images");
    float[][] examples = new float[CALIBRATION_EXAMPLES][];
    Arrays.setAll(examples, i -> RandomExamples.of(example, random));
    return examples;
  }

  private WeightedNetwork cut(Assignment point, CompressionPlan plan, boolean random) {
    Network network = ShorterTexts.of(family.build(point, context), example);
    Weights weights = random ? Initialisation.kaiming(network, SEED) : uniform(network);
    return plan.sized(new WeightedNetwork(network, weights));
  }

  /** Shapes alone matter, and drawing weights takes longer than everything else. */
  private static Weights uniform(Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      tensors.put(spec.name(), Tensor.filled(0.01f, spec.dimensions()));
    }
    return Weights.of(tensors);
  }

  /** Multiply-adds of a point's network, after pruning. */
  public long multiplyAdds(Assignment point) {
    CompressionPlan plan = compression.decode(point, family.blocks(context));
    return cut(point, plan, false).network().multiplyAdds();
  }
}
