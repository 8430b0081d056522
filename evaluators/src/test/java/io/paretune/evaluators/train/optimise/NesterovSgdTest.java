package io.paretune.evaluators.train.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NesterovSgdTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9})
  void itFollowsTheFormulaOnAParabola(double momentum) {
    Network network = Network.from(Shape.vector(1)).linear(1).build();
    String node = network.nodes().get(0).name();
    List<String> names = List.of(node + ".weight", node + ".bias");
    Weights start =
        Weights.of(
            Map.of(
                names.get(0), Tensor.of(new float[] {3}, 1, 1),
                names.get(1), Tensor.of(new float[] {2}, 1)));
    double[] values = {3, 2};
    double[] velocities = {0, 0};
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      WeightArrays arrays = new WeightArrays(network, start, manager);
      NesterovSgd optimiser = new NesterovSgd(arrays, momentum, 0.1, manager);
      for (int step = 0; step < 5; step++) {
        double rate = 0.1 / (step + 1);
        try (NDManager own = manager.newSubManager()) {
          Map<String, NDArray> leaves = arrays.leaves(own);
          try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray sum = own.zeros(new ai.djl.ndarray.types.Shape());
            for (NDArray leaf : leaves.values()) {
              sum = sum.add(leaf.mul(leaf).sum());
            }
            collector.backward(sum);
          }
          optimiser.update(arrays.gradient(leaves), rate, 1);
        }
        for (int i = 0; i < 2; i++) {
          double gradient = 2 * values[i];
          values[i] *= i == 0 ? 1 - 0.1 * rate : 1;
          velocities[i] = momentum * velocities[i] + gradient;
          values[i] -= rate * (gradient + momentum * velocities[i]);
        }
      }
      Weights end = arrays.toWeights();
      assertThat((double) end.get(names.get(0)).at(0)).isCloseTo(values[0], within(1e-5));
      assertThat((double) end.get(names.get(1)).at(0)).isCloseTo(values[1], within(1e-5));
    }
  }
}
