package io.paretune.hardware.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.gpu.Crowding.Move;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device whose memory keeps the most that was taken since it was emptied, as PyTorch's does. */
class CrowdingTest {
  private static final int SHARE = 100;

  private long weights;
  private long activations;
  private long others;
  private long kept;
  private int parts = 1;
  private final List<Integer> emptied = new ArrayList<>();
  private final Crowding crowding = new Crowding(() -> Math.max(0, kept - SHARE));

  private void steps(int from, int to, int mostParts) {
    for (int step = from; step <= to; step++) {
      kept = Math.max(kept, weights + activations / parts + others);
      Move move = crowding.after(parts < mostParts);
      if (move != Move.GO_ON) {
        emptied.add(step);
        kept = weights;
      }
      parts = move == Move.HALVE ? 2 * parts : move == Move.UNDO ? parts / 2 : parts;
    }
  }

  @Test
  void batchesArePartedUntilAStepTakesItsShare() {
    weights = 20;
    activations = 300;
    steps(1, 100, 64);
    assertThat(parts).isEqualTo(4);
    assertThat(emptied).containsExactly(1, 2, 3);
  }

  @Test
  void whatWasKeptOfOtherThingsGoesWithoutParts() {
    activations = 80;
    others = 500;
    steps(1, 1, 64);
    others = 0;
    steps(2, 100, 64);
    assertThat(parts).isEqualTo(1);
    assertThat(emptied).containsExactly(1);
  }

  @Test
  void partsThatHelpHardlyAreGivenUpForGood() {
    weights = 180;
    activations = 10;
    steps(1, 1000, 64);
    assertThat(parts).isEqualTo(1);
    // given back now and then all the same
    assertThat(emptied).startsWith(1, 2, 3, 19, 35);
  }

  @Test
  void partsHaveAFewestSize() {
    weights = 20;
    activations = 3000;
    steps(1, 1000, 8);
    assertThat(parts).isEqualTo(8);
  }

  @Test
  void othersThatComeLaterAreMadeRoomForWithinSixteenSteps() {
    weights = 20;
    activations = 60;
    steps(1, 20, 64);
    activations = 120;
    steps(21, 35, 64);
    assertThat(parts).isEqualTo(2);
    assertThat(emptied).containsExactly(33, 34);
  }
}
