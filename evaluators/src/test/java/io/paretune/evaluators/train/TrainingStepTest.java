package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(3).withBatchSize(16);
  private final DataSet data = Samples.halves();

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  @Test
  void aStepLeavesNothingBehind() {
    Network student = Samples.residual(4);
    FeatureTeacher teacher =
        new FeatureTeacher(student, Samples.weights(student, 2), FeatureLossKind.ATTENTION, 1);
    WeightTransform doubling = (spec, weight) -> weight.mul(2);
    try (NDManager manager = manager();
        TrainingStep step =
            new TrainingStep(
                student,
                Samples.weights(student, 3),
                data.train(),
                SETTINGS,
                Optional.empty(),
                doubling,
                Optional.of(teacher),
                manager)) {
      int[] order = new int[data.train().size()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      NDManager own = step.arrays().values().iterator().next().getManager();
      step.run(order, 0, 15, 1, 0.01);
      int before = own.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        step.run(order, 0, 15, 1, 0.01);
        Inference.score(
            student, step.arrays(), doubling, manager, data.validation(), StepGate.open());
      }
      assertThat(before).isPositive();
      assertThat(own.getManagedArrays()).hasSize(before);
    }
  }
}
