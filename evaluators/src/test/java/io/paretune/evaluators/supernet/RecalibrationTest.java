package io.paretune.evaluators.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import org.junit.jupiter.api.Test;

class RecalibrationTest {

  private static final DataSet DATA = DataSets.open(DataSpec.of("digits"));

  private static Network network() {
    return Network.from(Shape.image(1, 8, 8))
        .block("stem")
        .conv(4, 3)
        .batchNorm()
        .relu()
        .dropout(0.5)
        .globalAveragePool()
        .flatten()
        .linear(10)
        .build();
  }

  @Test
  void givesTheStatisticsOfItsActivations() {
    Network network = network();
    WeightedNetwork start = new WeightedNetwork(network, Initialisation.kaiming(network, 5));
    float[][] examples = DATA.train().sample(600);
    WeightedNetwork settled =
        new Recalibration(DATA.train(), 600, Device.cpu(), StepGate.open()).of(start);
    Tensor kernel = start.weights().get("stem.conv1.weight");
    Tensor means = settled.weights().get("stem.norm1.runningMean");
    Tensor variances = settled.weights().get("stem.norm1.runningVariance");
    for (int channel = 0; channel < 4; channel++) {
      double[] moments = moments(examples, kernel, channel);
      assertThat(means.at(channel)).isCloseTo((float) moments[0], within(1e-3f));
      // the mean of three batches' variances is a little under that of all
      assertThat(variances.at(channel)).isCloseTo((float) moments[1], within(.02f));
    }
    assertThat(settled.weights().get("stem.conv1.weight")).isEqualTo(kernel);
  }

  /** Mean and variance of one channel of a 3 x 3 convolution, padded by one, in doubles. */
  private static double[] moments(float[][] examples, Tensor kernel, int channel) {
    double sum = 0;
    double squares = 0;
    for (float[] example : examples) {
      for (int place = 0; place < 64; place++) {
        double value = convolved(example, kernel, channel, place / 8, place % 8);
        sum += value;
        squares += value * value;
      }
    }
    double count = 64.0 * examples.length;
    double mean = sum / count;
    return new double[] {mean, squares / count - mean * mean};
  }

  private static double convolved(float[] image, Tensor kernel, int channel, int row, int column) {
    double value = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int y = row + dy;
        int x = column + dx;
        if (y >= 0 && y < 8 && x >= 0 && x < 8) {
          value += image[y * 8 + x] * kernel.at(channel * 9 + (dy + 1) * 3 + dx + 1);
        }
      }
    }
    return value;
  }

  @Test
  void leavesANetworkWithoutNormalisationAlone() {
    Network plain = Network.from(Shape.image(1, 8, 8)).block("a").flatten().linear(10).build();
    WeightedNetwork start = new WeightedNetwork(plain, Initialisation.kaiming(plain, 5));
    Recalibration recalibration = new Recalibration(DATA.train(), 8, Device.cpu(), StepGate.open());
    assertThat(recalibration.of(start)).isSameAs(start);
  }

  @Test
  void wantsTwoExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Recalibration(DATA.train(), 1, Device.cpu(), StepGate.open()))
        .withMessageContaining("at least 2 examples, got 1");
  }
}
