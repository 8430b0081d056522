package io.paretune.evaluators.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.NasBench201Family;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialLookTest {

  private static final TrainSplit DIGITS = DataSets.open(DataSpec.of("digits")).train();

  private static InitialLook look(int images, long seed) {
    return new InitialLook(DIGITS, images, seed, Device.cpu(), StepGate.open());
  }

  private static Network cell(String operations) {
    return new NasBench201Family()
        .build(
            NasBench201Family.point(operations),
            FamilyContext.of(Shape.image(1, 8, 8), 10).with("cells", 1L).with("width", 8L));
  }

  @Test
  void theSameSeedSeesTheSame() {
    Network network = cell("333333");
    Map<String, Double> first = look(16, 1).at(network, Proxies.all());
    assertThat(first).containsOnlyKeys("naswot", "swap", "participation", "jacobian");
    assertThat(look(16, 1).at(network, Proxies.all())).isEqualTo(first);
    assertThat(look(16, 2).at(network, Proxies.all())).isNotEqualTo(first);
    assertThat(look(8, 1).at(network, Proxies.all())).isNotEqualTo(first);
  }

  @Test
  void whatOneProxySeesDoesNotDependOnTheOthers() {
    Network network = cell("312231");
    Map<String, Double> all = look(16, 1).at(network, Proxies.all());
    for (Proxy proxy : Proxies.all()) {
      assertThat(look(16, 1).at(network, List.of(proxy)))
          .containsExactly(Map.entry(proxy.name(), all.getOrDefault(proxy.name(), Double.NaN)));
    }
    assertThat(look(16, 1).at(network, List.of())).isEmpty();
  }

  @Test
  void aCellOfConvolutionsSaysMoreThanOneOfPools() {
    Map<String, Double> convolutions = look(16, 1).at(cell("333333"), Proxies.all());
    Map<String, Double> pools = look(16, 1).at(cell("444444"), Proxies.all());
    for (String name : List.of("naswot", "swap", "participation")) {
      assertThat(convolutions.get(name)).as(name).isGreaterThan(pools.get(name));
    }
  }

  @Test
  void rowsAndNetworksWithoutNormalisationAreLookedAt() {
    Network rows =
        Network.from(Shape.image(1, 8, 8))
            .block("hidden")
            .flatten()
            .linear(12)
            .activation(ActivationKind.SILU)
            .block("head")
            .linear(10)
            .build();
    Map<String, Double> seen = look(16, 1).at(rows, Proxies.all());
    assertThat(seen.get("swap")).isBetween(2.0, 12.0);
    assertThat(seen.get("participation")).isBetween(0.1, 1.0);
  }

  @Test
  void aNetworkWithoutNonLinearityHasNoRegions() {
    Network straight =
        Network.from(Shape.image(1, 8, 8)).block("head").flatten().linear(10).build();
    Map<String, Double> seen = look(4, 1).at(straight, Proxies.all());
    assertThat(seen).containsEntry("swap", 0.0).containsEntry("naswot", 0.0);
    assertThat(seen).containsEntry("participation", 0.0);
  }

  @Test
  void aLookTakesTwoToSixtyFourImages() {
    for (int images : new int[] {1, 65}) {
      assertThatThrownBy(() -> look(images, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a look must take 2 to 64 images, got " + images);
    }
  }

  @Test
  void layersAreThoseThatReadANonLinearity() {
    // three convolutions read the input, two the first place, one the second; and the head's pool
    assertThat(cell("333333").layers()).isEqualTo(3 * 6 + 2 * 2 + 1);
    assertThat(cell("444444").layers()).isEqualTo(2 * 2 + 1);
  }
}
