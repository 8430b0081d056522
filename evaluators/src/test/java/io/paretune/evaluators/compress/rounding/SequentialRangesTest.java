package io.paretune.evaluators.compress.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.RoundingKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SequentialRangesTest {

  /**
   * By hand: the last input is always 0, so that its weight of 8 has no say. Under a step of 1, 1.4
   * becomes 1; under one of 0.35 (the largest share whose step divides it) it is exact.
   */
  @Test
  void aWeightThatNoInputAsksForIsClipped() {
    Network network = Network.from(Shape.vector(2)).linear(1).build();
    String name = Role.WEIGHT.of(network.nodes().get(0).name());
    Weights weights =
        RandomNetworks.weights(network, 1)
            .with(Map.of(name, Tensor.of(new float[] {-1.4f, -8}, 1, 2)));
    float[][] examples = {{1, 0}, {2, 0}, {-3, 0}};
    Reconstruction.Outcome outcome =
        rounded(new WeightedNetwork(network, weights), WeightScales.PER_CHANNEL, 4, examples);
    assertThat(outcome.steps())
        .hasEntrySatisfying(
            name,
            steps ->
                assertThat(steps.toArray()).containsExactly(new float[] {0.7f}, within(1e-6f)));
    assertThat(outcome.network().weights().get(name).toArray())
        .containsExactly(new float[] {-1.4f, -5.6f}, within(1e-6f));
  }

  /** All that weights span is among what is tried. */
  @Property(tries = 40, seed = "140714")
  void noLayerIsFurtherOffThanWithAllThatItsWeightsSpan(@ForAll long seed) {
    Network network = layer(seed);
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, seed));
    float[][] examples = RandomNetworks.examples(network, 24, seed);
    WeightScales scales = List.of(WeightScales.values()).get((int) Math.floorMod(seed / 6, 3L));
    int bits = Math.floorMod(seed / 3, 2) == 0 ? 4 : 8;
    assertThat(tried(model, scales, bits, examples))
        .isLessThanOrEqualTo(spanned(model, scales, bits, examples) * 1.0001 + 1e-9);
  }

  @Test
  void answersOfSeveralLayersStayNearer() {
    double tried = 0;
    double spanned = 0;
    for (long seed = 0; seed < 8; seed++) {
      Network network = RoundingErrors.threeLayers();
      WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, seed));
      float[][] examples = RandomNetworks.examples(network, 48, seed);
      tried += tried(model, WeightScales.PER_CHANNEL, 4, examples);
      spanned += spanned(model, WeightScales.PER_CHANNEL, 4, examples);
    }
    assertThat(tried).isLessThan(0.6 * spanned);
  }

  /** Twice the same, and on the grid: what is read back answers as the rounded network. */
  @Test
  void aPlanWritesThem() {
    Network network = layer(1);
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, 0));
    QuantisationPlan plan = plan(network, WeightScales.PER_CHANNEL, 4);
    float[][] examples = RandomNetworks.examples(network, 24, 0);
    byte[] file = PlannedExport.encode(model, plan, examples, Placement.cpu(1), StepGate.open());
    assertThat(PlannedExport.encode(model, plan, examples, Placement.cpu(1), StepGate.open()))
        .isEqualTo(file);
    WeightedNetwork rounded = rounded(model, WeightScales.PER_CHANNEL, 4, examples).network();
    try (BatchModel written = BatchModel.onnx(file, 1)) {
      assertThat(RoundingErrors.error(written.logits(examples), rounded, examples))
          .isLessThan(1e-6);
    }
  }

  /** One layer with weights, so that its value is what the network answers. */
  private static Network layer(long seed) {
    return switch (Math.floorMod((int) seed, 3)) {
      case 0 -> Network.from(Shape.vector(40)).linear(6).build();
      case 1 -> Network.from(Shape.image(3, 5, 5)).conv(4, 3).flatten().build();
      default -> Network.from(Shape.image(4, 5, 5)).depthwise(3, 1).flatten().build();
    };
  }

  private static QuantisationPlan plan(Network network, WeightScales scales, int bits) {
    return QuantisationPlan.none()
        .withBits(network, bits)
        .withWeightScales(scales)
        .withRounding(RoundingKind.SEQUENTIAL_MSE);
  }

  private static Reconstruction.Outcome rounded(
      WeightedNetwork model, WeightScales scales, int bits, float[][] examples) {
    return Reconstruction.of(
        model, plan(model.network(), scales, bits), examples, Placement.cpu(1), StepGate.open());
  }

  private static double spanned(
      WeightedNetwork model, WeightScales scales, int bits, float[][] examples) {
    WeightedNetwork nearest = RoundingErrors.nearest(model, plan(model.network(), scales, bits));
    return RoundingErrors.error(nearest, model, examples);
  }

  private static double tried(
      WeightedNetwork model, WeightScales scales, int bits, float[][] examples) {
    return RoundingErrors.error(rounded(model, scales, bits, examples).network(), model, examples);
  }
}
