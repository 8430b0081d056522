package io.paretune.evaluators.compress.prune.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredPruningTest {

  @Test
  void residualSumsTieTheirLayersTogether() {
    Network network = resnet(16);
    List<ChannelGroup> groups = StructuredPruning.groups(network);
    assertThat(groups)
        .contains(
            new ChannelGroup(List.of("stem.conv1", "stage1.block0.conv2"), 16),
            new ChannelGroup(List.of("stage1.block0.conv1"), 16),
            new ChannelGroup(List.of("stage2.block0.conv1", "stage2.block0.conv3"), 32));
    assertThat(groups).noneMatch(group -> group.producers().contains("head.linear1"));
  }

  @Test
  void halfTheChannelsLeaveAboutAQuarterOfTheWork() {
    Network network = resnet(16);
    Pruned pruned = StructuredPruning.prune(network, RandomNetworks.weights(network, 1), 0.5, 8);
    assertThat(pruned.network().node("stage1.block0.conv1").layer())
        .isInstanceOfSatisfying(
            Layer.Conv2d.class, conv -> assertThat(conv.outputs()).isEqualTo(8));
    assertThat((double) pruned.network().multiplyAdds() / network.multiplyAdds())
        .isBetween(0.24, 0.30);
    assertThat(pruned.removedChannels()).containsEntry("stem.conv1", 8);
    assertThat(pruned.weights().requireFor(pruned.network())).isEqualTo(pruned.weights());
  }

  @Test
  void theChannelsOfSmallestNormGoFirst() {
    NetworkBuilder net = Network.from(Shape.image(1, 1, 1)).block("b").conv(4, 1);
    Network network = net.flatten().linear(2).build();
    Weights weights =
        Weights.of(
            Map.of(
                "b.conv1.weight", Tensor.of(new float[] {-3, 1, 2, -0.5f}, 4, 1, 1, 1),
                "b.linear1.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4),
                "b.linear1.bias", Tensor.of(new float[] {0, 1}, 2)));
    Pruned pruned = StructuredPruning.prune(network, weights, 0.5, 1);
    assertThat(pruned.weights().get("b.conv1.weight").toArray()).containsExactly(-3, 2);
    assertThat(pruned.weights().get("b.linear1.weight").toArray()).containsExactly(1, 3, 5, 7);
    assertThat(pruned.weights().get("b.linear1.bias").toArray()).containsExactly(0, 1);
  }

  @Test
  void groupedConvolutionsStayAsTheyAre() {
    NetworkBuilder net = Network.from(Shape.image(1, 4, 4)).block("b").conv(8, 3);
    net.layer("conv", new Layer.Conv2d(8, 8, Window.same(3), 2, false));
    Network network = net.conv(8, 1).flatten().linear(2).build();
    assertThat(StructuredPruning.groups(network))
        .containsExactly(new ChannelGroup(List.of("b.conv3"), 8));
  }

  @ParameterizedTest
  @CsvSource({
    "32,0.25,8,24",
    "32,0.5,8,16",
    "8,0.5,8,8",
    "24,0.25,8,16",
    "16,0.9,8,8",
    "12,0.5,8,8",
    "4,0.5,8,4",
    "10,0,8,10"
  })
  void widthsAreRoundedToTheMultiple(int channels, double ratio, int multiple, int kept) {
    assertThat(StructuredPruning.kept(channels, ratio, multiple)).isEqualTo(kept);
  }

  @Test
  void ratiosOutsideTheirRangeAreRefused() {
    Network network = resnet(8);
    Weights weights = Weights.of(Map.of());
    for (double ratio : Arrays.asList(-0.1, 1.0, Double.NaN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StructuredPruning.prune(network, weights, ratio, 8));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StructuredPruning.prune(network, weights, 0.5, 0));
  }

  private static Network resnet(int width) {
    return new ResNetFamily()
        .largest(
            FamilyContext.of(Shape.image(1, 8, 8), 10)
                .with("width", width)
                .with("depth", 1)
                .with("kernel", 3));
  }
}
