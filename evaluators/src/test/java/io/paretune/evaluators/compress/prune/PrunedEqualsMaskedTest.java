package io.paretune.evaluators.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.channel.ChannelDependencies;
import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.ChannelSelection;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomImages;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.space.SearchSpace;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Equivalences over random networks of all layers, and over random members of all families; {@code
 * -Dparetune.tries=N} sets how many of each, for each criterion.
 */
class PrunedEqualsMaskedTest {

  private static final int TRIES = Integer.getInteger("paretune.tries", 12);
  private static final FamilyContext CONTEXT = FamilyContext.of(Shape.image(1, 8, 8), 10);

  /**
   * A random member; points that the family refuses, such as disconnected cells, are passed over.
   */
  private static Network member(Family family, Random random) {
    FamilyContext context = FamilyPoints.suited(CONTEXT, family.name());
    SearchSpace space = family.space(context);
    IllegalArgumentException refused = new IllegalArgumentException("no point was drawn");
    for (int i = 0; i < 100; i++) {
      try {
        double[] unit = random.doubles(space.dimension()).toArray();
        return family.build(space.fromUnit(unit), context);
      } catch (IllegalArgumentException disconnected) {
        refused = disconnected;
      }
    }
    throw refused;
  }

  @ParameterizedTest
  @EnumSource(PruningCriterion.class)
  void theSmallNetworkEqualsTheMaskedOneToTheLastBit(PruningCriterion criterion) {
    int smaller = 0;
    for (int i = 0; i < TRIES; i++) {
      long seed = 1_000_000L * criterion.name().hashCode() + i;
      smaller += check(RandomNetworks.network(seed), seed, criterion);
    }
    assertThat(smaller).isGreaterThan(TRIES / 2);
  }

  @ParameterizedTest
  @EnumSource(PruningCriterion.class)
  void soItDoesInEveryFamily(PruningCriterion criterion) {
    Families families = Families.standard();
    for (String name : families.names()) {
      int smaller = 0;
      for (int i = 0; i < (TRIES + 3) / 4; i++) {
        long seed = -1_000_000L * criterion.name().hashCode() - i;
        Network network = member(families.named(name), new Random(seed));
        for (ChannelGroup group : StructuredPruning.groups(network)) {
          if (group.normalised()) {
            continue;
          }
          assertThat(
                  StructuredPruning.blocks(
                      families.named(name).largest(FamilyPoints.suited(CONTEXT, name))))
              .as("every group of %s has a ratio where each block has its own", name)
              .contains(StructuredPruning.block(network, group));
        }
        smaller += check(network, seed, criterion);
      }
      assertThat(smaller).as(name).isPositive();
    }
  }

