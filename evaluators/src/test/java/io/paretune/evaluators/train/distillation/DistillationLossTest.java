package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistillationLossTest {
  private static final Head HEAD =
      new Classification().head(ClassTargets.of(List.of("a", "b"), new int[] {0, 1}));

  /** Loss of one example with logits (0, ln 3) and label 0, teacher logits (2 ln 2, 0). */
  private static double value(double smoothing, double temperature, double alpha) {
    DistillationLoss loss = new DistillationLoss(HEAD.loss(), temperature, alpha);
    float[] label = new float[2];
    HEAD.target(ClassTargets.of(List.of("a", "b"), new int[] {0}), 0, smoothing, 2, label, 0);
    float[] teacher = {(float) (2 * Math.log(2)), 0};
    double constant = loss.constant(loss.soften(teacher, 0, 2));
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      NDArray logits = manager.create(new float[] {0, (float) Math.log(3)}, new Shape(1, 2));
      NDArray labels = manager.create(label, new Shape(1, 2));
      NDArray soft = manager.create(teacher, new Shape(1, 2));
      return loss.needsTeacher()
          ? loss.ofTargetsAndTeacher(logits, labels, soft).getFloat() + constant
          : loss.ofTargets(logits, labels).getFloat();
    }
  }

  @Test
  void withoutTeacherItIsTheCrossEntropyOfTheLabel() {
    assertThat(value(0, 2, 0)).isCloseTo(Math.log(4), within(1e-6));
  }

  @Test
  void smoothingMovesMassToAllClasses() {
    // Targets .9 and .1; log probabilities ln 1/4 and ln 3/4.
    assertThat(value(0.2, 2, 0))
        .isCloseTo(0.9 * Math.log(4) + 0.1 * Math.log(4 / 3.0), within(1e-6));
  }

  @Test
  void theTeachersPartIsTheDivergenceTimesTheTemperatureSquared() {
    // At T = 2 the teacher says (2/3, 1/3), the student (1, sqrt 3) / (1 + sqrt 3).
    double first = 1 / (1 + Math.sqrt(3));
    double divergence =
        2 / 3.0 * Math.log(2 / 3.0 / first) + 1 / 3.0 * Math.log(1 / 3.0 / (1 - first));
    assertThat(value(0, 2, 1)).isCloseTo(4 * divergence, within(1e-5));
    assertThat(value(0, 2, 0.25))
        .isCloseTo(0.75 * Math.log(4) + 0.25 * 4 * divergence, within(1e-5));
  }

  @Test
  void aStudentThatAgreesWithItsTeacherHasNoLossAndNoGradient() {
    DistillationLoss loss = new DistillationLoss(HEAD.loss(), 3, 1);
    float[] teacher = {1, -2, 0.5f};
    double constant = loss.constant(loss.soften(teacher, 0, 3));
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      NDArray logits = manager.create(new float[] {1, -2, 0.5f}, new Shape(1, 3));
      NDArray labels = manager.create(new float[] {1, 0, 0}, new Shape(1, 3));
      NDArray soft = manager.create(teacher, new Shape(1, 3));
      logits.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray value = loss.ofTargetsAndTeacher(logits, labels, soft);
        assertThat(value.getFloat() + constant).isCloseTo(0, within(1e-5));
        collector.backward(value);
      }
      for (float gradient : logits.getGradient().toFloatArray()) {
        assertThat(gradient).isCloseTo(0, within(1e-6f));
      }
    }
  }
}
