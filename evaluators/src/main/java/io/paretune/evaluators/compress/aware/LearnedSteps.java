package io.paretune.evaluators.compress.aware;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.Range;
import io.paretune.evaluators.compress.quantise.RoundedWeights;
import io.paretune.evaluators.compress.quantise.WeightScales;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.BatchMemory;
import io.paretune.evaluators.train.ForwardTransform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Rounds weights and values as the file will, on steps that are trained with the weights (Esser et
 * al. 2020, arXiv:1902.08153). Zero points stay where calibration put them, and the sign of a 4-bit
 * block's step stays, too. The gradient of a step is scaled by {@code 1 / sqrt(n Q)}, where n
 * counts the weights under the step, or the values of one example, and Q is the highest level.
 */
final class LearnedSteps implements ForwardTransform {

  private static final String STEP = ".step";
  private static final float SMALLEST = 1e-8f;

  private final QuantisationPlan plan;
  private final QuantisationPoints points;
  private final Map<String, Range> ranges;
  private final Map<String, Integer> bits = new HashMap<>();
  private final Map<String, Tensor> signs = new HashMap<>();
  private final Map<String, Tensor> steps = new LinkedHashMap<>();
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
        start(name, RoundedWeights.steps(weights.get(name), width, plan.weightScales()), width);
      }
    }
    ranges.forEach(
        (name, range) -> steps.put(name + STEP, Tensor.of(new float[] {range.scale()}, 1)));
  }

  private void start(String name, Tensor initial, int width) {
    float[] sizes = initial.toArray();
    float[] directions = new float[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      directions[i] = sizes[i] < 0 ? -1 : 1;
      sizes[i] = Math.max(Math.abs(sizes[i]), SMALLEST);
    }
    boolean shared = width == 8 && plan.weightScales() == WeightScales.PER_TENSOR;
    steps.put(
        name + STEP,
        shared ? Tensor.of(new float[] {sizes[0]}, 1) : Tensor.of(sizes, initial.shape()));
    signs.put(name, Tensor.of(directions, initial.shape()));
  }

  @Override
  public Weights parameters() {
    return Weights.of(steps);
  }

  @Override
  public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
    Integer width = bits.get(spec.name());
    if (width == null) {
      return weight;
    }
    NDArray step = step(spec.name(), arrays);
    if (width == 8) {
      double perStep = (double) spec.elements() / step.size();
      return Rounding.onLearnedStep(
          weight,
          step.reshape(FakeQuantisation.perOutput(weight.getShape(), step.size())),
          -127,
          127,
          1 / Math.sqrt(perStep * 127));
    }
    return inBlocks(spec, weight, step);
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
    Tensor sign = Objects.requireNonNull(signs.get(spec.name()));
    NDArray directions =
        memory
            .computeIfAbsent(spec.name(), key -> new BatchMemory(sign.size()))
            .array(weight.getManager(), sign.toArray(), step.getShape());
    NDArray rounded =
        Rounding.onLearnedStep(
            matrix.reshape(rows, blocks, block),
            step.mul(directions).reshape(rows, blocks, 1),
            -8,
            7,
            1 / Math.sqrt(block * 7.0));
    NDArray flat = rounded.reshape(rows, blocks * block);
    NDArray kept = missing > 0 ? flat.get(new NDIndex(":, :" + columns)) : flat;
    return kept.reshape(weight.getShape());
  }

  /** A step that has been trained to nothing clips everything: it stops there. */
  private static NDArray step(String name, Map<String, NDArray> arrays) {
    return Objects.requireNonNull(arrays.get(name + STEP)).maximum(SMALLEST);
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
    double values = (double) value.size() / value.getShape().get(0);
    return Rounding.onLearnedStep(
        value, step(name, arrays), -zero, 255 - zero, 1 / Math.sqrt(values * (255 - zero)));
  }

  /** The grids that were learned. */
  LearnedGrids grids(Weights trained) {
    Map<String, Range> learned = new LinkedHashMap<>();
    ranges.forEach(
        (name, range) -> {
          float step = Math.max(trained.get(name + STEP).at(0), SMALLEST);
          int zero = range.zeroPoint();
          learned.put(name, new Range(-zero * step, (255 - zero) * step));
        });
    Map<String, Tensor> ofWeights = new LinkedHashMap<>();
    signs.forEach(
        (name, sign) -> {
          Tensor sizes = trained.get(name + STEP);
          float[] signed = sign.toArray();
          for (int i = 0; i < signed.length; i++) {
            signed[i] *= Math.max(sizes.at(sizes.size() == 1 ? 0 : i), SMALLEST);
          }
          ofWeights.put(name, Tensor.of(signed, sign.shape()));
        });
    return new LearnedGrids(learned, ofWeights);
  }
}
