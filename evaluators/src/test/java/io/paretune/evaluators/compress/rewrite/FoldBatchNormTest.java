package io.paretune.evaluators.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FoldBatchNormTest {

  @Property(tries = 150, seed = "20263")
  void foldingKeepsTheOutputs(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    float[] example = RandomNetworks.examples(network, 1, seed)[0];
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    float[] expected = new ReferenceForward(network, weights).logits(example);
    assertThat(new ReferenceForward(folded.network(), folded.weights()).logits(example))
        .containsExactly(expected, within(1e-3f));
  }

  @Test
  void noNormalisationIsLeftInAResidualNetwork() {
    Network network = new ResNetFamily().largest(FamilyContext.of(Shape.image(1, 8, 8), 10));
    WeightedNetwork folded = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 1));
    assertThat(folded.network().nodes())
        .noneMatch(node -> node.layer() instanceof Layer.BatchNorm)
        .hasSizeLessThan(network.nodes().size());
    assertThat(folded.network().blocks()).isEqualTo(network.blocks());
  }
}
