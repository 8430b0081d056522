package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class GridMeansTest {

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  @Test
  void cellsOverlapWhereSizesDoNotDivide() {
    try (NDManager manager = manager()) {
      // torch.nn.functional.adaptive_avg_pool2d(arange(1, 13).view(1, 1, 4, 3), (3, 2))
      NDArray values = manager.arange(1f, 13f).reshape(1, 1, 4, 3);
      NDArray means = new GridMeans(4, 3, 3, 2, manager).of(values);
      assertThat(means.getShape()).isEqualTo(new Shape(1, 1, 3, 2));
      assertThat(means.toFloatArray())
          .containsExactly(new float[] {3, 4, 6, 7, 9, 10}, within(1e-5f));
    }
  }

  @Test
  void oneCellIsTheMeanAndTheSameGridLeavesAllAsItIs() {
    try (NDManager manager = manager()) {
      NDArray values = manager.create(new float[] {1, 2, 3, 6, 0, 0, 4, 0}, new Shape(2, 2, 2));
      assertThat(new GridMeans(2, 2, 1, 1, manager).of(values).toFloatArray())
          .containsExactly(3, 1);
      assertThat(new GridMeans(2, 2, 2, 2, manager).of(values)).isSameAs(values);
    }
  }

  @Test
  void theGradientIsTheShareInEachCell() {
    try (NDManager manager = manager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray values = manager.arange(6f).reshape(1, 1, 1, 6);
      values.setRequiresGradient(true);
      NDArray means = new GridMeans(1, 6, 1, 2, manager).of(values);
      collector.backward(means.mul(manager.create(new float[] {3, 6})).sum());
      assertThat(values.getGradient().toFloatArray())
          .containsExactly(new float[] {1, 1, 1, 2, 2, 2}, within(1e-6f));
    }
  }
}
