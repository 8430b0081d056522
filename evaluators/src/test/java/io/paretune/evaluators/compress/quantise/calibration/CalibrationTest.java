package io.paretune.evaluators.compress.quantise.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.quantise.weight.Int8Weights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void minMaxIsWhatTheReferenceSees() {
    Network network = RandomNetworks.network(11);
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 11));
    float[][] images = RandomNetworks.examples(network, 20, 11);
    Map<String, Range> ranges =
        Calibration.collect(model.network(), model.weights(), images, 1)
            .ranges(CalibrationKind.MIN_MAX);
    ReferenceForward reference = new ReferenceForward(model.network(), model.weights());
    ranges.forEach(
        (name, range) -> {
          float low = 0;
          float high = 0;
          for (float[] image : images) {
            for (float value : reference.trace(image).getOrDefault(name, new float[0])) {
              low = Math.min(low, value);
              high = Math.max(high, value);
            }
          }
          assertThat(range.low()).as(name).isCloseTo(low, within(1e-4f));
          assertThat(range.high()).as(name).isCloseTo(high, within(1e-4f));
        });
    assertThat(ranges).containsKey("input").hasSize(model.network().nodes().size() + 1);
  }

  @Test
  void whatIsNotAskedForIsNotLookedAt() {
    Network network = RandomNetworks.network(12);
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 12));
    float[][] images = RandomNetworks.examples(network, 20, 12);
    String asked = model.network().nodes().get(model.network().nodes().size() / 2).name();
    Set<String> names = Set.of(Network.INPUT, asked);
    Map<String, Range> all =
        Calibration.collect(model.network(), model.weights(), images, 1)
            .ranges(CalibrationKind.PERCENTILE);
    Map<String, Range> some =
        Calibration.collect(model.network(), model.weights(), names, images, 1)
            .ranges(CalibrationKind.PERCENTILE);
    assertThat(some).containsOnlyKeys(names);
    some.forEach(
        (name, range) -> {
          Range known = Objects.requireNonNull(all.get(name));
          float bin = (known.high() - known.low()) / 500;
          assertThat(range.low()).as(name).isCloseTo(known.low(), within(bin));
          assertThat(range.high()).as(name).isCloseTo(known.high(), within(bin));
        });
    assertThat(
            Calibration.collect(model.network(), model.weights(), Set.of(Network.INPUT), images, 1)
                .ranges(CalibrationKind.MIN_MAX))
        .containsOnlyKeys(Network.INPUT);
  }

  @Test
  void meansAreThoseOfEachChannel() {
    Network network = RandomNetworks.network(13);
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 13));
    float[][] images = RandomNetworks.examples(network, 18, 13);
    Calibration seen = Calibration.collect(model.network(), model.weights(), images, 1);
    ReferenceForward reference = new ReferenceForward(model.network(), model.weights());
    for (Node node : model.network().nodes()) {
      Shape shape = model.network().shapeOf(node.name());
      double[] means = new double[shape.channels()];
      for (float[] image : images) {
        float[] values = Objects.requireNonNull(reference.trace(image).get(node.name()));
        for (int i = 0; i < values.length; i++) {
          means[shape.channelOf(i)] +=
              (double) values[i] * shape.channels() / values.length / images.length;
        }
      }
      assertThat(seen.channelMeans(node.name()))
          .as(node.name())
          .containsExactly(means, within(1e-4));
    }
  }

  @Test
  void percentileAndEntropyClipRareOutliersAndMinMaxDoesNot() {
    Histogram seen = normal(200_000, 40f);
    assertThat(CalibrationKind.MIN_MAX.range(seen).high()).isEqualTo(40f);
    assertThat(CalibrationKind.PERCENTILE.range(seen).high()).isBetween(0.6f, 1f);
    assertThat(CalibrationKind.ENTROPY.range(seen).high()).isBetween(0.6f, 30f);
  }

  @Test
  void entropyKeepsADistributionWithoutTails() {
    Random random = new Random(3);
    Histogram seen = new Histogram(0, 1);
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? 0 : random.nextFloat();
    }
    seen.add(values);
    assertThat(CalibrationKind.ENTROPY.range(seen).high()).isGreaterThan(0.95f);
  }

  @Test
  void quantilesOfAUniformDistributionAreTheFractions() {
    Histogram seen = new Histogram(0, 1);
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 10_000f;
    }
    seen.add(values);
    assertThat(seen.quantile(0.25)).isCloseTo(0.25, within(1.0 / Histogram.BINS));
    assertThat(seen.quantile(0.9)).isCloseTo(0.9, within(1.0 / Histogram.BINS));
  }

  @Test
  void rangesWithoutNegativesHaveZeroPointZero() {
    Range range = new Range(0, 25.5f);
    assertThat(range.scale()).isEqualTo(0.1f);
    assertThat(range.zeroPoint()).isZero();
    assertThat(new Range(-1, 1).zeroPoint()).isEqualTo(128);
    assertThat(new Range(-25.5f, 0).zeroPoint()).isEqualTo(255);
    assertThat(new Range(0, 0).scale()).isPositive();
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(0, Float.NaN));
  }

  @Test
  void weightsAreQuantisedPerChannelAsByHand() {
    Tensor weight = Tensor.of(new float[] {1.27f, -0.5f, 0.254f, 0.1f}, 2, 2);
    Tensor bias = Tensor.of(new float[] {0.5f, -0.02f}, 2);
    Int8Weights int8 = Int8Weights.of(weight, Optional.of(bias), 0.5f, WeightScales.PER_CHANNEL);
    assertThat(int8.scales().toArray()).containsExactly(new float[] {0.01f, 0.002f}, within(1e-8f));
    assertThat(int8.values()).containsExactly(127, -50, 127, 50);
    assertThat(int8.bias(bias, 0.5f)).containsExactly(100, -20);
  }

  @Test
  void aLargeBiasOverTinyWeightsDoesNotOverflow() {
    Tensor weight = Tensor.of(new float[] {1e-9f}, 1, 1);
    Tensor bias = Tensor.of(new float[] {3}, 1);
    Int8Weights int8 = Int8Weights.of(weight, Optional.of(bias), 0.01f, WeightScales.PER_CHANNEL);
    double restored = int8.bias(bias, 0.01f)[0] * (double) int8.biasScales(0.01f).at(0);
    assertThat(restored).isCloseTo(3, within(1e-5));
  }

  @Test
  void noImagesAndInfiniteActivationsAreRefused() {
    Network network = RandomNetworks.network(11);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Calibration.collect(network, RandomNetworks.weights(network, 1), new float[0][], 1))
        .withMessageContaining("at least 1 image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Histogram(0, Double.POSITIVE_INFINITY))
        .withMessageContaining("finite");
  }

  private static Histogram normal(int count, float outlier) {
    Random random = new Random(1);
    float[] values = new float[count];
    float low = 0;
    for (int i = 0; i < count; i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
      low = Math.min(low, values[i]);
    }
    values[0] = outlier;
    Histogram seen = new Histogram(low, outlier);
    seen.add(values);
    return seen;
  }

  @Test
  void clippingOfLeastSquaredErrorIsBestAmongItsNeighbours() {
    Random random = new Random(1);
    float[] values = new float[100_000];
    float low = 0;
    float high = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      values[i] *= i % 1000 == 0 ? 12 : 1;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    Histogram seen = new Histogram(low, high);
    seen.add(values);
    Range found = CalibrationKind.MEAN_SQUARED_ERROR.range(seen);
    assertThat(found.high()).isBetween(0.1f * high, 0.95f * high);
    double least = error(values, found);
    assertThat(least)
        .isLessThan(error(values, Range.around(found.low() * 1.3, found.high() * 1.3)))
        .isLessThan(error(values, Range.around(found.low() * 0.7, found.high() * 0.7)))
        .isLessThan(error(values, CalibrationKind.MIN_MAX.range(seen)));
  }

  private static double error(float[] values, Range range) {
    double sum = 0;
    for (float value : values) {
      double code = Math.rint(value / range.scale()) + range.zeroPoint();
      double back = (Math.max(0, Math.min(255, code)) - range.zeroPoint()) * range.scale();
      sum += (value - back) * (value - back);
    }
    return sum;
  }

  @Test
  void rangesOfValuesThatAreNeverNegativeBeginAtZero() {
    Histogram seen = new Histogram(0, 4);
    float[] values = new float[50_000];
    Random random = new Random(2);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, Math.min(4, random.nextGaussian()));
    }
    seen.add(values);
    for (CalibrationKind kind : CalibrationKind.values()) {
      assertThat(kind.range(seen).zeroPoint()).as(kind.name()).isZero();
    }
  }
}
