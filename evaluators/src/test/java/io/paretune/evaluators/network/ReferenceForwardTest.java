package io.paretune.evaluators.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceForwardTest {

  @Test
  void convolutionPadsWithZerosAndDoesNotFlipTheKernel() {
    Network network =
        Network.from(Shape.image(1, 2, 2))
            .block("head")
            .conv(1, Window.same(3), 1, true)
            .flatten()
            .build();
    Weights weights =
        Weights.of(
            Map.of(
                "head.conv1.weight",
                Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3),
                "head.conv1.bias",
                Tensor.of(new float[] {0.5f}, 1)));
    // At (0, 0): 5 * 1 + 6 * 2 + 8 * 3 + 9 * 4, and so on.
    assertThat(new ReferenceForward(network, weights).logits(new float[] {1, 2, 3, 4}))
        .containsExactly(77.5f, 67.5f, 47.5f, 37.5f);
  }

  @Test
  void batchNormPoolsAndJoinsAreAsByHand() {
    NetworkBuilder net = Network.from(Shape.image(1, 2, 2)).block("b");
    net.layer("norm", new Layer.BatchNorm(1, 0.25, 0.1));
    String norm = net.at();
    net.maxPool(2, 2);
    String max = net.at();
    net.from(norm).averagePool(2, 2);
    String average = net.at();
    net.from(norm).globalAveragePool().add(average).concat(max).flatten();
    Weights weights =
        Weights.of(
            Map.of(
                "b.norm1.gamma", Tensor.filled(2, 1),
                "b.norm1.beta", Tensor.filled(1, 1),
                "b.norm1.runningMean", Tensor.filled(3, 1),
                "b.norm1.runningVariance", Tensor.filled(0.75f, 1)));
    // Normalised: (x - 3) * 2 + 1 = -3, -1, 1, 3.
    assertThat(new ReferenceForward(net.build(), weights).logits(new float[] {1, 2, 3, 4}))
        .containsExactly(0, 3);
  }

  @Test
  void groupsSeeTheirOwnChannelsOnly() {
    Network network =
        Network.from(Shape.image(2, 1, 1))
            .block("head")
            .conv(2, Window.square(1), 2, false)
            .flatten()
            .build();
    Weights weights =
        Weights.of(Map.of("head.conv1.weight", Tensor.of(new float[] {10, 100}, 2, 1, 1, 1)));
    assertThat(new ReferenceForward(network, weights).logits(new float[] {1, 2}))
        .containsExactly(10, 200);
  }

  @Test
  void activationsFollowTheirFormulae() {
    assertThat(ActivationKind.RELU6.apply(7)).isEqualTo(6);
    assertThat(ActivationKind.HARD_SWISH.apply(-3)).isEqualTo(-0.0);
    assertThat(ActivationKind.HARD_SWISH.apply(3)).isEqualTo(3);
    assertThat(ActivationKind.HARD_SWISH.apply(1)).isEqualTo(1 * (1 / 6.0 + 0.5));
    assertThat(ActivationKind.SIGMOID.apply(0)).isEqualTo(0.5);
    assertThat(ActivationKind.SILU.apply(0)).isEqualTo(0);
    assertThat(ActivationKind.TANH.apply(0)).isEqualTo(0);
  }

  @Test
  void responsesAreDividedByTheirNeighbours() {
    Network network =
        Network.from(Shape.image(3, 1, 2))
            .layer("norm", new Layer.LocalResponseNorm(3, 3, 1, 1))
            .flatten()
            .build();
    // sums of squares over two, three and two channels: 5, 14, 13 and 0, 16, 16
    assertThat(
            new ReferenceForward(network, Weights.of(Map.of()))
                .logits(new float[] {1, 0, 2, 0, 3, 4}))
        .containsExactly(new float[] {1 / 6f, 0, 2 / 15f, 0, 3 / 14f, 4 / 17f}, within(1e-7f));
  }
}
