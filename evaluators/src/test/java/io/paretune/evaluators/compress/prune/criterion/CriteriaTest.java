package io.paretune.evaluators.compress.prune.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.channel.ChannelDependencies;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomImages;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every criterion against figures computed by hand. */
class CriteriaTest {

  /** One pixel of value 1, class 0. */
  private static final TrainSplit ONE =
      new TrainSplit(
          Examples.ofBytes(
              new InputShape(1, 1, 1), List.of("a", "b"), new byte[] {(byte) 255}, new int[] {0}),
          new Preprocessing(1 / 255.0, List.of(0.0), List.of(1.0)));

  private static Importance criterion(PruningCriterion criterion, TrainSplit images) {
    return Criteria.of(criterion, images, images.size(), Placement.cpu(1), StepGate.open());
  }

  /** The scores of the channels that a node makes. */
  private static double[] scores(
      Importance importance, Network network, Weights weights, String node) {
    ChannelDependencies ties = ChannelDependencies.of(network);
    double[] all = importance.scores(ties, weights);
    return Arrays.stream(ties.classesOf(node)).mapToDouble(id -> all[id]).toArray();
  }

  private static NetworkBuilder four() {
    return Network.from(Shape.image(1, 1, 1)).block("b").conv(4, 1);
  }

  private static Weights weights(Network network, Map<String, float[]> values) {
    Weights weights = Initialisation.kaiming(network, 1);
    for (Map.Entry<String, float[]> entry : values.entrySet()) {
      int[] shape = weights.get(entry.getKey()).shape();
      weights = weights.with(entry.getKey(), Tensor.of(entry.getValue(), shape));
    }
    return weights;
  }

  @Test
  void gradientsAreTakenOnTheDevice() {
    Network network = four().batchNorm().relu().flatten().linear(2).build();
    Placement nowhere = new Placement(new Device.Cuda(99), 1);
    Importance taylor = Criteria.of(PruningCriterion.TAYLOR, ONE, 1, nowhere, StepGate.open());
    Weights weights = Initialisation.kaiming(network, 1);
    assertThatThrownBy(() -> taylor.scores(ChannelDependencies.of(network), weights))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cuda:99");
  }

  @Test
  void normalisationJudgesByItsScales() {
    Network network = four().batchNorm().relu().flatten().linear(2).build();
    Weights weights =
        weights(
            network,
            Map.of(
                "b.conv1.weight", new float[] {9, 1, 9, 1},
                "b.norm1.gamma", new float[] {0.5f, -3, 0, 0.5f}));
    assertThat(scores(criterion(PruningCriterion.BATCH_NORM, ONE), network, weights, "b.conv1"))
        .containsExactly(0.5, 3, 0, 0.5);
  }

  @Test
  void twoNormalisationsOfAChannelVoteAlike() {
    Network network =
        four().batchNorm().relu().depthwise(1, 1).batchNorm().flatten().linear(2).build();
    Weights weights =
        weights(
            network,
            Map.of(
                "b.norm1.gamma", new float[] {1, 2, 3, 2},
                "b.norm2.gamma", new float[] {30, 20, 10, 20}));
    // each divided by its mean: (0.5, 1, 1.5, 1) + (1.5, 1, 0.5, 1)
    assertThat(scores(criterion(PruningCriterion.BATCH_NORM, ONE), network, weights, "b.conv1"))
        .containsExactly(2, 2, 2, 2);
  }

  @Test
  void whatNothingNormalisesIsJudgedByItsFilters() {
    Network network = four().relu().flatten().linear(2).build();
    Weights weights = weights(network, Map.of("b.conv1.weight", new float[] {-3, 1, 2, -2}));
    assertThat(scores(criterion(PruningCriterion.BATCH_NORM, ONE), network, weights, "b.conv1"))
        .containsExactly(1.5, 0.5, 1, 1);
  }

  @Test
  void taylorIsTheSquaredGradientOfAGate() {
    Network network = four().flatten().linear(2).build();
    // The logits are 0 and 0: p = (1/2, 1/2), and by the logits the loss has the slope p - y =
    // (-1/2, 1/2). By a gate on channel c that is -1/2 V0c h + 1/2 V1c h = -V0c h = -(1, -2, -1,
    // 2).
    Weights weights =
        weights(
            network,
            Map.of(
                "b.conv1.weight", new float[] {1, 2, -1, 1},
                "b.linear1.weight", new float[] {1, -1, 1, 2, -1, 1, -1, -2},
                "b.linear1.bias", new float[] {0, 0}));
    assertThat(scores(criterion(PruningCriterion.TAYLOR, ONE), network, weights, "b.conv1"))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(1, 4, 1, 4);
  }

  @Test
  void activationIsTheMeanThatReadersSee() {
    Network network = four().relu().flatten().linear(2).build();
    Weights weights = weights(network, Map.of("b.conv1.weight", new float[] {-3, 1, 2, 5}));
    // after the rectifier 0, 1, 2, 5; divided by their mean
    assertThat(scores(criterion(PruningCriterion.ACTIVATION, ONE), network, weights, "b.conv1"))
        .containsExactly(0, 0.5, 1, 2.5);
  }

  @Test
  void theGateStandsInAllLayersThatReadTheChannel() {
    for (long seed : new long[] {1, 5, 11, 14}) {
      Network network = RandomNetworks.network(seed, false);
      Weights weights = RandomNetworks.weights(network, seed);
      TrainSplit images = RandomImages.of(network, 1, seed);
      ChannelDependencies ties = ChannelDependencies.of(network);
      double[] scores = criterion(PruningCriterion.TAYLOR, images).scores(ties, weights);
      int compared = 0;
      int[] free =
          ties.producers().values().stream()
              .flatMapToInt(Arrays::stream)
              .distinct()
              .filter(id -> !ties.isFixed(id))
              .limit(12)
              .toArray();
      for (int id : free) {
        double up = loss(network, gated(ties, weights, id, 1.001f), images);
        double down = loss(network, gated(ties, weights, id, 0.999f), images);
        double slope = (up - down) / 0.002;
        assertThat(Math.sqrt(scores[id])).isCloseTo(Math.abs(slope), within(2e-3));
        compared += Math.abs(slope) > 0.01 ? 1 : 0;
      }
      assertThat(compared).as("seed %d: slopes to compare", seed).isPositive();
    }
  }

  /** The weights with the columns that read a class scaled. */
  private static Weights gated(ChannelDependencies ties, Weights weights, int id, float factor) {
    Weights changed = weights;
    for (Node node : ties.network().nodes()) {
      if (node.layer().dense()) {
        int[] classes = ties.classesOf(node.inputs().get(0));
        Tensor weight = weights.get(Role.WEIGHT.of(node.name()));
        float[] values = weight.toArray();
        int perOutput = values.length / weight.axis(0);
        for (int i = 0; i < values.length; i++) {
          values[i] *= classes[i % perOutput * classes.length / perOutput] == id ? factor : 1;
        }
        changed = changed.with(Role.WEIGHT.of(node.name()), Tensor.of(values, weight.shape()));
      }
    }
    return changed;
  }

  private static double loss(Network network, Weights weights, TrainSplit images) {
    float[] logits = new ReferenceForward(network, weights).logits(images.inputs(0, 1));
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[((ClassTargets) images.targets()).at(0)];
  }
}
