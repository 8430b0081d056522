package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ResNetFamilyTest {

  private final Family family = Families.standard().named("resnet");
  private final FamilyContext fashion = FamilyContext.of(Shape.image(1, 28, 28), 10);

  @Test
  void spaceHasWidthDepthAndKernelPerStage() {
    assertThat(family.parameters(fashion).stream().map(Parameter::name))
        .containsExactly(
            "width",
            "depth.stage1",
            "depth.stage2",
            "depth.stage3",
            "kernel.stage1",
            "kernel.stage2",
            "kernel.stage3");
    assertThat(family.space(fashion).size()).hasValue(4 * 27 * 8);
  }

  @Test
  void resNet20HasItsPublishedSize() {
    FamilyContext cifar =
        FamilyContext.of(Shape.image(3, 32, 32), 10)
            .with("width", 16)
            .with("depth", 3)
            .with("kernel", 3);
    Network network = family.build(Assignment.of(Map.of()), cifar);
    // He et al. report 0.27 M parameters without projections; two 1 x 1 projections with their
    // norms add 2,752.
    int projections = 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64;
    assertThat(network.parameters()).isEqualTo(269_722 + projections);
    assertThat(network.multiplyAdds()).isEqualTo(40_551_040L + 2 * 131_072);
    assertThat(network).isEqualTo(family.largest(cifar));
  }

  @Property(tries = 60, seed = "20262")
  void everyPointIsANetworkWithExactlyTheAnnouncedBlocks(@ForAll long seed) {
    SearchSpace space = family.space(fashion);
    Random random = new Random(seed);
    Assignment point = space.fromUnit(random.doubles(space.dimension()).toArray());
    Network network = family.build(point, fashion);
    List<String> announced =
        family.blocks(fashion).stream()
            .filter(block -> block.exists().holds(point))
            .map(BlockChoice::label)
            .toList();
    assertThat(network.blocks()).isEqualTo(announced);
    assertThat(network.outputs()).isEqualTo(10);
    assertThat(network.parameters()).isLessThanOrEqualTo(family.largest(fashion).parameters());
  }

  @Test
  void digitsAndCifarSizesFit() {
    for (Shape.Image input : List.of(Shape.image(1, 8, 8), Shape.image(3, 32, 32))) {
      Network network = family.largest(FamilyContext.of(input, 10));
      assertThat(network.outputs()).isEqualTo(10);
      assertThat(network.blocks()).hasSize(11);
    }
  }

  @Test
  void oneValueFixesAnOption() {
    FamilyContext fixed = fashion.with("depth", 2).with("kernel", 3).with("width", 8, 24);
    assertThat(family.parameters(fixed).stream().map(Parameter::name)).containsExactly("width");
    assertThat(family.blocks(fixed)).hasSize(8);
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> family.parameters(fashion.with("widht", 8)))
        .withMessageContaining("did you mean 'width'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> family.parameters(fashion.with("width", 12)))
        .withMessageContaining("multiples of 8, got [12]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> family.parameters(fashion.with("kernel", 4)))
        .withMessageContaining("odd, got [4]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fashion.with("depth", 2, 1))
        .withMessageContaining("'depth'");
  }

  @Test
  void unknownFamilyGetsTheNearestName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Families.standard().named("ResNets"))
        .withMessageContaining("did you mean 'resnet'");
  }
}
