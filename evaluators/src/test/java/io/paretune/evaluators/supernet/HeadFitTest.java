package io.paretune.evaluators.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.targets.Targets;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import org.junit.jupiter.api.Test;

class HeadFitTest {

  private static final DataSet DATA = DataSets.open(DataSpec.of("digits"));
  private static final int COUNT = 600;

  private static HeadFit fit() {
    Targets sampled = DATA.train().sampledTargets(COUNT);
    float[] targets = new float[COUNT * 10];
    for (int i = 0; i < COUNT; i++) {
      DATA.head().target(sampled, i, 0.1, 10, targets, i * 10);
    }
    return new HeadFit(
        new HeadFit.Examples(DATA.train().sample(COUNT), targets, DATA.head().loss()),
        Device.cpu(),
        StepGate.open());
  }

  private static WeightedNetwork started(Network network) {
    return new WeightedNetwork(network, Initialisation.kaiming(network, 5));
  }

  private static double logLoss(WeightedNetwork of) {
    try (Inference inference = new Inference(of.network(), of.weights(), Device.cpu())) {
      return inference.score(DATA.validation()).of(Metric.LOG_LOSS);
    }
  }

  @Test
  void fitsTheLastLayerAndNothingElse() {
    WeightedNetwork start =
        started(
            Network.from(Shape.image(1, 8, 8))
                .block("stem")
                .conv(8, 3, 2)
                .relu()
                .flatten()
                .linear(10)
                .build());
    WeightedNetwork fitted = fit().of(start);
    assertThat(logLoss(fitted)).isLessThan(logLoss(start) - 1);
    assertThat(fitted.weights().get("stem.conv1.weight"))
        .isEqualTo(start.weights().get("stem.conv1.weight"));
    assertThat(fit().of(start).weights().contentHash()).isEqualTo(fitted.weights().contentHash());
  }

  @Test
  void leavesANetworkThatEndsOtherwiseAlone() {
    WeightedNetwork start =
        started(
            Network.from(Shape.image(1, 8, 8))
                .block("a")
                .conv(10, 3)
                .globalAveragePool()
                .flatten()
                .build());
    assertThat(fit().of(start)).isSameAs(start);
  }
}
