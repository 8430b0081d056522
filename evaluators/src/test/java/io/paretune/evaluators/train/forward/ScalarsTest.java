package io.paretune.evaluators.train.forward;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.task.loss.Scalars;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With the garbage collected between the passes, and its memory written over. */
class ScalarsTest {

  private static final float NOISE = 777;
  private static final int BUFFERS = 200;

  private final List<ByteBuffer> noise = new ArrayList<>();

  private float gradientOf(UnaryOperator<NDArray> operation, float... values) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray x = manager.create(values);
      x.setRequiresGradient(true);
      NDArray sum = operation.apply(x).sum();
      System.gc();
      for (int i = 0; i < BUFFERS; i++) {
        noise.add(ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()));
        noise.get(noise.size() - 1).putFloat(0, NOISE);
      }
      collector.backward(sum);
      return x.getGradient().getFloat(0);
    }
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        Arguments.of("times", (UnaryOperator<NDArray>) x -> Scalars.times(x, 3), 3f),
        Arguments.of("over", (UnaryOperator<NDArray>) x -> Scalars.over(x, 4), 0.25f),
        Arguments.of("at least", (UnaryOperator<NDArray>) x -> Scalars.atLeast(x, 0.5), 1f),
        Arguments.of("at most", (UnaryOperator<NDArray>) x -> Scalars.atMost(x, 1.5), 1f),
        Arguments.of("clip", (UnaryOperator<NDArray>) x -> x.clip(0.5f, 1.5f), 1f),
        Arguments.of("add", (UnaryOperator<NDArray>) x -> x.add(3f), 1f),
        Arguments.of(
            "hard sigmoid", network(new Layer.Activation(ActivationKind.HARD_SIGMOID)), 1 / 6f),
        // channel 0 is selected twice, channel 1 once, and in no order that a slice could give
        Arguments.of(
            "select",
            network(new Movement.SelectChannels(2, List.of(0, 1, 0, Movement.ZERO))),
            2f));
  }

  private static UnaryOperator<NDArray> network(Layer layer) {
    Network network = Network.from(Shape.image(2, 1, 1)).layer("tested", layer).flatten().build();
    return x ->
        Forward.run(
            network, Map.of(), x.reshape(1, 2, 1, 1), Mode.TRAINING, WeightTransform.identity());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void gradientsDoNotDependOnTheGarbageCollector(
      String name, UnaryOperator<NDArray> operation, float expected) {
    assertThat(gradientOf(operation, 1, 1)).as(name).isEqualTo(expected);
  }
}
