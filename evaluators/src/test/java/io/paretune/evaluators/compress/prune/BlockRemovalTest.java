package io.paretune.evaluators.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BlockRemovalTest {

  private static Network resnet() {
    return new ResNetFamily()
        .largest(
            FamilyContext.of(Shape.image(1, 8, 8), 10)
                .with("width", 8)
                .with("depth", 3)
                .with("kernel", 3));
  }

  @Test
  void blocksWithAnIdentityShortcutCanGo() {
    Network network = resnet();
    assertThat(BlockRemoval.removable(network))
        .contains("stage1.block1", "stage1.block2", "stage3.block2")
        .doesNotContain("stage2.block0", "stem", "head");
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, 1));
    WeightedNetwork smaller = BlockRemoval.remove(model, Set.of("stage1.block1", "stage3.block2"));
    assertThat(smaller.network().blocks())
        .doesNotContain("stage3.block2")
        .contains("stage1.block2", "stage3.block1");
    assertThat(smaller.network().parameters()).isLessThan(network.parameters());
    smaller.weights().requireFor(smaller.network());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockRemoval.remove(model, Set.of("stage2.block0")))
        .withMessageContaining("'stage2.block0'");
  }

  @Property(tries = 10, seed = "40421")
  void aRemovedBlockIsABranchThatAnswersZero(@ForAll long seed) {
    Network network = resnet();
    Weights weights = RandomNetworks.weights(network, seed);
    for (String block : BlockRemoval.removable(network)) {
      WeightedNetwork smaller =
          BlockRemoval.remove(new WeightedNetwork(network, weights), Set.of(block));
      Map<String, Tensor> silent = new LinkedHashMap<>(weights.asMap());
      network.tensors().stream()
          .filter(spec -> spec.role().trainable() && !smaller.weights().contains(spec.name()))
          .forEach(
              spec ->
                  silent.put(
                      spec.name(),
                      Tensor.of(new float[weights.get(spec.name()).size()], spec.dimensions())));
      for (float[] image : RandomNetworks.examples(network, 2, seed)) {
        float[] expected = new ReferenceForward(network, Weights.of(silent)).logits(image);
        assertThat(new ReferenceForward(smaller.network(), smaller.weights()).logits(image))
            .containsExactly(expected, within(1e-5f));
      }
    }
  }
}
