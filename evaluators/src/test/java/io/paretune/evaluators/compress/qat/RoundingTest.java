package io.paretune.evaluators.compress.qat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundingTest {

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  /** Values, and the gradients of the sum weighted by 1, 2, 3, ... */
  private record Outcome(List<Float> values, List<Float> valueGradient, double stepGradient) {}

  private static List<Float> boxed(NDArray array) {
    List<Float> values = new ArrayList<>();
    for (float value : array.toFloatArray()) {
      values.add(value);
    }
    return values;
  }

  private static Outcome learned(float[] values, float step) {
    try (NDManager manager = manager()) {
      NDArray value = manager.create(values);
      NDArray size = manager.create(new float[] {step});
      value.setRequiresGradient(true);
      size.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray rounded = Rounding.onLearnedStep(value, size, -4, 3);
        NDArray importance = manager.arange(1f, values.length + 1f, 1f);
        collector.backward(rounded.mul(importance).sum());
        return new Outcome(
            boxed(rounded), boxed(value.getGradient()), size.getGradient().getFloat(0));
      }
    }
  }

  @Test
  void theGradientsAreThoseOfThePaper() {
    // v / s: 0.6, -1.2, 2.8, 9, -7.5
    Outcome outcome = learned(new float[] {0.3f, -0.6f, 1.4f, 4.5f, -3.75f}, 0.5f);
    assertThat(outcome.values).containsExactly(0.5f, -0.5f, 1.5f, 1.5f, -2f);
    assertThat(outcome.valueGradient).containsExactly(1f, 2f, 3f, 0f, 0f);
    double expected = 1 * (1 - 0.6) + 2 * (-1 + 1.2) + 3 * (3 - 2.8) + 4 * 3 + 5 * -4;
    assertThat(outcome.stepGradient).isCloseTo(expected, within(1e-5));
  }

  @Test
  void whereValuesAreClippedTheStepsGradientIsTheSlope() {
    float[] clipped = {4.5f, -3.75f, 8};
    float width = 0.01f;
    double above = weighted(learned(clipped, 0.5f + width).values);
    double below = weighted(learned(clipped, 0.5f - width).values);
    assertThat(learned(clipped, 0.5f).stepGradient)
        .isCloseTo((above - below) / (2 * width), within(1e-3));
  }

  private static double weighted(List<Float> values) {
    double sum = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += (i + 1) * values.get(i);
    }
    return sum;
  }

  @Test
  void aRangeOfItsOwnHas256LevelsAndZeroAmongThem() {
    try (NDManager manager = manager()) {
      NDArray value = manager.create(new float[] {-1, 0, 0.3f, 1.55f});
      value.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray rounded = Rounding.toItsOwnRange(value);
        collector.backward(rounded.sum());
        // the step is 0.01
        float[] expected = {-1, 0, 0.3f, 1.55f};
        assertThat(rounded.toFloatArray()).containsExactly(expected, within(1e-6f));
      }
      assertThat(value.getGradient().toFloatArray()).containsExactly(1, 1, 1, 1);
      NDArray between = manager.create(new float[] {-1, 0.304f, 0.306f, 1.55f});
      assertThat(Rounding.toItsOwnRange(between).toFloatArray())
          .containsExactly(new float[] {-1, 0.3f, 0.31f, 1.55f}, within(1e-6f));
      NDArray nothing = manager.zeros(new ai.djl.ndarray.types.Shape(3));
      assertThat(Rounding.toItsOwnRange(nothing).toFloatArray()).containsOnly(0);
    }
  }
}
