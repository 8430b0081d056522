package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureLossTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(3).withBatchSize(16);
  private final DataSet data = Samples.halves();

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  private static NDArray images(NDManager manager, int channels, float... values) {
    int batch = values.length / channels / 2;
    return manager.create(values, new ai.djl.ndarray.types.Shape(batch, channels, 1, 2));
  }

  @Test
  void featuresAreComparedByHalfTheMeanSquare() {
    try (NDManager manager = manager()) {
      NDArray student = images(manager, 1, 1, 2, 3, 4);
      NDArray target = images(manager, 1, 1, 0, 0, 4);
      // (0 + 4 + 9 + 0) / 4 / 2
      assertThat(FeatureLoss.feature(student, target, null).getFloat()).isEqualTo(1.625f);
    }
  }

  @Test
  void featuresOfOtherWidthsAreProjectedFirst() {
    try (NDManager manager = manager()) {
      NDArray student = images(manager, 1, 1, 2);
      NDArray target = images(manager, 2, 3, 6, 1, 2);
      // the first channel takes 3 times the student's, the second 0
      NDArray projection =
          manager.create(new float[] {3, 0}, new ai.djl.ndarray.types.Shape(2, 1, 1, 1));
      // (0 + 0 + 1 + 4) / 4 / 2
      assertThat(FeatureLoss.feature(student, target, projection).getFloat()).isEqualTo(0.625f);
    }
  }

  private static float attention(NDArray student, NDArray target) {
    return FeatureLoss.attention(FeatureLoss.energy(student), FeatureLoss.energy(target))
        .getFloat();
  }

  @Test
  void attentionIsWhereTheSquaresAre() {
    try (NDManager manager = manager()) {
      // squares summed over two channels: (9, 16) + (0, 0), of length sqrt(337)
      NDArray student = images(manager, 2, 3, 4, 0, 0);
      NDArray target = images(manager, 1, 0, 5);
      double length = Math.sqrt(81 + 256);
      double expected = Math.pow(9 / length, 2) + Math.pow(16 / length - 1, 2);
      assertThat((double) attention(student, target)).isCloseTo(expected, within(1e-6));
      NDArray twice = student.mul(-2);
      assertThat((double) attention(student, twice)).isCloseTo(0, within(1e-12));
    }
  }

  /** Texts are as long as the longest of a batch, and what fills up the others is no feature. */
  @ParameterizedTest
  @EnumSource(FeatureLossKind.class)
  void paddingOfTextsHasNoSay(FeatureLossKind kind) {
    Network student = TextNetworks.of(8, 1);
    Network teacher = TextNetworks.of(16, 2);
    FeatureTeacher teaching =
        new FeatureTeacher(teacher, Initialisation.kaiming(teacher, 2), kind, 1);
    float[] few = {3, 4, 5, 6, 7, 8, 0, 0};
    float[] many = {3, 4, 5, 6, 0, 0, 0, 7, 8, 0, 0, 0, 0, 0};
    try (NDManager manager = manager()) {
      FeatureLoss loss = new FeatureLoss(student, teaching, 1, manager);
      double trimmed = TextNetworks.loss(loss, student, few, manager);
      assertThat(trimmed).isGreaterThan(1e-3);
      assertThat(TextNetworks.loss(loss, student, many, manager))
          .isCloseTo(trimmed, within(1e-4 * trimmed));
    }
  }

  private Trained train(Optional<FeatureTeacher> teacher, Network student, long seed) {
    return Trainer.onCpu()
        .towards(teacher)
        .train(
            student,
            Initialisation.kaiming(student, seed),
            data.train(),
            data.validation(),
            SETTINGS,
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }

  @ParameterizedTest
  @CsvSource({"FEATURE, 8", "ATTENTION, 4"})
  void aStudentIsDrawnTowardsItsTeacher(FeatureLossKind kind, int width) {
    Network teaching = Samples.residual(8);
    Weights good = train(Optional.empty(), teaching, 2).weights();
    FeatureTeacher teacher = new FeatureTeacher(teaching, good, kind, 3);
    Network student = Samples.residual(width);
    Trained drawn = train(Optional.of(teacher), student, 1);
    Trained alone = train(Optional.empty(), student, 1);
    assertThat(drawn.validationScore()).isGreaterThan(0.9);
    assertThat(FeatureDistance.of(data, teacher, student, drawn.weights()))
        .isLessThan(0.7 * FeatureDistance.of(data, teacher, student, alone.weights()));
  }

  @Test
  void aProjectionIsLearnedForAStudentOfAnotherWidth() {
    Network teaching = Samples.residual(8);
    FeatureTeacher teacher =
        new FeatureTeacher(teaching, Samples.weights(teaching, 2), FeatureLossKind.FEATURE, 1);
    Trained drawn = train(Optional.of(teacher), Samples.residual(4), 1);
    assertThat(drawn.history().get(2).trainLoss()).isLessThan(drawn.history().get(0).trainLoss());
    assertThat(drawn.parameters().names()).isEmpty();
  }
}
