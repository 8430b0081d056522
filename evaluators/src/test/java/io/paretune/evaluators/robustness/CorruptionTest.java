package io.paretune.evaluators.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorruptionTest {

  private static final InputShape SHAPE = new InputShape(3, 32, 32);

  private static float[] of(Corruption corruption, float... start) {
    float[] pixels = new float[SHAPE.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = start[i % start.length];
    }
    corruption.apply(pixels, SHAPE, new Random(1));
    return pixels;
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  @Test
  void noiseHasItsDeviation() {
    float[] noisy = of(new GaussianNoise(0.1), 100);
    assertThat(mean(noisy)).isCloseTo(100, within(2.0));
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = (noisy[i] - 100) * (noisy[i] - 100);
    }
    assertThat(Math.sqrt(mean(noisy))).isCloseTo(25.5, within(1.0));
  }

  @Test
  void blurKeepsTheMeanAndTakesTheContrast() {
    assertThat(of(new GaussianBlur(1), 50)).containsOnly(new float[] {50}, within(1e-3f));
    float[] blurred = of(new GaussianBlur(1), 0, 200);
    assertThat(mean(blurred)).isCloseTo(100, within(0.5));
    assertThat(blurred[16]).isBetween(90f, 110f);
  }

  @Test
  void jpegIsCloseAndNotTheSame() {
    float[] smooth = new float[SHAPE.volume()];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = i % 32 * 6 + i / 32 % 32;
    }
    float[] read = smooth.clone();
    new JpegLoss(0.5).apply(read, SHAPE, new Random(1));
    assertThat(read).isNotEqualTo(smooth);
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).isCloseTo(smooth[i], within(24f));
    }
    assertThat(mean(read)).isCloseTo(mean(smooth), within(2.0));
  }

  /** Images of 0 to 255, and of 17 steps of grey. */
  @ParameterizedTest
  @CsvSource({"255, 1", "16, 1", "255, 3", "16, 3"})
  void imagesAreChangedAlikeEachTimeWithinTheirRange(int most, int channels) {
    InputShape shape = new InputShape(channels, 8, 8);
    byte[] pixels = new byte[2 * shape.volume()];
    Random random = new Random(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(most + 1);
    }
    pixels[0] = (byte) most;
    Examples images = Examples.ofBytes(shape, List.of("a", "b"), pixels, new int[] {0, 1});
    for (Corruption corruption : Corruptions.standard()) {
      Examples changed = corruption.of(images, 7);
      float[] one = new float[shape.volume()];
      float[] again = one.clone();
      float[] clean = one.clone();
      changed.select(new int[] {1}).copyRaw(0, one, 0);
      corruption.of(images, 7).copyRaw(1, again, 0);
      images.copyRaw(1, clean, 0);
      assertThat(one).as(corruption.name()).isEqualTo(again).isNotEqualTo(clean);
      assertThat(Arrays.equals(one, clean)).isFalse();
      for (float pixel : one) {
        assertThat(pixel).isBetween(0f, (float) most);
      }
    }
  }

  @Test
  void numbersAreNoImages() {
    Examples numbers =
        Examples.ofFloats(new InputShape(1, 1, 2), List.of("a"), new float[] {1, 2}, new int[1]);
    assertThatThrownBy(() -> new Brightness(0.2).of(numbers, 1)).hasMessageContaining("got floats");
  }
}
