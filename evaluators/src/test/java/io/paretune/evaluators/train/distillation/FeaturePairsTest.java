package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.train.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturePairsTest {

  private static NetworkBuilder from(int channels, int size) {
    return Network.from(Shape.image(channels, size, size));
  }

  /** Of each pair, both nodes and what they are compared at. */
  private static List<String> pairs(Network student, Network teacher, FeatureLossKind kind) {
    return FeaturePairs.of(student, teacher, kind).stream()
        .map(
            pair ->
                "%s %d = %s %d at %dx%d"
                    .formatted(
                        pair.student().node(),
                        pair.student().shape().channels(),
                        pair.teacher().node(),
                        pair.teacher().shape().channels(),
                        pair.height(),
                        pair.width()))
        .toList();
  }

  private static List<String> both(Network student, Network teacher) {
    List<String> pairs = pairs(student, teacher, FeatureLossKind.FEATURE);
    assertThat(pairs(student, teacher, FeatureLossKind.ATTENTION)).isEqualTo(pairs);
    return pairs;
  }

  @Test
  void theLastBlocksOfEachSizeArePaired() {
    assertThat(both(Samples.residual(4), Samples.residual(8)))
        .containsExactly("stem.act1 4 = stem.act1 8 at 8x8", "body.act2 8 = body.act2 16 at 4x4");
  }

  @Test
  void blocksOfOtherNamesAndNumbersMatchByTheirSize() {
    NetworkBuilder teacher = from(1, 8);
    teacher.block("layer1.0").conv(8, 3).relu().block("layer1.1").conv(8, 3).relu();
    teacher.block("layer2.0").conv(16, 3, 2).relu().block("layer2.1").conv(24, 3).relu();
    teacher.block("layer3.0").conv(32, 3, 2).relu().block("fc").globalAveragePool().flatten();
    assertThat(both(Samples.residual(4), teacher.linear(3).build()))
        .containsExactly(
            "stem.act1 4 = layer1.1.act1 8 at 8x8", "body.act2 8 = layer2.1.act1 24 at 4x4");
  }

  @Test
  void whatAPoolReadsEndsItsBlockToo() {
    NetworkBuilder vgg = from(1, 8);
    vgg.block("features.0").conv(8, 3).relu().maxPool(2, 2);
    vgg.block("features.3").conv(16, 3).relu().maxPool(2, 2);
    vgg.block("classifier").flatten().linear(3);
    assertThat(both(Samples.residual(4), vgg.build()))
        .containsExactly(
            "stem.act1 4 = features.0.act1 8 at 8x8", "body.act2 8 = features.3.act1 16 at 4x4");
  }

  @Test
  void withoutACommonSizeTheNearestIsTaken() {
    // unpadded: 10, 8, pooled to 4, 2
    NetworkBuilder unpadded = from(1, 12);
    unpadded.block("conv1").conv(8, Window.square(3), 1, false).relu();
    unpadded.block("conv2").conv(16, Window.square(3), 1, false).relu().maxPool(2, 2);
    unpadded.block("fc").flatten().linear(3);
    NetworkBuilder student = from(1, 12);
    student.block("stem").conv(4, 3).relu().block("body").conv(8, 3, 2).relu();
    student.block("head").globalAveragePool().flatten().linear(3);
    // 6 lies between 8 and 4 and is nearer to 8 (of 64, 36 and 16 pixels); 12 is left 10
    assertThat(both(student.build(), unpadded.build()))
        .containsExactly(
            "stem.act1 4 = conv1.act1 8 at 10x10", "body.act1 8 = conv2.act1 16 at 6x6");
  }

  @Test
  void tokensArePairedWithTokensWhereTheLastBlockEnds() {
    assertThat(both(TextNetworks.of(8, 1), TextNetworks.of(16, 2)))
        .containsExactly("block0.mlp.output.add 8 = block1.mlp.output.add 16 at 7x1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FeatureLossKind.ATTENTION.requirePairs(TextNetworks.of(8, 1), Samples.residual(4)))
        .withMessageContaining("got [7 tokens] and [8x8, 4x4]");
  }

  @Test
  void aPerceptronComparesFeaturesWhereTheLastLayerReadsThem() {
    Network flat = Network.from(Shape.image(1, 8, 8)).flatten().linear(12).relu().linear(3).build();
    assertThat(pairs(flat, Samples.residual(4), FeatureLossKind.FEATURE))
        .containsExactly("stem.act1 12 = head.pool1 8 at 1x1");
    assertThat(pairs(Samples.residual(4), flat, FeatureLossKind.FEATURE))
        .containsExactly("head.pool1 8 = stem.act1 12 at 1x1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureLossKind.ATTENTION.requirePairs(flat, Samples.residual(4)))
        .withMessageContaining("hidden images or tokens to compare, got [] and [8x8, 4x4]")
        .withMessageContaining("kind: soft");
  }

  @Test
  void aNetworkWithoutAnythingHiddenIsRefused() {
    Network linear = Network.from(Shape.image(1, 8, 8)).flatten().linear(3).build();
    for (FeatureLossKind kind : FeatureLossKind.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeaturePairs.of(linear, Samples.residual(4), kind))
          .withMessageContaining("student and teacher must have hidden");
    }
  }
}
