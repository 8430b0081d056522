package io.paretune.evaluators.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SliceTest {

  @Test
  void takesTheFirstChannelsAndTheMiddleOfAWindow() {
    Tensor whole = counted(4, 3, 5, 5);
    Tensor part = Slice.of(List.of(2, 2, 3, 3), List.of(4, 3, 5, 5)).of(whole.buffer());
    assertThat(part.shape()).containsExactly(2, 2, 3, 3);
    // the first row of the window begins one down and one to the right
    assertThat(part.at(0)).isEqualTo(6);
    assertThat(part.at(3)).isEqualTo(11);
    assertThat(part.at(9)).isEqualTo(25 + 6);
    assertThat(part.at(18)).isEqualTo(75 + 6);
  }

  @Property(tries = 40, seed = "41002")
  void isTheSameInJavaAndInPyTorch(
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @IntRange(min = 1, max = 3) int inputs,
      @ForAll @IntRange(min = 1, max = 5) int kernel) {
    Tensor whole = counted(4, 3, 5, 5);
    Slice slice = Slice.of(List.of(outputs, inputs, kernel, kernel), List.of(4, 3, 5, 5));
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
      NDArray array = manager.create(whole.toArray(), new Shape(4, 3, 5, 5));
      assertThat(slice.of(array).toFloatArray()).isEqualTo(slice.of(whole.buffer()).toArray());
    }
  }

  @Test
  void aWholeVectorAndPartOfOne() {
    Tensor whole = counted(5);
    assertThat(Slice.of(List.of(5), List.of(5)).of(whole.buffer())).isEqualTo(whole);
    assertThat(Slice.of(List.of(3), List.of(5)).of(whole.buffer())).isEqualTo(counted(3));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slice.of(List.of(6), List.of(5)))
        .withMessageContaining("[6] of [5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slice.of(List.of(1, 1), List.of(5)))
        .withMessageContaining("[1, 1] of [5]");
  }

  private static Tensor counted(int... shape) {
    int size = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return Tensor.of(values, shape);
  }
}
