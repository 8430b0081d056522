package io.paretune.evaluators.train.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Five steps down the sum of squares from weights (3, -2, 0.5) and bias 2, at 0.1 / step. */
class UpdateTest {
  private static final Network NETWORK = Network.from(Shape.vector(3)).linear(1).build();
  private static final String NODE = NETWORK.nodes().get(0).name();

  private static WeightArrays start(NDManager manager) {
    Weights weights =
        Weights.of(
            Map.of(
                NODE + ".weight", Tensor.of(new float[] {3, -2, 0.5f}, 1, 3),
                NODE + ".bias", Tensor.of(new float[] {2}, 1)));
    return new WeightArrays(NETWORK, weights, manager);
  }

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  private static void step(Update update, NDManager manager, double rate) {
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> leaves = update.leaves(own);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray sum = own.zeros(new ai.djl.ndarray.types.Shape());
        for (NDArray leaf : leaves.values()) {
          sum = sum.add(leaf.mul(leaf).sum());
        }
        collector.backward(sum.mul((float) update.lossScale()));
      }
      update.apply(List.of(leaves), rate);
    }
  }

  private static float[] afterFiveSteps(Optimisation how) {
    try (NDManager manager = manager()) {
      WeightArrays arrays = start(manager);
      Update update = new Update(how, arrays, manager);
      for (int step = 0; step < 5; step++) {
        step(update, manager, 0.1 / (step + 1));
      }
      Weights end = arrays.toWeights();
      float[] all = new float[4];
      System.arraycopy(end.get(NODE + ".weight").toArray(), 0, all, 0, 3);
      all[3] = end.get(NODE + ".bias").at(0);
      return all;
    }
  }

  /**
   * The first two of PyTorch 1.13's {@code torch.optim.Adam} and {@code AdamW}, weight decay 0.1 in
   * the group of the weights and 0 in that of the bias; the third of algorithm 2 of the paper in
   * double precision, epsilon 1e-6, no decay and ratio 1 for the bias.
   */
  @ParameterizedTest
  @CsvSource({
    "ADAM, 2.7719361782, -1.7721000910, 0.2747931778, 1.7721000910",
    "ADAMW, 2.7059574127, -1.7287791967, 0.2655853331, 1.7721000910",
    "LAMB, 2.5073123465, -1.5459290814, 0.1171610084, 1.7721001340"
  })
  void stepsAreThoseOfTheReference(
      OptimiserKind kind, double first, double second, double third, double bias) {
    Optimisation how = Optimisation.defaults().withOptimiser(kind).withWeightDecay(0.1);
    assertThat(afterFiveSteps(how))
        .containsExactly(
            new float[] {(float) first, (float) second, (float) third, (float) bias},
            within(2e-6f));
  }

  /**
   * PyTorch 1.13: {@code clip_grad_norm_} of both at 1.5 before each step of {@code
   * torch.optim.SGD} with Nesterov momentum 0.9.
   */
  @Test
  void gradientsAreClippedTogether() {
    Optimisation how = Optimisation.defaults().withWeightDecay(0).withClipping(1.5);
    assertThat(afterFiveSteps(how))
        .containsExactly(
            new float[] {2.3106701f, -1.5404469f, 0.3851117f, 1.5404469f}, within(2e-6f));
  }

  @Test
  void gradientsThatAreShortEnoughAreNotClipped() {
    Optimisation how = Optimisation.defaults();
    assertThat(afterFiveSteps(how.withClipping(1000))).isEqualTo(afterFiveSteps(how));
  }

  @ParameterizedTest
  @EnumSource(OptimiserKind.class)
  void aStepLeavesNothingBehind(OptimiserKind kind) {
    try (NDManager manager = manager()) {
      Optimisation how = Optimisation.defaults().withOptimiser(kind).withClipping(0.5);
      Update update = new Update(how, start(manager), manager);
      step(update, manager, 0.1);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        step(update, manager, 0.1);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void aShareOfTheRateMovesFurtherArraysLess() {
    try (NDManager manager = manager()) {
      WeightArrays weights = start(manager);
      Weights other = Weights.of(Map.of("other", Tensor.of(new float[] {2}, 1)));
      WeightArrays further = WeightArrays.ofParameters(other, manager);
      Update update =
          new Update(Optimisation.defaults().withMomentum(0).withWeightDecay(0), weights, manager);
      update.add(further, 0.5);
      step(update, manager, 0.1);
      assertThat(further.toWeights().get("other").at(0)).isEqualTo(2 - 0.05f * 4, within(1e-6f));
      assertThat(weights.toWeights().get(NODE + ".bias").at(0))
          .isEqualTo(2 - 0.1f * 4, within(1e-6f));
    }
  }

  private static Update scaled(NDManager manager) {
    return new Update(Optimisation.defaults().withClipping(1), start(manager), manager, true);
  }

  private static float[] weights(Update update) {
    return update.state().get(NODE + ".weight").toArray();
  }

  @Test
  void scaledLossesChangeNoDigit() {
    try (NDManager manager = manager()) {
      Update usual = new Update(Optimisation.defaults().withClipping(1), start(manager), manager);
      Update scaled = scaled(manager);
      for (int step = 0; step < 3; step++) {
        step(usual, manager, 0.1);
        step(scaled, manager, 0.1);
      }
      assertThat(weights(scaled)).containsExactly(weights(usual));
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothingButTheScale() {
    try (NDManager manager = manager()) {
      Update update = scaled(manager);
      float[] before = weights(update);
      for (double seen : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
        try (NDManager own = manager.newSubManager()) {
          Map<String, NDArray> leaves = update.leaves(own);
          try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray first = leaves.values().iterator().next();
            collector.backward(first.mul((float) seen).sum());
          }
          update.apply(List.of(leaves), 0.1);
        }
      }
      assertThat(weights(update)).containsExactly(before);
      assertThat(update.steps()).isEqualTo(2);
      assertThat(update.lossScale()).isEqualTo(65536 / 4);
      Update resumed = scaled(manager);
      resumed.restore(update.state(), update.steps());
      assertThat(resumed.lossScale()).isEqualTo(65536 / 4);
      step(resumed, manager, 0.1);
      assertThat(weights(resumed)).isNotEqualTo(before);
    }
  }

  @Test
  void theScaleGrowsAfterManyFiniteSteps() {
    LossScale scale = new LossScale();
    for (int step = 0; step < 1999; step++) {
      scale.stepped(true);
    }
    assertThat(scale.value()).isEqualTo(65536);
    scale.stepped(true);
    assertThat(scale.value()).isEqualTo(2 * 65536);
  }
}
