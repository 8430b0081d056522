package io.paretune.evaluators.compress.rounding;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** What rounding takes from a network's answers. */
final class RoundingErrors {

  private RoundingErrors() {}

  static Network threeLayers() {
    return Network.from(Shape.image(2, 6, 6))
        .conv(8, 3)
        .relu()
        .conv(8, 3)
        .relu()
        .flatten()
        .linear(5)
        .build();
  }

  /** Weights on the nearest steps of all that they span. */
  static WeightedNetwork nearest(WeightedNetwork model, QuantisationPlan plan) {
    Map<String, Tensor> nearest = new LinkedHashMap<>();
    for (Node node : model.network().nodes()) {
      if (node.layer().weighted()) {
        String name = Role.WEIGHT.of(node.name());
        Tensor weight = model.weights().get(name);
        float[] values =
            RoundedWeights.restored(weight, plan.bits(node.block()), plan.weightScales());
        nearest.put(name, Tensor.of(values, weight.shape()));
      }
    }
    return new WeightedNetwork(model.network(), model.weights().with(nearest));
  }

  /** Mean square of the difference to what another network answers. */
  static double error(WeightedNetwork changed, WeightedNetwork original, float[][] examples) {
    return error(answers(changed, examples), original, examples);
  }

  /** As the other, of what was answered. */
  static double error(float[][] given, WeightedNetwork original, float[][] examples) {
    float[][] wanted = answers(original, examples);
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      for (int j = 0; j < wanted[i].length; j++) {
        double difference = wanted[i][j] - given[i][j];
        sum += difference * difference;
      }
    }
    return sum;
  }

  private static float[][] answers(WeightedNetwork network, float[][] examples) {
    byte[] file = OnnxExport.encode(network.network(), network.weights());
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      return model.logits(examples);
    }
  }
}
