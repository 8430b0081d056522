package io.paretune.evaluators.compress.prune.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElasticChannelsTest {

  private static final int TRIES = Integer.getInteger("paretune.tries", 60);

  private static WeightedNetwork random(long seed) {
    Network network = RandomNetworks.network(seed);
    return new WeightedNetwork(network, RandomNetworks.weights(network, seed));
  }

  @Test
  void sortingLeavesTheFunctionUnchanged() {
    int moved = 0;
    for (long seed = 0; seed < TRIES; seed++) {
      WeightedNetwork model = random(seed);
      WeightedNetwork sorted = ElasticChannels.sorted(model, Importance.l1());
      assertThat(sorted.network()).isEqualTo(model.network());
      moved += sorted.weights().equals(model.weights()) ? 0 : 1;
      for (float[] example : RandomNetworks.examples(model.network(), 3, seed)) {
        float[] before = new ReferenceForward(model.network(), model.weights()).logits(example);
        float[] after = new ReferenceForward(sorted.network(), sorted.weights()).logits(example);
        for (int i = 0; i < before.length; i++) {
          assertThat(after[i])
              .as("seed %d, output %d", seed, i)
              .isCloseTo(before[i], within(1e-4f * Math.max(1, Math.abs(before[i]))));
        }
      }
    }
    assertThat(moved).isGreaterThan(TRIES / 2);
  }

  @Test
  void theFirstChannelsOfASortedModelAreThoseThatPruningKeeps() {
    for (long seed = 0; seed < TRIES; seed++) {
      WeightedNetwork sorted = ElasticChannels.sorted(random(seed), Importance.l1());
      Set<ChannelGroup> elastic = new HashSet<>(ElasticChannels.groups(sorted.network()));
      ChannelSelection least =
          StructuredPruning.select(
              sorted.network(), sorted.weights(), group -> half(group, elastic), Importance.l1());
      Network narrowed = ElasticChannels.narrowed(sorted.network(), group -> half(group, elastic));
      assertThat(narrowed).as("seed %d", seed).isEqualTo(least.cut());
    }
  }

  private static int half(ChannelGroup group, Set<ChannelGroup> elastic) {
    return elastic.contains(group) ? (group.channels() + 1) / 2 : group.channels();
  }

  @Test
  void theMostImportantChannelComesFirst() {
    NetworkBuilder net = Network.from(Shape.image(1, 1, 1)).block("b").conv(4, 1);
    Network network = net.flatten().linear(2).build();
    Weights weights =
        Weights.of(
            Map.of(
                "b.conv1.weight", Tensor.of(new float[] {-0.5f, 1, 2, -3}, 4, 1, 1, 1),
                "b.linear1.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4),
                "b.linear1.bias", Tensor.of(new float[] {0, 1}, 2)));
    Weights sorted =
        ElasticChannels.sorted(new WeightedNetwork(network, weights), Importance.l1()).weights();
    assertThat(sorted.get("b.conv1.weight").toArray()).containsExactly(-3, 2, 1, -0.5f);
    assertThat(sorted.get("b.linear1.weight").toArray()).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    assertThat(sorted.get("b.linear1.bias").toArray()).containsExactly(0, 1);
  }

  @Test
  void theStreamOfAResidualNetworkIsElasticAndAConcatenationIsNot() {
    Network resnet =
        new ResNetFamily()
            .largest(FamilyContext.of(Shape.image(1, 16, 16), 4).with("width", 8).with("depth", 2));
    assertThat(ElasticChannels.groups(resnet))
        .isEqualTo(StructuredPruning.groups(resnet))
        .isNotEmpty();
    NetworkBuilder net = Network.from(Shape.image(1, 4, 4)).block("b").conv(4, 3);
    String first = net.at();
    Network joined = net.conv(4, 3).concat(first).conv(4, 1).flatten().linear(2).build();
    assertThat(ElasticChannels.groups(joined))
        .containsExactly(new ChannelGroup(List.of("b.conv3"), 4));
  }
}
