package io.paretune.evaluators.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArtifactSizeTest {

  @Test
  void whatRepeatsIsSmallWhenShipped() {
    ArtifactSize size = ArtifactSize.of(new byte[100_000]);
    assertThat(size.raw()).isEqualTo(100_000);
    assertThat(size.compressed()).isBetween(10L, 100L);
  }

  @Test
  void noiseKeepsItsSizeAndHalfOfItZeroedHalvesIt() {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    assertThat(ArtifactSize.of(noise).compressed()).isBetween(100_000L, 100_100L);
    for (int i = 0; i < 50_000; i++) {
      noise[i] = 0;
    }
    assertThat(ArtifactSize.of(noise).compressed()).isBetween(50_000L, 50_200L);
  }

  @Test
  void fourBitsInEveryByteAreFound() {
    byte[] nibbles = new byte[100_000];
    Random random = new Random(1);
    for (int i = 0; i < nibbles.length; i++) {
      nibbles[i] = (byte) (random.nextInt() & 15);
    }
    // 4 bits of 8 is the entropy; the frame's tables come on top
    assertThat(ArtifactSize.of(nibbles).compressed()).isBetween(50_000L, 51_500L);
  }
}
