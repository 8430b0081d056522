package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FamilyOptionsTest {

  private final Families families = Families.standard();
  private final FamilyContext fashion = FamilyContext.of(Shape.image(1, 28, 28), 10);

  private static List<String> names(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::name).toList();
  }

  static List<String> names() {
    return Families.standard().names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void defaultsMakeASpaceWhoseEndsAreNetworks(String name) {
    Family family = families.named(name);
    FamilyContext data = FamilyPoints.suited(fashion, name);
    double[] unit = new double[family.space(data).dimension()];
    Network smallest = family.build(family.space(data).fromUnit(unit), data);
    assertThat(smallest.parameters()).isLessThan(family.largest(data).parameters());
    assertThat(family.largest(data).blocks()).hasSizeLessThanOrEqualTo(13);
  }

  @ParameterizedTest
  @CsvSource({
    "mbconv, activation, relu66, did you mean 'relu6'",
    "mbconv, width, wide, option 'width' must hold whole numbers",
    "mbconv, stages, 7, from 1 to 6",
    "mbconv, kernal, 3, did you mean 'kernel'",
    "mlp, dropout, much, option 'dropout' must hold numbers",
    "mlp, batch-norm, maybe, option 'batch-norm' must hold true or false",
    "mlp, width, 12, multiples of 8",
    "nas-bench-201, operations, nor_conv3x3, did you mean 'nor_conv_3x3'",
    "nas-bench-macro, operations, mb3_k3, did you mean 'mb3-k3'",
    "resnet, width, wide, option 'width' must hold whole numbers"
  })
  void wrongOptionsAreNamed(String family, String option, String given, String told) {
    Object value = given.matches("\\d+") ? (Object) Integer.valueOf(given) : given;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> families.named(family).parameters(fashion.with(option, value)))
        .withMessageContaining(told);
  }

  @Test
  void realsOutsideTheirRangeAreRefused() {
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> families.named("mlp").parameters(fashion.with("dropout", rate)))
          .withMessageContaining("at least 0.0 and below 1.0");
    }
  }

  @Test
  void everyBlockOfMbConvChoosesItsKernelAndExpansion() {
    FamilyContext small = fashion.with("stages", 1).with("depth", 1, 2);
    assertThat(names(families.named("mbconv").parameters(small)))
        .containsExactly(
            "width",
            "depth.stage1",
            "kernel.stage1.block0",
            "kernel.stage1.block1",
            "expansion.stage1.block0",
            "expansion.stage1.block1");
    Parameter second = families.named("mbconv").parameters(small).get(3);
    assertThat(second.condition().describe()).isEqualTo("depth.stage1 >= 2");
  }

  @Test
  void squeezeAndExcitationIsChosenForEachBlockAndAbsentUnlessAskedFor() {
    Family family = families.named("mbconv");
    FamilyContext small = fashion.with("stages", 1).with("depth", 1, 2);
    assertThat(family.parameters(small.with("se-ratio", 0))).isEqualTo(family.parameters(small));
    assertThat(family.largest(small.with("se-ratio", 0))).isEqualTo(family.largest(small));
    List<Parameter> parameters = family.parameters(small.with("se-ratio", 0, 0.25));
    assertThat(names(parameters)).endsWith("se-ratio.stage1.block0", "se-ratio.stage1.block1");
    Parameter second = parameters.get(parameters.size() - 1);
    assertThat(second.domain()).isEqualTo(Choice.of(0.0, 0.25));
    assertThat(second.condition().describe()).isEqualTo("depth.stage1 >= 2");
    for (double share : new double[] {-0.25, 1, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> family.parameters(small.with("se-ratio", share)))
          .withMessageContaining("option 'se-ratio' must hold numbers of at least 0.0 and below 1");
    }
  }

  @Test
  void squeezeAndExcitationHasTheCostOfTwoLayersOfVectors() {
    FamilyContext fixed =
        FamilyContext.of(Shape.image(3, 8, 8), 10)
            .with("stages", 1)
            .with("width", 16)
            .with("depth", 1)
            .with("kernel", 3)
            .with("expansion", 6);
    Family family = families.named("mbconv");
    Network without = family.build(Assignment.of(Map.of()), fixed);
    Network with = family.build(Assignment.of(Map.of()), fixed.with("se-ratio", 0.2));
    // 96 channels; a fifth is 19.2, to the nearest multiple of 8: 16
    assertThat(with.multiplyAdds() - without.multiplyAdds()).isEqualTo(2L * 96 * 16);
    assertThat(with.parameters() - without.parameters()).isEqualTo(2L * 96 * 16 + 16 + 96);
    assertThat(with.node("stage1.block0.excite.gate").inputs())
        .containsExactly("stage1.block0.depthwise.act", "stage1.block0.excite.act");
    assertThat(with.node("stage1.block0.excite.act").layer())
        .isEqualTo(new Layer.Activation(ActivationKind.HARD_SIGMOID));
    Network least = family.build(Assignment.of(Map.of()), fixed.with("se-ratio", 0.01));
    assertThat(least.shapeOf("stage1.block0.squeeze.conv").channels()).isEqualTo(8);
  }

  @Test
  void anInvertedBottleneckHasTheCostThatPaperGives() {
    // table 1 of Sandler et al.: h w k (k' t) + (h w / s^2) k' t (kernel^2 + outputs)
    FamilyContext fixed =
        FamilyContext.of(Shape.image(3, 8, 8), 10)
            .with("stages", 2)
            .with("width", 8)
            .with("depth", 1)
            .with("kernel", 5)
            .with("expansion", 3);
    Network network = families.named("mbconv").build(Assignment.of(Map.of()), fixed);
    long block =
        network.nodes().stream()
            .filter(node -> node.block().equals("stage2.block0"))
            .mapToLong(network::multiplyAdds)
            .sum();
    assertThat(block).isEqualTo(64L * 8 * 24 + 16L * 24 * (25 + 16));
    assertThat(network.nodes().stream().filter(node -> node.layer() instanceof Layer.Add))
        .singleElement()
        .satisfies(node -> assertThat(node.block()).isEqualTo("stage1.block0"));
  }

  @Test
  void wordsMakeOneSpaceInWhateverOrder() {
    Family family = families.named("mlp");
    List<Parameter> one =
        family.parameters(fashion.with("depth", 1).with("activation", "tanh", "relu"));
    assertThat(one)
        .isEqualTo(family.parameters(fashion.with("depth", 1).with("activation", "relu", "tanh")))
        .contains(Parameter.of("activation", Choice.of("relu", "tanh")));
  }

  @Test
  void aPerceptronForARowOfATable() {
    FamilyContext adult = FamilyContext.of(Shape.image(108, 1, 1), 2).with("dropout", 0.2);
    Assignment point = Assignment.of(Map.of("depth", 2L, "width.layer1", 32L, "width.layer2", 16L));
    Network network = families.named("mlp").build(point, adult);
    assertThat(network.parameters())
        .isEqualTo((108 * 32 + 32) + 2 * 32 + (32 * 16 + 16) + 2 * 16 + (16 * 2 + 2));
    assertThat(network.blocks()).containsExactly("layer1", "layer2", "head");
    assertThat(network.nodes().stream().map(node -> node.layer()))
        .contains(new Layer.Dropout(0.2), new Layer.Activation(ActivationKind.RELU));
  }
}
