package io.paretune.evaluators.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UnfoldBatchNormTest {

  @Property(tries = 60, seed = "40431")
  void outputsStayAndEveryConvolutionIsNormalised(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    WeightedNetwork folded = FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
    float[][] images = RandomNetworks.examples(network, 8, seed);
    WeightedNetwork unfolded = UnfoldBatchNorm.unfold(folded, images, 1);
    long convolutions =
        unfolded.network().nodes().stream()
            .filter(node -> node.layer() instanceof Layer.Conv2d)
            .count();
    long norms =
        unfolded.network().nodes().stream()
            .filter(node -> node.layer() instanceof Layer.BatchNorm)
            .filter(
                node ->
                    unfolded.network().contains(node.inputs().get(0))
                        && unfolded.network().node(node.inputs().get(0)).layer()
                            instanceof Layer.Conv2d)
            .count();
    assertThat(norms).isEqualTo(convolutions);
    unfolded.network().nodes().stream()
        .filter(node -> node.layer() instanceof Layer.Conv2d)
        .filter(node -> !folded.network().consumers(node.name()).isEmpty())
        .forEach(node -> assertFiltersAreAsLongAsFreshOnes(unfolded, node));
    for (float[] image : images) {
      float[] before = new ReferenceForward(folded.network(), folded.weights()).logits(image);
      float[] after = new ReferenceForward(unfolded.network(), unfolded.weights()).logits(image);
      float largest = 1;
      for (float value : before) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(after).containsExactly(before, within(1e-4f * largest));
    }
  }

  private static void assertFiltersAreAsLongAsFreshOnes(WeightedNetwork model, Node node) {
    Tensor weight = model.weights().get(Role.WEIGHT.of(node.name()));
    int length = weight.size() / weight.axis(0);
    for (int filter = 0; filter < weight.axis(0); filter++) {
      double squares = 0;
      for (int i = 0; i < length; i++) {
        squares += Math.pow(weight.at(filter * length + i), 2);
      }
      assertThat(squares).isCloseTo(2, within(1e-3));
    }
  }
}
