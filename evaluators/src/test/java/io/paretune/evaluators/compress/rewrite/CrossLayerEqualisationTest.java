package io.paretune.evaluators.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CrossLayerEqualisationTest {

  @Property(tries = 100, seed = "40411")
  void outputsStay(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    WeightedNetwork folded = FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
    WeightedNetwork even = CrossLayerEqualisation.equalise(folded);
    assertThat(even.network()).isEqualTo(folded.network());
    for (float[] image : RandomNetworks.examples(network, 3, seed)) {
      float[] before = new ReferenceForward(folded.network(), folded.weights()).logits(image);
      float[] after = new ReferenceForward(even.network(), even.weights()).logits(image);
      float largest = 1;
      for (float value : before) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(after).containsExactly(before, within(2e-5f * largest));
    }
  }

  @Test
  void aPairIsEvenedOutAsByHand() {
    Network network =
        Network.from(Shape.image(1, 1, 1))
            .flatten()
            .linear(2)
            .activation(ActivationKind.RELU)
            .linear(1)
            .build();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float[][] values = {{8, 0.5f}, {2, 3}, {2, 0.5f}, {0}};
    int next = 0;
    for (var spec : network.tensors()) {
      tensors.put(spec.name(), Tensor.of(values[next++], spec.dimensions()));
    }
    Weights even =
        CrossLayerEqualisation.equalise(new WeightedNetwork(network, Weights.of(tensors)))
            .weights();
    // ranges 8 and 2 become 4 and 4, ranges .5 and .5 stay
    float[][] expected = {{4, 0.5f}, {1, 3}, {4, 0.5f}, {0}};
    next = 0;
    for (var spec : network.tensors()) {
      assertThat(even.get(spec.name()).toArray()).containsExactly(expected[next++], within(1e-5f));
    }
  }
}
