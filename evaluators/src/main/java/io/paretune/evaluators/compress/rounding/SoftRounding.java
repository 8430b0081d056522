package io.paretune.evaluators.compress.rounding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.ForwardTransform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Weights between two steps of their grid: {@code s (floor(w / s) + h(v))}, where {@code h(v) =
 * clip(1.2 sigmoid(v) - 0.1, 0, 1)} is trained from what the weight is until it is 0 or 1 (Nagel et
 * al. 2020, arXiv:2004.10568, equations 22 to 24).
 */
final class SoftRounding implements ForwardTransform {

  private static final double STRETCH = 1.2;
  private static final double BEYOND = 0.1;
  private static final String ROUNDING = ".rounding";
  private static final String LOWER = ".lower";
  private static final String DISTANCE = ".distance";

  /** A tensor's grid: the lower step of each value, and how far the upper one is from it. */
  private record Grid(Tensor lower, Tensor distance) {}

  private final Map<String, Grid> grids = new LinkedHashMap<>();
  private final Map<String, Tensor> starts = new LinkedHashMap<>();
  private final Map<String, NDArray> fixed = new LinkedHashMap<>();

  /**
   * Rounds a tensor.
   *
   * @param weight {@code [outputs, ...]}
   * @param steps of its grid: {@code [outputs]}, {@code [outputs, 1]} or {@code [outputs, blocks]}
   * @param bits 8 or 4
   */
  void add(String name, Tensor weight, Tensor steps, int bits) {
    int columns = weight.size() / weight.axis(0);
    int blocks = steps.size() / weight.axis(0);
    int perStep = blocks == 1 ? columns : RoundedWeights.BLOCK;
    int most = (1 << (bits - 1)) - 1;
    int least = bits == 4 ? -most - 1 : -most;
    float[] lower = new float[weight.size()];
    float[] distance = new float[weight.size()];
    float[] start = new float[weight.size()];
    for (int i = 0; i < lower.length; i++) {
      float step = steps.at(i / columns * blocks + i % columns / perStep);
      double place = step == 0 ? 0 : weight.at(i) / step;
      double floor = Math.max(least, Math.min(most, Math.floor(place)));
      lower[i] = (float) (floor * step);
      // what lies beyond the grid stays at its end
      distance[i] = floor < most ? step : 0;
      start[i] = (float) inverse(Math.max(0, Math.min(1, place - floor)));
    }
    grids.put(
        name, new Grid(Tensor.of(lower, weight.shape()), Tensor.of(distance, weight.shape())));
    starts.put(name + ROUNDING, Tensor.of(start, weight.shape()));
  }

  /** The v of a share between two steps. */
  private static double inverse(double share) {
    return -Math.log(STRETCH / (share + BEYOND) - 1);
  }

  /** Puts the grids where they are computed with; they end with the manager. */
  void placeIn(NDManager manager) {
    grids.forEach(
        (name, grid) -> {
          fixed.put(name + LOWER, array(grid.lower, manager));
          fixed.put(name + DISTANCE, array(grid.distance, manager));
        });
  }

  private static NDArray array(Tensor tensor, NDManager manager) {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    return manager.create(tensor.toArray(), new Shape(shape));
  }

  /** What {@link #weight} needs beside the parameters, to be viewed by each step. */
  Map<String, NDArray> fixed() {
    return fixed;
  }

  @Override
  public Weights parameters() {
    return Weights.of(starts);
  }

  @Override
  public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
    if (!grids.containsKey(spec.name())) {
      return weight;
    }
    NDArray distance = Objects.requireNonNull(arrays.get(spec.name() + DISTANCE));
    NDArray lower = Objects.requireNonNull(arrays.get(spec.name() + LOWER));
    return distance.mul(share(spec.name(), arrays)).add(lower);
  }

  private static NDArray share(String name, Map<String, NDArray> arrays) {
    NDArray v = Objects.requireNonNull(arrays.get(name + ROUNDING));
    return Scalars.times(Activation.sigmoid(v), STRETCH).sub(BEYOND).clip(0, 1);
  }

  /** How far all values are from a step: the sum of {@code 1 - |2 h - 1|^beta} (equation 24). */
  NDArray undecided(Map<String, NDArray> arrays, double beta) {
    NDArray sum = null;
    for (String name : grids.keySet()) {
      NDArray far = Scalars.times(share(name, arrays), 2).sub(1).abs();
      NDArray own = far.pow(far.getManager().create((float) beta)).neg().add(1).sum();
      sum = sum == null ? own : sum.add(own);
    }
    return Objects.requireNonNull(sum);
  }

  /** What the values are on their nearest steps. */
  Map<String, Tensor> nearest() {
    return decided(parameters());
  }

  /**
   * What the values are on the steps that were decided for.
   *
   * @throws IllegalArgumentException if what was trained is not finite
   */
  Map<String, Tensor> decided(Weights trained) {
    Map<String, Tensor> rounded = new LinkedHashMap<>();
    grids.forEach(
        (name, grid) -> {
          Tensor v = trained.get(name + ROUNDING);
          float[] values = grid.lower.toArray();
          for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(v.at(i))) {
              throw new IllegalArgumentException(
                  "what rounds '%s' must stay finite, got %s; give more calibration-images"
                      .formatted(name, v.at(i)));
            }
            values[i] += v.at(i) >= 0 ? grid.distance.at(i) : 0;
          }
          rounded.put(name, Tensor.of(values, grid.lower.shape()));
        });
    return rounded;
  }
}
