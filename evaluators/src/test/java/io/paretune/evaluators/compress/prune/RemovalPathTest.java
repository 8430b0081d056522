package io.paretune.evaluators.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.score.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class RemovalPathTest {

  private static final Network NETWORK =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("width", 8)
                  .with("depth", 3)
                  .with("kernel", 3));

  private static final WeightedNetwork MODEL =
      new WeightedNetwork(NETWORK, RandomNetworks.weights(NETWORK, 1));

  private static boolean has(WeightedNetwork model, String block) {
    return model.network().nodes().stream()
        .anyMatch(node -> node.block().equals(block) && !Network.tensors(node).isEmpty());
  }

  /** What is lost with each block; the first two are worth more than their sum. */
  private static ToDoubleFunction<WeightedNetwork> worth(Map<String, Double> losses) {
    return model -> {
      double accuracy = 1;
      for (Map.Entry<String, Double> loss : losses.entrySet()) {
        accuracy -= has(model, loss.getKey()) ? 0 : loss.getValue();
      }
      boolean both = !has(model, "stage1.block1") && !has(model, "stage1.block2");
      return accuracy - (both ? 0.5 : 0);
    };
  }

  @Test
  void eachStepIsTheBestOneAfterThoseBefore() {
    Map<String, Double> losses =
        Map.of("stage1.block1", 0.05, "stage1.block2", 0.06, "stage3.block1", 0.1);
    List<String> others =
        BlockRemoval.removable(NETWORK).stream().filter(b -> !losses.containsKey(b)).toList();
    Map<String, Double> all = new HashMap<>(losses);
    others.forEach(block -> all.put(block, 0.9));
    List<RemovalPath.Step> path = RemovalPath.greedy(MODEL, worth(all), Metric.ACCURACY, 0.2, 10);
    // block2 alone is better than block1 of stage 3, but not beside block1
    assertThat(path)
        .extracting(RemovalPath.Step::block)
        .containsExactly("stage1.block1", "stage3.block1", "stage1.block2");
    assertThat(path.get(1).score()).isCloseTo(0.85, within(1e-9));
  }

  @Test
  void theBoundsEndThePath() {
    ToDoubleFunction<WeightedNetwork> constant = model -> 0.5;
    assertThat(RemovalPath.greedy(MODEL, constant, Metric.ACCURACY, 0.2, 2)).hasSize(2);
    assertThat(RemovalPath.greedy(MODEL, constant, Metric.ACCURACY, 0.6, 2)).isEmpty();
    assertThat(RemovalPath.greedy(MODEL, constant, Metric.ACCURACY, 0, 100))
        .hasSize(BlockRemoval.removable(NETWORK).size());
  }
}
