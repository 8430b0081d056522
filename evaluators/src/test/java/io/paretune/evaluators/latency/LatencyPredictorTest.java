package io.paretune.evaluators.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.latency.kernel.MissingKernelException;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyPredictorTest {

  private static final Shape PLACE = Shape.image(8, 4, 4);

  private static final Kernel SLOW = Kernel.border(true, PLACE);
  private static final Kernel FAST = Kernel.border(false, PLACE);

  private static Timing exactly(double milliseconds) {
    return new Timing(milliseconds, milliseconds, milliseconds, true);
  }

  private static LatencyTable table(Map<String, Double> milliseconds) {
    Map<String, Timing> kernels = new LinkedHashMap<>();
    milliseconds.forEach((key, value) -> kernels.put(key, exactly(value)));
    return new LatencyTable(Map.of(), kernels, Optional.empty());
  }

  private static Decomposition.Part times(int times, Kernel kernel) {
    return new Decomposition.Part(kernel, times, List.of());
  }

  private static List<Decomposition.Part> parts() {
    Network network =
        Network.from(Shape.image(1, 4, 4))
            .conv(8, 3)
            .relu()
            .globalAveragePool()
            .flatten()
            .linear(3)
            .build();
    return Decomposition.of(network, QuantisationPlan.none()).parts();
  }

  @Test
  void aTableWithoutAFitIsSummed() {
    LatencyTable table =
        table(
            Map.of(
                "conv,1x4x4,8,3x3p1,1,-,float32", 0.5,
                "global-average-pool,8x4x4,8,-,-,-,float32", 0.25,
                "linear,8,3,-,-,-,float32", 0.125));
    assertThat(table.predictor().milliseconds(parts())).isEqualTo(0.875);
  }

  @Test
  void aMissingKernelIsNamed() {
    LatencyTable table = table(Map.of("conv,1x4x4,8,3x3p1,1,-,float32", 0.5));
    assertThatThrownBy(() -> table.predictor().milliseconds(parts()))
        .isInstanceOf(MissingKernelException.class)
        .hasMessageContaining("lacks 2 kernels")
        .hasMessageContaining("global-average-pool,8x4x4,8,-,-,-,float32");
  }

  @Test
  void coefficientsThatMadeTheLatenciesAreFound() {
    LatencyTable table =
        table(Map.of(SLOW.key(), 0.01, Kernel.of(LAYER, PLACE, KernelPrecision.INT8).key(), 0.1));
    List<MeasuredNetwork> learned = networks(40, 1);
    LatencyFit fit = LatencyFit.of(table, learned, networks(50, 2));
    assertThat(fit.coefficients().get(LatencyFeatures.CALL)).isCloseTo(0.02, within(1e-3));
    assertThat(fit.coefficients().get("borders")).isCloseTo(1.5, within(0.05));
    assertThat(fit.coefficients().get("others.int8")).isCloseTo(0.9, within(0.01));
    assertThat(fit.accuracy().within5()).isEqualTo(1);
    assertThat(fit.accuracy().tau()).isGreaterThan(0.99);
    assertThat(fit.accuracy().networks()).isEqualTo(50);
  }

  private static final io.paretune.evaluators.network.Layer LAYER =
      new io.paretune.evaluators.network.Layer.Add();

  /** Networks whose latency is 0.02 + 1.5 x borders + 0.9 x sums. */
  private static List<MeasuredNetwork> networks(int count, long seed) {
    Random random = new Random(seed);
    List<MeasuredNetwork> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int borders = 1 + random.nextInt(10);
      int sums = 1 + random.nextInt(10);
      networks.add(
          new MeasuredNetwork(
              List.of(
                  times(borders, SLOW), times(sums, Kernel.of(LAYER, PLACE, KernelPrecision.INT8))),
              sums,
              0.02 + 1.5 * 0.01 * borders + 0.9 * 0.1 * sums));
    }
    return networks;
  }

  @Test
  void accuracyIsCountedByHand() {
    List<MeasuredNetwork> measured =
        List.of(
            new MeasuredNetwork(List.of(), 0, 1),
            new MeasuredNetwork(List.of(), 0, 2),
            new MeasuredNetwork(List.of(), 0, 4),
            new MeasuredNetwork(List.of(), 0, 8));
    Map<Double, Double> predicted = Map.of(1.0, 1.04, 2.0, 2.16, 4.0, 8.8, 8.0, 8.0);
    PredictionAccuracy accuracy =
        PredictionAccuracy.of(
            measured, network -> predicted.getOrDefault(network.milliseconds(), 0.0));
    assertThat(accuracy.within5()).isEqualTo(0.5);
    assertThat(accuracy.within10()).isEqualTo(0.75);
    assertThat(accuracy.medianError()).isCloseTo(0.06, within(1e-12));
    assertThat(accuracy.worstError()).isCloseTo(1.2, within(1e-12));
    // of 6 pairs one is in the wrong order
    assertThat(accuracy.tau()).isCloseTo(4 / 6.0, within(1e-12));
  }

  @Test
  void bordersAreOfBothKinds() {
    assertThat(List.of(SLOW.key(), FAST.key()))
        .containsExactly("quantise,8x4x4,8,-,-,-,int8", "dequantise,8x4x4,8,-,-,-,int8");
  }
}
