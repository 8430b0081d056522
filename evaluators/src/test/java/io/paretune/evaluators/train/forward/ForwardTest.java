package io.paretune.evaluators.train.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.train.Samples;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardTest {
  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  private static float[] gaussian(int size, long seed) {
    RandomGenerator random = Samples.random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void equalsReference(Network network) {
    Weights weights = Samples.weights(network, 3);
    int volume = network.input().elements();
    float[] inputs = gaussian(2 * volume, 4);
    try (Inference inference = new Inference(network, weights, Device.cpu())) {
      float[] logits = inference.logits(inputs, 2);
      float[] second = new float[volume];
      System.arraycopy(inputs, volume, second, 0, volume);
      float[] expected = new ReferenceForward(network, weights).logits(second);
      for (int c = 0; c < network.outputs(); c++) {
        assertThat(logits[network.outputs() + c])
            .isCloseTo(expected[c], within(1e-4f * (1 + Math.abs(expected[c]))));
      }
    }
  }

  @Test
  void aResidualNetworkComputesWhatTheReferenceDoes() {
    equalsReference(Samples.residual(4));
  }

  @Test
  void everyOtherLayerComputesWhatTheReferenceDoes() {
    NetworkBuilder net = Network.from(Shape.image(2, 9, 7));
    net.conv(6, Window.square(3).withPadding(1).withDilation(2), 2, true)
        .depthwise(3, 1)
        .batchNorm();
    net.maxPool(2, 2);
    String first = net.at();
    net.conv(4, 1).dropout(0.5);
    String second = net.at();
    net.from(first).layer("norm", new Layer.LocalResponseNorm(3, 2, 0.75, 1.5));
    net.layer("identity", new Layer.Identity());
    net.concat(second).averagePool(2, 1).flatten().linear(5).batchNorm();
    equalsReference(net.relu().linear(3).build());
  }

  @Property(tries = 60, seed = "20271")
  void randomNetworksComputeWhatTheReferenceDoes(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    float[] example = RandomNetworks.examples(network, 1, seed)[0];
    float[] expected = new ReferenceForward(network, weights).logits(example);
    try (Inference inference = new Inference(network, weights, Device.cpu())) {
      float[] logits = inference.logits(example, 1);
      for (int c = 0; c < expected.length; c++) {
        assertThat(logits[c]).isCloseTo(expected[c], within(1e-4f * (1 + Math.abs(expected[c]))));
      }
    }
  }

  @Test
  void trainingReadsTheScoresBeforeAClosingSoftmax() {
    NetworkBuilder net = Network.from(Shape.vector(2)).linear(3);
    Network scores = net.build();
    Network closed = net.layer("softmax", new Layer.Softmax(false)).build();
    Weights weights = Samples.weights(scores, 4);
    try (NDManager manager = manager()) {
      NDArray batch = manager.create(new float[] {3, 5}, Inference.batchShape(scores, 1));
      Map<String, NDArray> arrays = new WeightArrays(closed, weights, manager).arrays();
      float[] expected = Forward.run(scores, arrays, batch, Mode.TRAINING).toFloatArray();
      assertThat(Forward.run(closed, arrays, batch, Mode.TRAINING).toFloatArray())
          .containsExactly(expected);
      assertThat(Forward.run(closed, arrays, batch, Mode.EVALUATION).sum().getFloat())
          .isCloseTo(1, within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationComputesWhatTheReferenceDoes(ActivationKind kind) {
    equalsReference(Network.from(Shape.vector(12)).linear(40).activation(kind).linear(3).build());
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    Network network = smooth(Samples.residual(2));
    Weights weights = Samples.weights(network, 5);
    float[] inputs = gaussian(4 * 64, 6);
    float[] direction = gaussian(4 * 3, 7);
    Map<String, float[]> gradients = new HashMap<>();
    try (NDManager manager = manager()) {
      Map<String, NDArray> leaves = new WeightArrays(network, weights, manager).leaves(manager);
      NDArray batch = manager.create(inputs, Inference.batchShape(network, 4));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray logits = Forward.run(network, leaves, batch, Mode.TRAINING);
        collector.backward(logits.mul(manager.create(direction, logits.getShape())).sum());
      }
      network.tensors().stream()
          .filter(spec -> spec.role().trainable())
          .forEach(
              spec -> gradients.put(spec.name(), leaf(leaves, spec).getGradient().toFloatArray()));
    }
    for (TensorSpec spec : network.tensors()) {
      if (spec.role().trainable()) {
        float[] gradient = gradients.getOrDefault(spec.name(), new float[0]);
        for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / 5)) {
          double numeric =
              (projected(network, nudged(weights, spec, i, 2e-3f), inputs, direction)
                      - projected(network, nudged(weights, spec, i, -2e-3f), inputs, direction))
                  / 4e-3;
          // A kink of a ReLU within the difference moves it by a little; an error of a formula by
          // much.
          assertThat((double) gradient[i])
              .as("%s[%d]", spec.name(), i)
              .isCloseTo(numeric, within(0.02 * (1 + Math.abs(numeric))));
        }
      }
    }
  }

  /** With an activation that has no kink, near which differences and derivatives disagree. */
  private static Network smooth(Network network) {
    Layer silu = new Layer.Activation(ActivationKind.SILU);
    return Network.of(
        network.input(),
        network.nodes().stream()
            .map(node -> node.layer() instanceof Layer.Activation ? node.withLayer(silu) : node)
            .toList());
  }

  private static NDArray leaf(Map<String, NDArray> leaves, TensorSpec spec) {
    return Objects.requireNonNull(leaves.get(spec.name()));
  }

  private static Weights nudged(Weights weights, TensorSpec spec, int index, float by) {
    float[] values = weights.get(spec.name()).toArray();
    values[index] += by;
    return weights.with(spec.name(), Tensor.of(values, spec.dimensions()));
  }

  private static double projected(
      Network network, Weights weights, float[] inputs, float[] direction) {
    try (NDManager manager = manager()) {
      Map<String, NDArray> arrays = new WeightArrays(network, weights, manager).arrays();
      NDArray batch = manager.create(inputs, Inference.batchShape(network, 4));
      float[] logits = Forward.run(network, arrays, batch, Mode.TRAINING).toFloatArray();
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += (double) logits[i] * direction[i];
      }
      return sum;
    }
  }

  @Test
  void trainingFoldsTheBatchIntoTheRunningStatistics() {
    Network network =
        Network.from(Shape.vector(1)).layer("norm", new Layer.BatchNorm(1, 1e-5, 0.25)).build();
    String node = network.nodes().get(0).name();
    Weights weights =
        Weights.of(
            Map.of(
                node + ".gamma", Tensor.of(new float[] {2}, 1),
                node + ".beta", Tensor.of(new float[] {1}, 1),
                node + ".runningMean", Tensor.of(new float[] {4}, 1),
                node + ".runningVariance", Tensor.of(new float[] {8}, 1)));
    try (NDManager manager = manager()) {
      WeightArrays arrays = new WeightArrays(network, weights, manager);
      NDArray batch = manager.create(new float[] {0, 2, 4, 6}, Inference.batchShape(network, 4));
      float[] out = Forward.run(network, arrays.arrays(), batch, Mode.TRAINING).toFloatArray();
      // Batch: mean 3, variance 5 (6.667 unbiased, which is what is remembered).
      assertThat(out[0]).isCloseTo((float) (1 - 2 * 3 / Math.sqrt(5)), within(1e-4f));
      Weights after = arrays.toWeights();
      assertThat(after.get(node + ".runningMean").at(0)).isCloseTo(3.75f, within(1e-5f));
      assertThat(after.get(node + ".runningVariance").at(0))
          .isCloseTo(0.75f * 8 + 0.25f * 20f / 3, within(1e-4f));
    }
  }

  @Test
  void aTransformStandsBetweenTheWeightAndItsUse() {
    Network network = Network.from(Shape.vector(2)).linear(1).build();
    Weights weights = Samples.weights(network, 8);
    try (NDManager manager = manager()) {
      Map<String, NDArray> leaves = new WeightArrays(network, weights, manager).leaves(manager);
      NDArray batch = manager.create(new float[] {3, 5}, Inference.batchShape(network, 1));
      String name = network.nodes().get(0).name() + ".weight";
      NDArray mask = manager.create(new float[] {1, 0}).reshape(1, 2);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray logits =
            Forward.run(
                network,
                leaves,
                batch,
                Mode.TRAINING,
                (WeightTransform)
                    (spec, weight) -> spec.name().equals(name) ? weight.mul(mask) : weight);
        collector.backward(logits.sum());
      }
      NDArray leaf = Objects.requireNonNull(leaves.get(name));
      assertThat(leaf.getGradient().toFloatArray()).containsExactly(3, 0);
    }
  }

  @Test
  void aMissingWeightIsNamed() {
    Network network = Network.from(Shape.vector(2)).linear(1).build();
    try (NDManager manager = manager()) {
      NDArray batch = manager.create(new float[] {3, 5}, Inference.batchShape(network, 1));
      assertThatThrownBy(() -> Forward.run(network, Map.of(), batch, Mode.EVALUATION))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(network.nodes().get(0).name() + ".weight");
    }
  }
}
