package io.paretune.evaluators.compress.rounding;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses how much of the range of weights is kept, channel by channel, by the squared error of
 * what a layer puts out: layer after layer, given what layers before have become (sequential MSE,
 * as AIMET has it; the criterion is that of Nagel et al. 2021, "A white paper on neural network
 * quantization", arXiv:2106.08295, section 3.2, taken of the output instead of the weights). Steps
 * are then the nearest. All that weights span is one of the ranges, so that no layer's error is
 * larger than with it. O(ranges) passes of each layer.
 */
final class SequentialRanges implements UnitReconstruction {

  /** Shares of all that weights span. */
  private static final List<Double> SHARES =
      IntStream.rangeClosed(0, 15).mapToObj(i -> 1 - 0.05 * i).toList();

  private final WeightedNetwork model;
  private final QuantisationPlan plan;
  private final QuantisationPoints points;

  SequentialRanges(WeightedNetwork model, QuantisationPlan plan) {
    this.model = model;
    this.plan = plan;
    this.points = QuantisationPoints.of(model.network(), plan);
  }

  @Override
  public Fitted fit(RoundingUnit unit, PassedValues values, boolean says) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> steps = new LinkedHashMap<>();
    for (Node node : unit.nodes()) {
      int bits = points.weightBits(node);
      if (bits <= 8) {
        String name = Role.WEIGHT.of(node.name());
        Tensor weight = model.weights().get(name);
        Tensor best = best(unit, node, values, bits);
        steps.put(name, best);
        weights.put(name, RoundedWeights.on(best, weight, bits));
        // the next layer of the unit reads what this one has become
        values.round(Map.of(name, weights.get(name)));
      }
    }
    return new Fitted(weights, steps);
  }

  private Tensor best(RoundingUnit unit, Node node, PassedValues values, int bits) {
    Tensor weight = model.weights().get(Role.WEIGHT.of(node.name()));
    Tensor full = RoundedWeights.steps(weight, bits, plan.weightScales());
    List<Tensor> tried =
        SHARES.stream()
            .map(share -> RoundedWeights.on(scaled(full, i -> share), weight, bits))
            .toList();
    double[][] errors = values.errors(unit, node, tried);
    int rows = weight.axis(0);
    int[] chosen = new int[rows];
    if (plan.weightScales() == WeightScales.PER_TENSOR || errors[0].length != rows) {
      double[] sums = Arrays.stream(errors).mapToDouble(of -> Arrays.stream(of).sum()).toArray();
      Arrays.fill(chosen, least(sums));
    } else {
      Arrays.setAll(
          chosen, row -> least(Arrays.stream(errors).mapToDouble(of -> of[row]).toArray()));
    }
    int perRow = full.size() / rows;
    return scaled(full, i -> SHARES.get(chosen[i / perRow]));
  }

  /** The first of the least: the widest range where several are as good. */
  private static int least(double[] errors) {
    int best = 0;
    for (int i = 1; i < errors.length; i++) {
      best = errors[i] < errors[best] ? i : best;
    }
    return best;
  }

  private static Tensor scaled(Tensor steps, ShareOf share) {
    float[] scaled = steps.toArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) share.of(i);
    }
    return Tensor.of(scaled, steps.shape());
  }

  /** The share of a step's range. */
  private interface ShareOf {
    double of(int step);
  }
}
