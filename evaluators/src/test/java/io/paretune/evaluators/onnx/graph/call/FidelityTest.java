package io.paretune.evaluators.onnx.graph.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FidelityTest {

  private static float[] values(int count, IntToDoubleFunction of) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) of.applyAsDouble(i);
    }
    return values;
  }

  private static Fidelity.Output output(List<Integer> axes, float[] values, float[] others) {
    FidelitySums sums = new FidelitySums();
    sums.add(new Answers.Answer("y", FloatBuffer.wrap(values), axes), others);
    return sums.fidelity(Fidelity.Criterion.CENTRED).worst();
  }

  @Test
  void anOffsetHidesNothing() {
    Random random = new Random(1);
    float[] values = values(100, i -> 300 + random.nextGaussian());
    Fidelity.Output constant = output(List.of(100, 1), values, values(100, i -> 300));
    assertThat(constant.cosine()).isGreaterThan(0.9999);
    assertThat(constant.likeness()).isLessThan(0.2);
    assertThat(output(List.of(100, 1), values, values.clone()).likeness())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void aSingleNumberIsToldByItsError() {
    float[] ten = {10};
    assertThat(output(List.of(1, 1), ten, new float[] {11}).cosine())
        .isCloseTo(0.995, within(1e-6));
    assertThat(output(List.of(1, 1), ten, new float[] {40}).likeness()).isZero();
    assertThat(output(List.of(1, 1), ten, ten.clone()).likeness()).isEqualTo(1);
  }

  /** Four channels of boxes beside two of scores, which are lost; channels come first or last. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aLargeChannelHidesNothing(boolean first) {
    Random random = new Random(1);
    int places = 1000;
    float[] values =
        values(
            6 * places,
            i ->
                (first ? i / places : i % 6) < 4 ? 640 * random.nextDouble() : random.nextDouble());
    float[] others =
        values(6 * places, i -> (first ? i / places : i % 6) < 4 ? values[i] + 0.1 : 0);
    List<Integer> axes = first ? List.of(1, 6, places) : List.of(1, places, 6);
    Fidelity.Output lost = output(axes, values, others);
    assertThat(lost.cosine()).isGreaterThan(0.9999);
    assertThat(lost.likeness()).isLessThan(0.2);
  }

  @Test
  void channelsThatDoNotVaryAreNotLookedAt() {
    Random random = new Random(1);
    float[] values = values(400, i -> i % 2 == 0 ? 1000 * random.nextGaussian() : 1e-3);
    float[] others = values(400, i -> i % 2 == 0 ? values[i] : 1e-3 + 1e-4 * (i % 3));
    assertThat(output(List.of(200, 2), values, others).likeness()).isGreaterThan(0.999);
    float[] same = values(8, i -> 3);
    assertThat(output(List.of(8, 1), same, same.clone()).likeness()).isEqualTo(1);
  }

  @Test
  void infinitiesMustBeTheSame() {
    float[] values = {1, Float.NEGATIVE_INFINITY, 3, -2};
    assertThat(output(List.of(4), values, values.clone()).likeness()).isCloseTo(1, within(1e-9));
    assertThat(output(List.of(4), values, new float[] {1, 0, 3, -2}).likeness()).isZero();
    assertThat(output(List.of(4), values, new float[] {1, 2}).likeness()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "5, -1",
    "8 10, 1",
    "1 84 8400, 1",
    "1 3549 85, 2",
    "1 128 384, 2",
    "1 21 64 64, 1",
    "1 64 64 21, 3",
    "1 3 80 80 85, 4",
    "1 2 480 640, 1"
  })
  void channelsLieWhereExportersPutThem(String axes, int axis) {
    List<Integer> lengths = List.of(axes.split(" ")).stream().map(Integer::valueOf).toList();
    assertThat(ChannelSums.channelAxis(lengths)).isEqualTo(axis);
  }
}
