package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withEpochs(4)
          .withBatchSize(16)
          .withViews(new Views(Augmentation.SHIFT, 3, 1));
  private final DataSet data = Samples.halves();
  private final Network network = Samples.residual(4);
  private final Weights initial = Initialisation.kaiming(network, 1);

  private Trained train(TrainingSettings settings, Optional<TeacherLogits> teacher) {
    return train(settings, teacher, EpochListener.untilTheEnd(), StepGate.open());
  }

  private Trained train(
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      EpochListener listener,
      StepGate gate) {
    return Trainer.onCpu()
        .train(
            network, initial, data.train(), data.validation(), settings, teacher, listener, gate);
  }

  private TeacherLogits teacher(Views views) {
    return TeacherLogits.compute(
        (inputs, count) -> {
          float[] logits = new float[count * 3];
          for (int i = 0; i < count; i++) {
            logits[i * 3 + 2] = 8;
          }
          return logits;
        },
        data.train(),
        views,
        StepGate.open());
  }

  @Test
  void itLearns() {
    Trained trained = train(SETTINGS, Optional.empty());
    assertThat(trained.validationScore()).isGreaterThan(0.9);
    assertThat(trained.history()).hasSize(4);
    assertThat(trained.history().get(3).trainLoss())
        .isLessThan(trained.history().get(0).trainLoss());
    assertThat(trained.stopped()).isFalse();
  }

  /** On a processor, too, if slowly: what a GPU computes with has a test without one. */
  @Test
  void itLearnsInSixteenBitsWithScaledLosses() {
    Trained trained = train(SETTINGS.withPrecision(TrainingPrecision.FP16), Optional.empty());
    assertThat(trained.validationScore()).isGreaterThan(0.9);
  }

  @Test
  void theReportedAccuracyIsThatOfTheReturnedWeights() {
    Trained trained = train(SETTINGS.withEpochs(1), Optional.empty());
    try (Inference inference = new Inference(network, trained.weights(), Device.cpu())) {
      assertThat(inference.score(data.validation()).of(Metric.ACCURACY))
          .isEqualTo(trained.validationScore());
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsToTheLastBitAndAnotherSeedOthers() {
    Trained first = train(SETTINGS.withEpochs(2), Optional.empty());
    assertThat(train(SETTINGS.withEpochs(2), Optional.empty()).weights())
        .isEqualTo(first.weights());
    assertThat(train(SETTINGS.withEpochs(2).withSeed(9), Optional.empty()).weights())
        .isNotEqualTo(first.weights());
  }

  @Test
  void theInitialWeightsAreLeftAlone() {
    train(SETTINGS.withEpochs(1), Optional.empty());
    assertThat(initial).isEqualTo(Initialisation.kaiming(network, 1));
  }

  @Test
  void aListenerEndsTheTraining() {
    List<Integer> epochs = new ArrayList<>();
    Trained trained =
        train(
            SETTINGS,
            Optional.empty(),
            (epoch, accuracy) -> {
              epochs.add(epoch);
              return epoch == 2 ? EpochListener.Decision.STOP : EpochListener.Decision.CONTINUE;
            },
            StepGate.open());
    assertThat(epochs).containsExactly(1, 2);
    assertThat(trained.history()).hasSize(2);
    assertThat(trained.stopped()).isTrue();
  }

  @Test
  void whoWantsFewerEpochsEndsTheTrainingSooner() {
    EpochListener two =
        new EpochListener() {
          @Override
          public Decision onEpoch(int epoch, double accuracy) {
            return Decision.CONTINUE;
          }

          @Override
          public int epochs(int done, int planned) {
            return Math.min(2, planned);
          }
        };
    Trained trained = train(SETTINGS.withEpochs(5), Optional.empty(), two, StepGate.open());
    assertThat(trained.history()).hasSize(2);
    assertThat(trained.stopped()).isFalse();
  }

  @Test
  void theGateGoesAroundEveryStepTheMakingOfItsBatchAndEveryValidationBatch() {
    AtomicInteger passed = new AtomicInteger();
    train(
        SETTINGS.withEpochs(2),
        Optional.empty(),
        EpochListener.untilTheEnd(),
        step -> {
          passed.incrementAndGet();
          step.run();
        });
    // 90 examples in batches of 16, and one batch of 30 validation examples, twice.
    assertThat(passed).hasValue(2 * (6 + 6 + 1));
  }

  @Test
  void aStudentFollowsItsTeacherRatherThanTheLabels() {
    Trained trained =
        train(SETTINGS.withDistillation(1, 1), Optional.of(teacher(SETTINGS.views())));
    // This teacher takes everything for class 2, a third of the data.
    assertThat(trained.validationScore()).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void withAlphaZeroTheTeacherIsNotHeard() {
    TrainingSettings deaf = SETTINGS.withEpochs(1).withDistillation(2, 0);
    assertThat(train(deaf, Optional.of(teacher(deaf.views()))).weights())
        .isEqualTo(train(deaf, Optional.empty()).weights());
  }

  @Test
  void aTeacherOfOtherViewsIsRefused() {
    Views others = new Views(Augmentation.SHIFT, 3, 2);
    assertThatThrownBy(() -> train(SETTINGS, Optional.of(teacher(others))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the student's views");
  }

  @Test
  void aNetworkOfAnotherShapeIsRefused() {
    Network wrong = Network.from(Shape.image(1, 8, 9)).flatten().linear(3).build();
    assertThatThrownBy(
            () ->
                Trainer.onCpu()
                    .train(
                        wrong,
                        Initialisation.kaiming(wrong, 1),
                        data.train(),
                        data.validation(),
                        SETTINGS,
                        Optional.empty(),
                        EpochListener.untilTheEnd(),
                        StepGate.open()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1x8x9")
        .hasMessageContaining("1x8x8");
  }

  @Test
  void aTrainingThatDivergesSaysSo() {
    Network linear = Network.from(Shape.image(1, 8, 8)).flatten().linear(3).build();
    float[] huge = new float[3 * 64];
    Arrays.fill(huge, Float.MAX_VALUE);
    Weights weights = Initialisation.kaiming(linear, 1);
    String name = weights.names().iterator().next();
    Weights broken = weights.with(name, Tensor.of(huge, 3, 64));
    assertThatThrownBy(
            () ->
                Trainer.onCpu()
                    .train(
                        linear,
                        broken,
                        data.train(),
                        data.validation(),
                        SETTINGS,
                        Optional.empty(),
                        EpochListener.untilTheEnd(),
                        StepGate.open()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("in epoch 1, step 1; lower the learning rate");
  }

  @Test
  void noBatchHasASingleExample() {
    TrainSplit three =
        new TrainSplit(data.train().examples().select(new int[] {0, 1, 2}), data.preprocessing());
    Network normalised = Network.from(Shape.image(1, 8, 8)).flatten().linear(3).batchNorm().build();
    Trained trained =
        Trainer.onCpu()
            .train(
                normalised,
                Initialisation.kaiming(normalised, 1),
                three,
                data.validation(),
                SETTINGS.withBatchSize(2),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open());
    assertThat(trained.history()).hasSize(4);
  }
}
