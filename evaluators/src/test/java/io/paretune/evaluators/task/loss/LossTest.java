package io.paretune.evaluators.task.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class LossTest {

  /** Value, then the gradient of each output. */
  private static float[] of(Loss loss, float[] outputs, float[] targets, int batch) {
    Shape shape = new Shape(batch, outputs.length / batch);
    float[] result = new float[1 + outputs.length];
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      NDArray answers = manager.create(outputs, shape);
      answers.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray value = loss.of(answers, manager.create(targets, shape), 0.5);
        result[0] = value.getFloat();
        collector.backward(value);
      }
      System.arraycopy(answers.getGradient().toFloatArray(), 0, result, 1, outputs.length);
    }
    return result;
  }

  @Test
  void sigmoidsAreIndependentOfEachOtherAndOverflowNowhere() {
    float[] found =
        of(
            new SigmoidCrossEntropy(),
            new float[] {0, (float) Math.log(3), -200, 200},
            new float[] {1, 0.5f, 1, 1},
            2);
    // ln 2; .5 ln 4/3 + .5 ln 4; 200; 0: their mean, halved
    double sum = Math.log(2) + 0.5 * Math.log(4 / 3.0) + 0.5 * Math.log(4) + 200;
    assertThat(found[0]).isCloseTo((float) (0.5 * sum / 4), within(1e-4f));
    // 0.5 / 4 (s(z) - q)
    assertThat(found[1]).isCloseTo(-0.5f / 8, within(1e-6f));
    assertThat(found[2]).isCloseTo(0.25f / 8, within(1e-6f));
    assertThat(found[3]).isCloseTo(-1f / 8, within(1e-6f));
    assertThat(found[4]).isCloseTo(0f, within(1e-6f));
  }

  @Test
  void squaresAreHalved() {
    float[] found = of(new SquaredError(), new float[] {1, 4}, new float[] {3, 4}, 2);
    assertThat(found).containsExactly(0.5f * (2 * 2) / 4, 0.5f * -2 / 2, 0);
  }

  /** A student that answers as its teacher does is at no distance from it, and at rest. */
  @Test
  void aTeachersOwnAnswersCostNothing() {
    for (Loss loss :
        new Loss[] {new SoftmaxCrossEntropy(), new SigmoidCrossEntropy(), new SquaredError()}) {
      double temperature = loss.temperature(2);
      float[] outputs = {0.5f, -1, 3};
      float[] soft = outputs.clone();
      double constant = loss.soften(soft, 0, 3, temperature);
      float[] student = outputs.clone();
      for (int i = 0; i < student.length; i++) {
        student[i] /= (float) temperature;
      }
      float[] found = of(loss, student, soft, 1);
      assertThat(found[0] + 0.5 * constant).as(loss.toString()).isCloseTo(0, within(1e-6));
      for (int i = 1; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(0, within(1e-6f));
      }
    }
  }
}
