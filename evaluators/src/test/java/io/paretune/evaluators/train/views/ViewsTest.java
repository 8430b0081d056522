package io.paretune.evaluators.train.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final int SIDE = 9;

  /** One bright pixel in the middle of the left half. */
  private static TrainSplit dots(int size) {
    byte[] pixels = new byte[size * SIDE * SIDE];
    for (int i = 0; i < size; i++) {
      pixels[(i * SIDE + 4) * SIDE + 3] = 100;
    }
    Examples examples =
        Examples.ofBytes(
            new InputShape(1, SIDE, SIDE), List.of("dot", "none"), pixels, new int[size]);
    return new TrainSplit(examples, new Preprocessing(0.01, List.of(0.5), List.of(0.5)));
  }

  @Test
  void viewZeroIsTheExampleItself() {
    Views views = new Views(Augmentation.CROP, 4, 1);
    assertThat(views.inputs(dots(3), 0, 0, 3)).isEqualTo(dots(3).inputs(0, 3));
  }

  @Test
  void everyShiftAndMirrorWithinReachOccursAndBlackFillsWhatIsUncovered() {
    Views views = new Views(Augmentation.FLIP_AND_SHIFT, 64, 1);
    TrainSplit split = dots(8);
    boolean[][] seen = new boolean[SIDE][SIDE];
    for (int view = 1; view < 64; view++) {
      float[] inputs = views.inputs(split, view, 0, 8);
      for (int i = 0; i < inputs.length; i++) {
        assertThat(inputs[i]).isIn(-1f, 1f);
        if (inputs[i] == 1f) {
          seen[i / SIDE % SIDE][i % SIDE] = true;
        }
      }
    }
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        // Mirrored, column 3 becomes column 5; then two pixels each way.
        assertThat(seen[y][x]).isEqualTo(y >= 2 && y <= 6 && x >= 1 && x <= 7);
      }
    }
  }

  @Test
  void aSeedFixesTheViewsAndAnotherChangesThem() {
    float[] first = new Views(Augmentation.SHIFT, 4, 1).inputs(dots(20), 2, 0, 20);
    assertThat(new Views(Augmentation.SHIFT, 4, 1).inputs(dots(20), 2, 0, 20)).isEqualTo(first);
    assertThat(new Views(Augmentation.SHIFT, 4, 2).inputs(dots(20), 2, 0, 20)).isNotEqualTo(first);
  }

  @Test
  void aMixtureIsAShareOfTheExampleAndTheRestOfItsPartner() {
    Examples rows =
        Examples.ofFloats(
            InputShape.vector(1), List.of("a", "b"), new float[] {0, 1, 10, 100, 1000}, new int[5]);
    TrainSplit split = new TrainSplit(rows, Preprocessing.identity(1));
    Views views = new Views(Augmentation.CROP_AND_MIX, 64, 3);
    boolean[] partners = new boolean[5];
    double shares = 0;
    for (int view = 1; view < 64; view++) {
      for (int i = 0; i < 5; i++) {
        double share = views.share(i, view);
        int partner = views.partner(i, view, 5);
        partners[partner] = true;
        shares += share;
        assertThat(share).isBetween(0.5, 1.0);
        double own = split.inputs(i, i + 1)[0];
        double other = split.inputs(partner, partner + 1)[0];
        assertThat(views.inputs(split, view, i, i + 1)[0])
            .isCloseTo((float) (share * own + (1 - share) * other), within(1e-3f));
      }
    }
    assertThat(partners).containsOnly(true);
    // the mean of 315 uniform numbers between 1/2 and 1, five standard deviations
    assertThat(shares / 315).isCloseTo(0.75, within(5 * 0.5 / Math.sqrt(12 * 315)));
    assertThat(views.share(2, 0)).isEqualTo(1);
    assertThat(new Views(Augmentation.CROP, 64, 3).share(2, 1)).isEqualTo(1);
  }

  @Test
  void mixedImagesLieBetweenBlackAndBright() {
    TrainSplit split = dots(8);
    Views views = new Views(Augmentation.CROP_AND_MIX, 4, 1);
    float[] inputs = views.inputs(split, 1, 0, 8);
    assertThat(inputs).isEqualTo(views.inputs(split, 1, 0, 8));
    int between = 0;
    for (float value : inputs) {
      assertThat(value).isBetween(-1f, 1f);
      between += value > -1 && value < 1 ? 1 : 0;
    }
    // two dots an example, unless they fell together or out of the picture
    assertThat(between).isBetween(8, 16);
  }

  @Test
  void rowsOfATableHaveOneView() {
    Examples rows =
        Examples.ofFloats(InputShape.vector(2), List.of("a", "b"), new float[] {1, 2}, new int[1]);
    TrainSplit split = new TrainSplit(rows, Preprocessing.identity(2));
    assertThat(new Views(Augmentation.SHIFT, 4, 1).inputs(split, 3, 0, 1)).containsExactly(1, 2);
  }

  @Test
  void impossibleNumbersOfViewsAreRefused() {
    assertThatThrownBy(() -> new Views(Augmentation.SHIFT, 0, 1)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> new Views(Augmentation.NONE, 2, 1)).hasMessageContaining("count=2");
  }
}
