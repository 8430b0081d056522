package io.paretune.evaluators.compress.qat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.BatchMemory;
import io.paretune.evaluators.train.forward.ForwardTransform;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rounds weights and values in the forward pass as the file will, on grids that follow from weights
 * and calibration; gradients pass through the rounding, but not where a value is clipped.
 *
 * <p>Weights are rounded by the export's own code, so that the two cannot differ; values by {@link
 * Rounding}, with halves to the even neighbour as ONNX's QuantizeLinear has them.
 */
final class FakeQuantisation implements ForwardTransform {

  private final QuantisationPlan plan;
  private final QuantisationPoints points;
  private final Map<String, Range> ranges;
  private final Map<String, Integer> bits = new HashMap<>();
  private final Map<String, BatchMemory> memory = new HashMap<>();

  /**
   * @param network with batch normalisation folded
   * @param ranges of the values with grids of their own
   */
  FakeQuantisation(Network network, QuantisationPlan plan, Map<String, Range> ranges) {
    this.plan = plan;
    this.points = QuantisationPoints.of(network, plan);
    this.ranges = ranges;
    for (Node node : network.nodes()) {
      if (points.weightBits(node) <= 8) {
        bits.put(Role.WEIGHT.of(node.name()), points.weightBits(node));
      }
    }
  }

  @Override
  public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
    Integer width = bits.get(spec.name());
    if (width == null) {
      return weight;
    }
    Tensor tensor = Tensor.of(weight.toFloatArray(), spec.dimensions());
    float[] restored = RoundedWeights.restored(tensor, width, plan.weightScales());
    NDArray rounded =
        memory
            .computeIfAbsent(spec.name(), key -> new BatchMemory(restored.length))
            .array(weight.getManager(), restored, weight.getShape());
    return Rounding.straightThrough(weight, rounded);
  }

  @Override
  public boolean changes(Node reader, String value) {
    return isRounded(points, reader, value);
  }

  /** Whether the reader sees the value rounded, and no reader before it has seen to that. */
  static boolean isRounded(QuantisationPoints points, Node reader, String value) {
    return points.onTheFly(reader)
        || (points.readsQuantised(reader, value) && points.gridOf(value).equals(value));
  }

  @Override
  public NDArray value(String name, NDArray value, Map<String, NDArray> arrays) {
    Range range = ranges.get(name);
    if (range == null) {
      return Rounding.toItsOwnRange(value);
    }
    float step = range.scale();
    int zero = range.zeroPoint();
    NDArray clipped = value.clip(-zero * step, (255 - zero) * step);
    return Rounding.straightThrough(
        clipped,
        Scalars.times(
            Scalars.over(clipped.stopGradient(), step).round().clip(-zero, 255 - zero), step));
  }

  /** The shape under which one number an output scales a weight of this shape. */
  static Shape perOutput(Shape weight, long outputs) {
    long[] shape = new long[weight.dimension()];
    Arrays.fill(shape, 1);
    shape[0] = outputs;
    return new Shape(shape);
  }
}
