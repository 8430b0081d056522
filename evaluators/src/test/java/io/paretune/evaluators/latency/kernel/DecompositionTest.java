package io.paretune.evaluators.latency.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.search.space.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecompositionTest {

  static List<String> families() {
    return Families.standard().names();
  }

  private static Network written(Network network, QuantisationPlan plan) {
    return PlannedExport.prepared(
            new WeightedNetwork(network, Initialisation.kaiming(network, 1)), plan)
        .network();
  }

  private static QuantisationPlan plan(Network network, Random random) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    List<Integer> widths = List.of(32, 8, 8, 16, 4);
    for (String block : network.blocks()) {
      bits.put(block, widths.get(random.nextInt(widths.size())));
    }
    return QuantisationPlan.none()
        .withBits(bits)
        .withActivations(random.nextInt(4) == 0 ? Activations.DYNAMIC : Activations.STATIC);
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyNodeBelongsToExactlyOneKernel(String family) {
    for (int seed = 0; seed < 40; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      QuantisationPlan plan = plan(network, new Random(seed));
      Network written = written(network, plan);
      Decomposition split = Decomposition.of(written, plan.within(written));
      List<String> covered = new ArrayList<>(split.free());
      split.parts().forEach(part -> covered.addAll(part.nodes()));
      assertThat(covered)
          .as("%s %d", family, seed)
          .containsExactlyInAnyOrderElementsOf(written.nodes().stream().map(Node::name).toList());
    }
  }

  private static Network residual() {
    var net = Network.from(Shape.image(1, 8, 8));
    net.block("stem").conv(8, 3).batchNorm().relu();
    String shortcut = net.at();
    net.block("body").conv(8, 3).batchNorm().relu().conv(8, 3).batchNorm().add(shortcut).relu();
    return net.block("head").globalAveragePool().flatten().linear(3).build();
  }

  private static List<String> keys(Map<String, Integer> bits) {
    QuantisationPlan plan = QuantisationPlan.none().withBits(bits);
    return Decomposition.of(written(residual(), plan), plan).parts().stream()
        .map(part -> part.kernel().key())
        .toList();
  }

  @Test
  void sumAndRectifierAreFusedBehindAConvolutionInFloats() {
    assertThat(keys(Map.of()))
        .containsExactly(
            "conv,1x8x8,8,3x3p1,1,-,float32",
            "conv,8x8x8,8,3x3p1,1,-,float32",
            "conv-add,8x8x8,8,3x3p1,1,-,float32",
            "global-average-pool,8x8x8,8,-,-,-,float32",
            "linear,8,3,-,-,-,float32");
  }

  @Test
  void inEightBitsASumStandsAloneAndBordersAreCrossed() {
    assertThat(keys(Map.of("body", 8)))
        .containsExactly(
            "conv,1x8x8,8,3x3p1,1,-,float32",
            "conv,8x8x8,8,3x3p1,1,-,int8",
            "conv,8x8x8,8,3x3p1,1,-,int8",
            "add,8x8x8,8,-,-,-,int8",
            "global-average-pool,8x8x8,8,-,-,-,float32",
            "linear,8,3,-,-,-,float32",
            // what the stem makes is quantised once for the two that read it
            "quantise,8x8x8,8,-,-,-,int8",
            "dequantise,8x8x8,8,-,-,-,int8",
            // the sum's terms disagree in the order of axes
            "transpose,8x8x8,8,-,-,-,int8",
            "transpose,8x8x8,8,-,-,-,int8");
  }

  @Test
  void whatStaysInEightBitsStaysWithChannelsLast() {
    assertThat(keys(Map.of("stem", 8, "body", 8)))
        .hasSize(10)
        .endsWith(
            "quantise,1x8x8,1,-,-,-,int8",
            "dequantise,8x8x8,8,-,-,-,int8",
            "transpose,1x8x8,1,-,-,-,int8",
            "transpose,8x8x8,8,-,-,-,int8");
  }

  @Test
  void aSumInFloatsOfWhatComesFromEightBitsIsNotFused() {
    assertThat(keys(Map.of("stem", 8)))
        .contains("conv,8x8x8,8,3x3p1,1,-,float32", "reordered-add,8x8x8,8,-,-,-,float32")
        .doesNotContain("conv-add,8x8x8,8,3x3p1,1,-,float32");
  }

  @Test
  void aLayerInFloatsBetweenTwoOfEightBitsIsQuantisedToo() {
    var net = Network.from(Shape.vector(8)).block("first").linear(8).relu();
    Network network =
        net.block("second").linear(8).relu().block("third").linear(8).relu().linear(3).build();
    QuantisationPlan plan = QuantisationPlan.none().withBits(Map.of("first", 8, "third", 8));
    assertThat(Decomposition.of(network, plan).parts().stream().map(p -> p.kernel().key()))
        .containsExactly(
            "linear,8,8,-,-,-,int8",
            "linear,8,8,-,-,-,int8",
            "linear,8,8,-,-,-,int8",
            "linear,8,3,-,-,-,int8",
            "quantise,8,8,-,-,-,int8");
  }

  private static List<String> squeezed(Map<String, Integer> bits, Activations activations) {
    FamilyContext context =
        FamilyContext.of(Shape.image(3, 8, 8), 3)
            .with("stages", 1)
            .with("width", 8)
            .with("depth", 1)
            .with("kernel", 3)
            .with("expansion", 4)
            .with("se-ratio", 0.25);
    Network network = Families.standard().named("mbconv").build(Assignment.of(Map.of()), context);
    QuantisationPlan plan = QuantisationPlan.none().withBits(bits).withActivations(activations);
    return Decomposition.of(written(network, plan), plan).parts().stream()
        .map(part -> part.kernel().key())
        .toList();
  }

  @Test
  void aGateInFloatsStandsBetweenTwoChangesOfTheOrder() {
    assertThat(squeezed(Map.of(), Activations.STATIC))
        .containsExactly(
            "conv,3x8x8,8,3x3p1,1,-,float32",
            "conv,8x8x8,32,1x1,1,-,float32",
            "conv,32x8x8,32,3x3p1,32,-,float32",
            "global-average-pool,32x8x8,32,-,-,-,float32",
            "conv,32x1x1,8,1x1,1,-,float32",
            // the hard sigmoid is fused
            "conv,8x1x1,32,1x1,1,-,float32",
            "reordered-gate,32x8x8,32,-,-,-,float32",
            "conv-add,32x8x8,8,1x1,1,-,float32",
            "global-average-pool,8x8x8,8,-,-,-,float32",
            "linear,8,3,-,-,-,float32");
  }

  @Test
  void aGateInEightBitsStaysAsItIs() {
    assertThat(squeezed(Map.of("stem", 8, "stage1.block0", 8), Activations.STATIC))
        .startsWith(
            "conv,3x8x8,8,3x3p1,1,-,int8",
            "conv,8x8x8,32,1x1,1,-,int8",
            "conv,32x8x8,32,3x3p1,32,-,int8",
            "global-average-pool,32x8x8,32,-,-,-,int8",
            "conv,32x1x1,8,1x1,1,-,int8",
            "conv,8x1x1,32,1x1,1,-,int8",
            "hard-sigmoid,32x1x1,32,-,-,-,int8",
            "gate,32x8x8,32,-,-,-,int8",
            "conv,32x8x8,8,1x1,1,-,int8",
            "add,8x8x8,8,-,-,-,int8");
    assertThat(squeezed(Map.of("stage1.block0", 8), Activations.DYNAMIC))
        .contains("hard-sigmoid,32x1x1,32,-,-,-,float32", "gate,32x8x8,32,-,-,-,float32");
  }

  @Test
  void aProductThatGatesNoChannelsHasNoKernel() {
    var net = Network.from(Shape.image(8, 4, 4)).conv(8, 1);
    String one = net.at();
    Network network =
        net.conv(8, 1).join("product", new Elementwise.Multiply(), one).flatten().linear(3).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decomposition.of(network, QuantisationPlan.none()))
        .withMessageContaining("tables have no kernel for Multiply");
  }

  private static List<String> tokens(FamilyContext context, String family, QuantisationPlan plan) {
    Network network =
        Families.standard()
            .named(family)
            .build(
                Assignment.of(Map.of()),
                context
                    .with("width", 8)
                    .with("depth", 1)
                    .with("heads", 2)
                    .with("head-width", 4)
                    .with("ratio", 2));
    return Decomposition.of(network, plan.within(network)).parts().stream()
        .map(part -> part.kernel().key())
        .toList();
  }

  private static final FamilyContext PATCHES =
      FamilyContext.of(Shape.image(1, 8, 8), 3).with("patch", 4);

  private static final FamilyContext TEXT = FamilyContext.of(Shape.ids(6, 30), 3);

  @Test
  void tokensInFloatsAreOneKernelALayer() {
    assertThat(tokens(PATCHES, "vit", QuantisationPlan.none()))
        .containsExactly(
            "conv,1x8x8,8,4x4/4,1,-,float32",
            "image-tokens,8x2x2,8,-,-,-,float32",
            "positions,4x8,8,-,-,-,float32",
            "layer-norm,4x8,8,-,-,-,float32",
            "linear,4x8,8,-,-,-,float32",
            "linear,4x8,8,-,-,-,float32",
            "linear,4x8,8,-,-,-,float32",
            "attention,4x8,8,-,-,2,float32",
            "linear,4x8,8,-,-,-,float32",
            "add,4x8,8,-,-,-,float32",
            "layer-norm,4x8,8,-,-,-,float32",
            "linear,4x8,16,-,-,-,float32",
            "gelu,4x16,16,-,-,-,float32",
            "linear,4x16,8,-,-,-,float32",
            // nothing else reads the last sum
            "add-norm,4x8,8,-,-,-,float32",
            "token-mean,4x8,8,-,-,-,float32",
            "linear,8,3,-,-,-,float32");
  }

  @Test
  void ofTokensTheProductsAloneHaveEightBitsAndMakeFloats() {
    QuantisationPlan plan =
        QuantisationPlan.none()
            .withBits(Map.of("stem", 8, "block0.attention", 8, "block0.mlp", 8, "head", 8));
    assertThat(tokens(PATCHES, "vit", plan))
        .containsExactly(
            "conv,1x8x8,8,4x4/4,1,-,int8",
            // restored there, so no border follows
            "image-tokens,8x2x2,8,-,-,-,int8",
            "positions,4x8,8,-,-,-,float32",
            "layer-norm,4x8,8,-,-,-,float32",
            "linear,4x8,8,-,-,-,int8",
            "linear,4x8,8,-,-,-,int8",
            "linear,4x8,8,-,-,-,int8",
            "attention,4x8,8,-,-,2,float32",
            "linear,4x8,8,-,-,-,int8",
            "add,4x8,8,-,-,-,float32",
            "layer-norm,4x8,8,-,-,-,float32",
            "linear,4x8,16,-,-,-,int8",
            "gelu,4x16,16,-,-,-,float32",
            "linear,4x16,8,-,-,-,int8",
            // nothing else reads the last sum
            "add-norm,4x8,8,-,-,-,float32",
            "token-mean,4x8,8,-,-,-,float32",
            "linear,8,3,-,-,-,int8",
            "quantise,1x8x8,1,-,-,-,int8",
            // once for queries, keys and values
            "quantise,4x8,8,-,-,-,int8",
            "quantise,4x8,8,-,-,-,int8",
            "quantise,4x8,8,-,-,-,int8",
            "quantise,4x16,16,-,-,-,int8",
            "quantise,8,8,-,-,-,int8",
            "transpose,1x8x8,1,-,-,-,int8",
            "transpose,8x2x2,8,-,-,-,int8");
  }

  @Test
  void gridsFoundWhileRunningAreFoundOnceForAllThatReadTheTokens() {
    QuantisationPlan plan =
        QuantisationPlan.none()
            .withBits(Map.of("block0.attention", 8, "block0.mlp", 4))
            .withActivations(Activations.DYNAMIC);
    assertThat(tokens(PATCHES, "vit", plan))
        .contains(
            "linear,4x8,8,-,-,-,int8-dynamic",
            "linear,4x8,16,-,-,-,int4-weights",
            "linear,8,3,-,-,-,float32")
        .endsWith("quantise,4x8,8,-,-,-,int8-dynamic", "quantise,4x8,8,-,-,-,int8-dynamic");
  }

  @Test
  void textsAreLookedUpAndPaddingIsLookedPast() {
    assertThat(tokens(TEXT, "text-transformer", QuantisationPlan.none()))
        .startsWith("embedding,6,8,-,-,-,float32", "positions,6x8,8,-,-,-,float32")
        .contains("masked-attention,6x8,8,-,-,2,float32")
        .endsWith("masked-token-mean,6x8,8,-,-,-,float32", "linear,8,3,-,-,-,float32");
    assertThat(
            tokens(
                TEXT.with("pool", "class"),
                "text-transformer",
                QuantisationPlan.none().withBits(Map.of("stem", 8))))
        .startsWith(
            "embedding,6,8,-,-,-,int8-weights",
            "positions,6x8,8,-,-,-,float32",
            "prepend-tokens,6x8,8,1,-,-,float32")
        .contains("masked-attention,7x8,8,-,-,2,float32", "one-token,7x8,8,-,-,-,float32");
  }

  @Test
  void aNetworkOfTextsTakesTheTimeOfTheTextsThatItReads() {
    Network network =
        Families.standard()
            .named("text-transformer")
            .largest(TEXT.with("pool", "class").with("width", 8));
    Network shorter = ShorterTexts.of(network, Shape.ids(4, 30));
    assertThat(shorter)
        .isEqualTo(
            Families.standard()
                .named("text-transformer")
                .largest(
                    new FamilyContext(Shape.ids(4, 30), 3, TEXT.options())
                        .with("pool", "class")
                        .with("width", 8)));
    assertThat(ShorterTexts.of(network, Shape.ids(6, 30))).isSameAs(network);
    Network image = Families.standard().named("vit").largest(PATCHES);
    assertThat(ShorterTexts.of(image, image.input())).isSameAs(image);
  }
}
