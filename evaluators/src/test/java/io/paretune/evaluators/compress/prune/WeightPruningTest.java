package io.paretune.evaluators.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightPruningTest {

  private static final Network NETWORK =
      Network.from(Shape.image(5, 1, 1))
          .block("body")
          .conv(2, Window.square(1), 1, false)
          .flatten()
          .block("head")
          .linear(2)
          .build();
  private static final Weights WEIGHTS =
      Weights.of(
              Map.of(
                  "body.conv1.weight",
                  Tensor.of(new float[] {5, -1, 4, -3, -2, 9, 9, -9, 8, 1}, 2, 5, 1, 1),
                  "head.linear1.weight",
                  Tensor.of(new float[] {-0.5f, 6, 0.25f, 7}, 2, 2),
                  "head.linear1.bias",
                  Tensor.of(new float[] {0.1f, 0.2f}, 2)))
          .requireFor(NETWORK);

  @Test
  void eachLayerLosesItsSmallestWeights() {
    Weights half =
        WeightPruning.byLayer(NETWORK, WEIGHTS, node -> node.block().equals("body") ? 0.5 : 0.25);
    assertThat(half.get("body.conv1.weight").toArray())
        .containsExactly(5, 0, 0, 0, 0, 9, 9, -9, 8, 0);
    assertThat(half.get("head.linear1.weight").toArray()).containsExactly(-0.5f, 6, 0, 7);
    assertThat(half.get("head.linear1.bias")).isEqualTo(WEIGHTS.get("head.linear1.bias"));
    assertThat(WeightPruning.sparsity(NETWORK, half)).isEqualTo(6.0 / 14);
  }

  @Test
  void aGlobalRankingTakesFromAnyLayer() {
    Weights half = WeightPruning.overall(NETWORK, WEIGHTS, 0.5);
    assertThat(half.get("body.conv1.weight").toArray())
        .containsExactly(5, 0, 0, 0, 0, 9, 9, -9, 8, 0);
    assertThat(half.get("head.linear1.weight").toArray()).containsExactly(0, 6, 0, 7);
  }

  @Test
  void ofEqualWeightsTheEarlierOnesGo() {
    // 9, 9, -9 are equal: of the row's four largest the first 9 goes
    Weights most =
        WeightPruning.byLayer(NETWORK, WEIGHTS, node -> node.block().equals("body") ? 0.8 : 0);
    assertThat(most.get("body.conv1.weight").toArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 9, -9, 0, 0);
  }

  @Test
  void ofEachFourTheTwoLargestStayAndARestKeepsTwo() {
    Weights sparse = WeightPruning.nOfM(NETWORK, WEIGHTS, 2, 4);
    assertThat(sparse.get("body.conv1.weight").toArray())
        .containsExactly(5, 0, 4, 0, -2, 0, 9, -9, 0, 1);
    assertThat(sparse.get("head.linear1.weight")).isEqualTo(WEIGHTS.get("head.linear1.weight"));
    assertThat(WeightPruning.nOfM(NETWORK, WEIGHTS, 1, 2).get("body.conv1.weight").toArray())
        .containsExactly(5, 0, 4, 0, -2, 0, 9, -9, 0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightPruning.nOfM(NETWORK, WEIGHTS, 3, 2))
        .withMessageContaining("n=3, m=2");
  }

  @Test
  void stepsFollowTheCubicSchedule() {
    Network network = RandomNetworks.network(3);
    PruningPlan plan = PruningPlan.none().withKind(PruningKind.WEIGHTS).withRatio(0.8).withSteps(3);
    GradualPruning pruning = GradualPruning.of(plan, network, Importance.l1());
    WeightedNetwork current = new WeightedNetwork(network, RandomNetworks.weights(network, 3));
    double[] shares = {19.0 / 27, 26.0 / 27, 1};
    for (int step = 1; step <= 3; step++) {
      Pruned pruned = pruning.step(step, current);
      current = new WeightedNetwork(pruned.network(), pruned.weights());
      for (var layer : WeightPruning.layers(network)) {
        float[] values = current.weights().get(layer.name() + ".weight").toArray();
        int zeros = 0;
        for (float value : values) {
          zeros += value == 0 ? 1 : 0;
        }
        assertThat((double) zeros).isCloseTo(0.8 * shares[step - 1] * values.length, within(0.51));
      }
    }
    assertThat(current.weights())
        .isEqualTo(WeightPruning.byLayer(network, RandomNetworks.weights(network, 3), n -> 0.8));
  }

  @Test
  void epochsAreSharedAmongTheSteps() {
    GradualPruning pruning =
        GradualPruning.of(PruningPlan.none().withSteps(3), NETWORK, Importance.l1());
    assertThat(pruning.epochsAfter(1, 8)).isEqualTo(2);
    assertThat(pruning.epochsAfter(2, 8)).isEqualTo(3);
    assertThat(pruning.epochsAfter(3, 8)).isEqualTo(3);
  }
}
