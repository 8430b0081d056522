package io.paretune.evaluators.compress.qat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.BatchMemory;
import io.paretune.evaluators.train.forward.ForwardTransform;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Rounds weights and values as the file will, on steps that are trained with the weights (Esser et
 * al. 2020, arXiv:1902.08153). Zero points stay where calibration put them, and the sign of a 4-bit
 * block's step stays, too.
 *
 * <p>Departs from the paper in what is trained: not a step but the logarithm of its ratio to where
 * calibration put it, and that within {@link #FARTHEST} of 0. Steps of 8 bits are so small that an
 * update of the paper's size, {@code 1 / sqrt(n Q)} of the gradient, took some through zero and
 * others to nine times where they were within two epochs, even at a learning rate of 0.001. A ratio
 * has no unit, so that one rate suits all, and needs no factor to be comparable with weights.
 */
final class LearnedSteps implements ForwardTransform {

  /** Steps at most double or halve: one bit of range or of resolution. */
  static final double FARTHEST = Math.log(2);

  private static final String RATIO = ".step-ratio";
  private static final float SMALLEST = 1e-8f;

  private final QuantisationPlan plan;
  private final QuantisationPoints points;
  private final Map<String, Range> ranges;
  private final Map<String, Integer> bits = new LinkedHashMap<>();
  private final Map<String, Integer> outputs = new HashMap<>();
  private final Map<String, Tensor> starts = new LinkedHashMap<>();
  private final Map<String, BatchMemory> memory = new HashMap<>();

  /**
   * @param network with batch normalisation folded
   * @param ranges where the values with grids of their own start from
   */
  LearnedSteps(Network network, Weights weights, QuantisationPlan plan, Map<String, Range> ranges) {
    this.plan = plan;
    this.points = QuantisationPoints.of(network, plan);
    this.ranges = ranges;
    for (Node node : network.nodes()) {
      int width = points.weightBits(node);
      if (width <= 8) {
        String name = Role.WEIGHT.of(node.name());
        bits.put(name, width);
        outputs.put(name, weights.get(name).shape()[0]);
        starts.put(name, start(weights.get(name), width));
      }
    }
    ranges.forEach((name, range) -> starts.put(name, Tensor.of(new float[] {range.scale()}, 1)));
  }

  private Tensor start(Tensor weight, int width) {
    Tensor initial = RoundedWeights.steps(weight, width, plan.weightScales());
    float[] sizes = initial.toArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.copySign(Math.max(Math.abs(sizes[i]), SMALLEST), sizes[i]);
    }
    return shared() ? Tensor.of(new float[] {sizes[0]}, 1) : Tensor.of(sizes, initial.shape());
  }

  private boolean shared() {
    return plan.weightScales() == WeightScales.PER_TENSOR;
  }

  @Override
  public Weights parameters() {
    Map<String, Tensor> ratios = new LinkedHashMap<>();
    starts.forEach(
        (name, start) ->
            ratios.put(name + RATIO, Tensor.of(new float[start.size()], start.shape())));
    return Weights.of(ratios);
  }

  @Override
  public void constrain(Map<String, NDArray> parameters) {
    for (String name : starts.keySet()) {
      NDArray ratio = Objects.requireNonNull(parameters.get(name + RATIO));
      try (NDManager brief = ratio.getManager().newSubManager()) {
        NDArray within = ratio.stopGradient();
        within.attach(brief);
        within = within.clip(-FARTHEST, FARTHEST);
        ratio.muli(0).addi(within);
      }
    }
  }

  @Override
  public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
    Integer width = bits.get(spec.name());
    if (width == null) {
      return weight;
    }
    NDArray step = step(spec.name(), arrays, weight.getManager());
    if (width == 4 && plan.weightScales() == WeightScales.PER_BLOCK) {
      return inBlocks(spec, weight, step);
    }
    int most = (1 << (width - 1)) - 1;
    return Rounding.onLearnedStep(
        weight,
        step.reshape(FakeQuantisation.perOutput(weight.getShape(), step.size())),
        width == 4 ? -most - 1 : -most,
        most);
  }

  private NDArray inBlocks(TensorSpec spec, NDArray weight, NDArray step) {
    long rows = spec.shape().get(0);
    long columns = spec.elements() / rows;
    long blocks = step.getShape().get(1);
    int block = RoundedWeights.BLOCK;
    NDArray matrix = weight.reshape(rows, columns);
    long missing = blocks * block - columns;
    if (missing > 0) {
      NDArray zeros = weight.getManager().zeros(new Shape(rows, missing));
      matrix = NDArrays.concat(new NDList(matrix, zeros), 1);
    }
    NDArray rounded =
        Rounding.onLearnedStep(
            matrix.reshape(rows, blocks, block), step.reshape(rows, blocks, 1), -8, 7);
    NDArray flat = rounded.reshape(rows, blocks * block);
    NDArray kept = missing > 0 ? flat.get(new NDIndex(":, :" + columns)) : flat;
    return kept.reshape(weight.getShape());
  }

  private NDArray step(String name, Map<String, NDArray> arrays, NDManager owner) {
    Tensor start = Objects.requireNonNull(starts.get(name));
    NDArray ratio = Objects.requireNonNull(arrays.get(name + RATIO));
    NDArray from =
        memory
            .computeIfAbsent(name, key -> new BatchMemory(start.size()))
            .array(owner, start.toArray(), ratio.getShape());
    return from.mul(ratio.exp());
  }

  @Override
  public boolean changes(Node reader, String value) {
    return FakeQuantisation.isRounded(points, reader, value);
  }

  @Override
  public NDArray value(String name, NDArray value, Map<String, NDArray> arrays) {
    Range range = ranges.get(name);
    if (range == null) {
      return Rounding.toItsOwnRange(value);
    }
    int zero = range.zeroPoint();
    return Rounding.onLearnedStep(value, step(name, arrays, value.getManager()), -zero, 255 - zero);
  }

  /** The grids that were learned. */
  LearnedGrids grids(Weights trained) {
    Map<String, Range> learned = new LinkedHashMap<>();
    ranges.forEach(
        (name, range) -> {
          float step = learned(name, trained)[0];
          int zero = range.zeroPoint();
          learned.put(name, new Range(-zero * step, (255 - zero) * step));
        });
    Map<String, Tensor> ofWeights = new LinkedHashMap<>();
    bits.forEach(
        (name, width) -> {
          float[] steps = learned(name, trained);
          if (shared()) {
            float[] each = new float[Objects.requireNonNull(outputs.get(name))];
            Arrays.fill(each, steps[0]);
            ofWeights.put(name, Tensor.of(each, each.length));
          } else {
            ofWeights.put(name, Tensor.of(steps, Objects.requireNonNull(starts.get(name)).shape()));
          }
        });
    return new LearnedGrids(learned, ofWeights);
  }

  private float[] learned(String name, Weights trained) {
    float[] steps = Objects.requireNonNull(starts.get(name)).toArray();
    Tensor ratios = trained.get(name + RATIO);
    for (int i = 0; i < steps.length; i++) {
      steps[i] *= (float) Math.exp(ratios.at(i));
    }
    return steps;
  }
}