  /** Prunes by a ratio of its own for each group; 1 if the network got smaller. */
  private static int check(Network network, long seed, PruningCriterion criterion) {
    Random random = new Random(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    Importance importance =
        Criteria.of(
            criterion, RandomImages.of(network, 6, seed), 6, Placement.cpu(1), StepGate.open());
    Map<ChannelGroup, Double> ratios = new HashMap<>();
    StructuredPruning.groups(network)
        .forEach(group -> ratios.put(group, random.nextInt(10) / 10.0));
    ChannelSelection selection =
        StructuredPruning.select(network, weights, ratios::get, 1 + random.nextInt(4), importance);
    Pruned pruned = selection.pruned(weights);
    float[] example = RandomNetworks.examples(network, 1, seed)[0];
    WeightedNetwork whole = selection.masked(weights);
    float[] masked = new ReferenceForward(whole.network(), whole.weights()).logits(example);
    float[] cut = new ReferenceForward(pruned.network(), pruned.weights()).logits(example);
    assertThat(cut).as("%s, seed %d", criterion, seed).containsExactly(masked);
    assertThat(pruned.network().parameters())
        .isLessThanOrEqualTo(network.parameters() - pruned.removedChannels().size());
    return pruned.network().parameters() < network.parameters() ? 1 : 0;
  }

  @Test
  void widthsAreKnownBeforeTheWeights() {
    for (int i = 0; i < 10 * TRIES; i++) {
      Network network = RandomNetworks.network(i);
      double ratio = new Random(i).nextInt(9) / 10.0;
      Pruned first = pruned(network, ratio, i);
      Pruned second = pruned(network, ratio, i + 1);
      assertThat(second.removedChannels()).as("seed %d", i).isEqualTo(first.removedChannels());
      assertThat(second.network().multiplyAdds()).isEqualTo(first.network().multiplyAdds());
      assertThat(second.network().parameters()).isEqualTo(first.network().parameters());
    }
  }

  private static Pruned pruned(Network network, double ratio, long seed) {
    return StructuredPruning.prune(network, RandomNetworks.weights(network, seed), ratio, 2);
  }

  @Test
  void stepsEndAtTheWidthsOfOneStep() {
    for (int i = 0; i < TRIES; i++) {
      Network network = RandomNetworks.network(i);
      Weights weights = RandomNetworks.weights(network, i);
      Random random = new Random(i);
      Map<String, Double> ratios = new HashMap<>();
      network.blocks().forEach(block -> ratios.put(block, random.nextInt(9) / 10.0));
      PruningPlan plan =
          PruningPlan.none()
              .withBlockRatios(ratios)
              .withMultiple(1 + random.nextInt(4))
              .withSteps(3);
      GradualPruning pruning = GradualPruning.of(plan, network, Importance.l1());
      WeightedNetwork current = new WeightedNetwork(network, weights);
      Pruned once = pruning.atOnce(current);
      for (int step = 1; step <= pruning.count(); step++) {
        Pruned pruned = pruning.step(step, current);
        assertThat(pruned.network().parameters())
            .isLessThanOrEqualTo(current.network().parameters());
        // between the steps the weights change
        current =
            new WeightedNetwork(
                pruned.network(), RandomNetworks.weights(pruned.network(), i + step));
      }
      assertThat(current.network().parameters())
          .as("seed %d", i)
          .isEqualTo(once.network().parameters());
      for (String producer : ChannelDependencies.of(network).producers().keySet()) {
        assertThat(current.network().shapeOf(producer)).isEqualTo(once.network().shapeOf(producer));
      }
    }
  }

  @Test
  void everyFourWeightsAlongTheInputHaveTwoZeros() {
    for (int i = 0; i < TRIES; i++) {
      checkTwoOfFour(RandomNetworks.network(i), i);
      for (String name : Families.standard().names()) {
        if (i % 4 == 0) {
          checkTwoOfFour(member(Families.standard().named(name), new Random(i)), i);
        }
      }
    }
  }

  private static void checkTwoOfFour(Network network, long seed) {
    PruningPlan plan = PruningPlan.none().withKind(PruningKind.TWO_OF_FOUR);
    Weights weights = RandomNetworks.weights(network, seed);
    Pruned pruned =
        GradualPruning.of(plan, network, Importance.l1())
            .step(1, new WeightedNetwork(network, weights));
    assertThat(pruned.network()).isEqualTo(network);
    for (Node node : network.nodes()) {
      if (!(node.layer() instanceof Layer.Linear)
          && !(node.layer() instanceof Layer.Conv2d conv && !conv.depthwise())) {
        continue;
      }
      Tensor before = weights.get(Role.WEIGHT.of(node.name()));
      Tensor after = pruned.weights().get(Role.WEIGHT.of(node.name()));
      int inputs = after.axis(1);
      int plane = after.size() / after.axis(0) / inputs;
      for (int row = 0; row < after.axis(0) * plane; row++) {
        int start = row / plane * inputs * plane + row % plane;
        for (int from = 0; from < inputs; from += 4) {
          int count = Math.min(4, inputs - from);
          int kept = 0;
          double least = Double.POSITIVE_INFINITY;
          double most = 0;
          for (int input = from; input < from + count; input++) {
            int index = start + input * plane;
            double size = Math.abs(before.at(index));
            if (after.at(index) == 0) {
              most = Math.max(most, size);
            } else {
              assertThat(after.at(index)).isEqualTo(before.at(index));
              least = Math.min(least, size);
              kept++;
            }
          }
          assertThat(kept).isEqualTo(Math.min(2, count));
          assertThat(least).isGreaterThanOrEqualTo(most);
        }
      }
    }
  }
}
