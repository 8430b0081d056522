package io.paretune.evaluators.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

  private final Network network = NetworkTest.small();

  @Test
  void sameSeedGivesSameWeightsAndAnotherSeedOthers() {
    Weights weights = Initialisation.kaiming(network, 7);
    assertThat(Initialisation.kaiming(network, 7)).isEqualTo(weights);
    assertThat(Initialisation.kaiming(network, 7).contentHash()).isEqualTo(weights.contentHash());
    assertThat(Initialisation.kaiming(network, 8)).isNotEqualTo(weights);
  }

  @Test
  void convolutionsStartWithTheVarianceOfHe() {
    NetworkBuilder net = Network.from(Shape.image(16, 8, 8)).block("stem").conv(64, 3);
    Network wide = net.globalAveragePool().flatten().linear(10).build();
    float[] values = Initialisation.kaiming(wide, 1).get("stem.conv1.weight").toArray();
    double variance = 0;
    for (float value : values) {
      variance += (double) value * value / values.length;
    }
    // 9216 normal draws: the variance's relative standard error is sqrt(2 / 9216) = 1.5 %.
    assertThat(variance).isCloseTo(2.0 / 144, within(0.06 * 2.0 / 144));
  }

  @Test
  void weightsMustFitTheNetwork() {
    Weights weights = Initialisation.kaiming(network, 7);
    assertThat(weights.requireFor(network)).isEqualTo(weights);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weights.with("stem.norm1.beta", Tensor.filled(0, 7)).requireFor(network))
        .withMessageContaining("[8], got [7]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weights.with("other", Tensor.filled(0, 7)).requireFor(network))
        .withMessageContaining("'other'");
  }

  @Test
  void nodesOfTheSameNameTakeWeightsOverAndTheOthersStartAsEver() {
    Weights trained = Initialisation.kaiming(network, 7);
    assertThat(Initialisation.inherited(network, trained, 8)).isEqualTo(trained);
    NetworkBuilder net = Network.from(network.input()).block("stem").conv(8, 3).batchNorm();
    Network other = net.block("tail").globalAveragePool().flatten().linear(10).build();
    Weights fresh = Initialisation.kaiming(other, 8);
    Weights inherited = Initialisation.inherited(other, trained, 8);
    assertThat(inherited.requireFor(other)).isEqualTo(inherited);
    assertThat(inherited.get("stem.conv1.weight"))
        .isEqualTo(trained.get("stem.conv1.weight"))
        .isNotEqualTo(fresh.get("stem.conv1.weight"));
    assertThat(inherited.get("tail.linear1.weight")).isEqualTo(fresh.get("tail.linear1.weight"));
  }

  @Test
  void weightsThatDoNotMatchAreRefusedWithTheFirstNodeAndBothShapes() {
    Weights trained = Initialisation.kaiming(network, 7);
    NetworkBuilder net = Network.from(network.input()).block("stem").conv(12, 5).batchNorm();
    Network wider = net.block("head").globalAveragePool().flatten().linear(10).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialisation.inherited(wider, trained, 8))
        .withMessage(
            "a node must have the shape of the weights that it starts from, got weight of node"
                + " 'stem.conv1': [12, 1, 5, 5] here, [8, 1, 3, 3] in the weights; choose the same"
                + " size or train it from nothing");
    NetworkBuilder strange = Network.from(network.input()).block("body").conv(8, 3);
    Network foreign = strange.globalAveragePool().flatten().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialisation.inherited(foreign, trained, 8))
        .withMessageContaining("must share nodes");
  }

  @Test
  void fileGivesTheSameWeightsBack(@TempDir Path directory) {
    Weights weights = Initialisation.kaiming(network, 7);
    WeightsFile.save(weights, directory.resolve("w.bin"));
    assertThat(WeightsFile.load(directory.resolve("w.bin"))).isEqualTo(weights);
  }

  @Test
  void everyTruncationAndEveryFlippedByteIsRefused() {
    byte[] bytes = WeightsFile.encode(Weights.of(Map.of("a", Tensor.of(new float[] {1, 2}, 2))));
    for (int i = 0; i < bytes.length; i++) {
      byte[] shorter = Arrays.copyOf(bytes, i);
      assertThatIllegalArgumentException().isThrownBy(() -> WeightsFile.decode(shorter));
      byte[] altered = bytes.clone();
      altered[i] ^= 0x10;
      assertThatIllegalArgumentException().isThrownBy(() -> WeightsFile.decode(altered));
    }
  }

  @Test
  void tensorsDoNotShareTheCallersArrays() {
    float[] values = {1, 2};
    Tensor tensor = Tensor.of(values, 2);
    values[0] = 9;
    tensor.toArray()[1] = 9;
    assertThat(tensor.toArray()).containsExactly(1, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[3], 2, 2));
  }
}
