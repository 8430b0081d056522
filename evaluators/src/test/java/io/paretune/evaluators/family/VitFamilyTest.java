package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.search.space.Assignment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VitFamilyTest {

  private final Family family = new VitFamily();
  private final FamilyContext fashion = FamilyContext.of(Shape.image(1, 28, 28), 10);

  private static Assignment point(int patch, int width) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("patch", patch);
    values.put("width", width);
    values.put("depth", 2);
    values.put("heads.block0", 1);
    values.put("ratio.block0", 2);
    values.put("heads.block1", 4);
    values.put("ratio.block1", 3);
    return Assignment.of(values);
  }

  private Network build(int patch, int width) {
    return family.build(point(patch, width), fashion.with("patch", 4, 5, 14));
  }

  /** By hand: 16 x 32 + 32 patches, 49 x 32 positions, and so on. */
  @Test
  void parametersAndMultiplyAddsAreThoseOfThePaper() {
    Network network = build(4, 32);
    long stem = 16 * 32 + 32 + 49 * 32;
    long attention0 = 64 + 3 * (32 * 16 + 16) + 16 * 32 + 32;
    long attention1 = 64 + 3 * (32 * 64 + 64) + 64 * 32 + 32;
    long perceptron0 = 64 + 32 * 64 + 64 + 64 * 32 + 32;
    long perceptron1 = 64 + 32 * 96 + 96 + 96 * 32 + 32;
    long head = 64 + 32 * 10 + 10;
    assertThat(network.parameters())
        .isEqualTo(stem + attention0 + attention1 + perceptron0 + perceptron1 + head);
    long products = 49 * 32 * (16 + 4 * 16 + 4 * 64 + 2 * 64 + 2 * 96);
    assertThat(network.multiplyAdds()).isEqualTo(products + 2 * 49 * 49 * (16 + 64) + 320);
  }

  @Test
  void imagesArePaddedToWholePatches() {
    assertThat(tokens(build(14, 32))).isEqualTo(4);
    assertThat(tokens(build(5, 32))).isEqualTo(36);
    FamilyContext rows = FamilyContext.of(Shape.image(9, 1, 1), 2);
    assertThat(tokens(family.largest(rows))).isEqualTo(1);
  }

  private static int tokens(Network network) {
    Node positions =
        network.nodes().stream()
            .filter(node -> node.name().endsWith("positions"))
            .findFirst()
            .orElseThrow();
    return ((Shape.Sequence) network.shapeOf(positions.name())).tokens();
  }

  @Test
  void eitherHalfOfABlockMayGo() {
    assertThat(BlockRemoval.removable(build(4, 32)))
        .isEqualTo(List.of("block0.attention", "block0.mlp", "block1.attention", "block1.mlp"));
  }

  /** Whatever layers' widths are rounded to: sixteen features are one head. */
  @Test
  void headsArePrunedByTheirRatio() {
    Network network = build(4, 32);
    WeightedNetwork model = new WeightedNetwork(network, Initialisation.kaiming(network, 1));
    Network half = PruningPlan.none().withRatio(0.5).withMultiple(16).sized(model).network();
    assertThat(half.nodes())
        .filteredOn(node -> node.layer().equals(TokenLayer.Attention.of(2, 16)))
        .hasSize(1);
  }

  @Test
  void networksOfAllSizesAreSlicesOfOne() {
    FamilyParts parts = new FamilyParts(family, fashion.with("patch", 4, 7));
    assertThat(parts.supernet()).isNotNull();
    assertThat(parts.smallest().nodes())
        .filteredOn(node -> node.layer().equals(TokenLayer.Attention.of(1, 16)))
        .hasSize(2);
  }
}
