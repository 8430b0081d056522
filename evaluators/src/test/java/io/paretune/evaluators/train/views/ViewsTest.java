package io.paretune.evaluators.train.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        double share = views.share(i, view, InputShape.vector(1));
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
    assertThat(views.share(2, 0, InputShape.vector(1))).isEqualTo(1);
    assertThat(new Views(Augmentation.CROP, 64, 3).share(2, 1, InputShape.vector(1))).isEqualTo(1);
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

  /** Images of one value each, in a split that leaves values alone. */
  private static TrainSplit plain(int channels, int side, int... levels) {
    InputShape shape = new InputShape(channels, side, side);
    byte[] pixels = new byte[levels.length * shape.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) levels[i / shape.volume()];
    }
    Examples examples = Examples.ofBytes(shape, List.of("a", "b"), pixels, new int[levels.length]);
    return new TrainSplit(
        examples,
        new Preprocessing(
            1, Collections.nCopies(channels, 128.0), Collections.nCopies(channels, 1.0)));
  }

  /** How many values of one example are as wanted. */
  private static long count(float[] values, float wanted) {
    return IntStream.range(0, values.length).filter(i -> values[i] == wanted).count();
  }

  @Test
  void aPatchIsARectangleOfThePartnerAndAsMuchOfItsLabel() {
    InputShape shape = new InputShape(3, 24, 24);
    TrainSplit split = plain(3, 24, 130, 140);
    Views views = new Views(Augmentation.CROP_AND_CUT_MIX, 64, 1);
    double shares = 0;
    for (int view = 1; view < 64; view++) {
      // whatever was cropped is black: told from both
      float[] values = views.inputs(split, view, 0, 1);
      double share = views.share(0, view, shape);
      shares += share;
      assertThat(share).isBetween(0.45, 1.0);
      if (views.partner(0, view, 2) == 1) {
        long others = count(values, 12);
        assertThat(others).isLessThanOrEqualTo(Math.round((1 - share) * values.length));
        assertThat(others).isGreaterThanOrEqualTo(Math.round((1 - share) * values.length) / 3);
      }
    }
    assertThat(shares / 63).isCloseTo(0.75, within(0.06));
  }

  @Test
  void aHoleIsTheMeanAndTheLabelStays() {
    TrainSplit split = plain(1, 24, 200);
    Views views = new Views(Augmentation.CROP_AND_CUT_OUT, 32, 1);
    for (int view = 1; view < 32; view++) {
      long holes = count(views.inputs(split, view, 0, 1), 0);
      assertThat(holes).isBetween(36L, 144L);
      assertThat(views.share(0, view, new InputShape(1, 24, 24))).isEqualTo(1);
    }
  }

  @Test
  void aTenthOfTheValuesOfARowIsAnothersAndTheLabelStays() {
    int columns = 500;
    float[] values = new float[2 * columns];
    Arrays.fill(values, columns, 2 * columns, 1);
    Examples rows =
        Examples.ofFloats(InputShape.vector(columns), List.of("a", "b"), values, new int[2]);
    TrainSplit split = new TrainSplit(rows, Preprocessing.identity(columns));
    Views views = new Views(Augmentation.SWAP, 20, 2);
    for (int view = 1; view < 20; view++) {
      long swapped = count(views.inputs(split, view, 0, 1), 1);
      assertThat(swapped)
          .isBetween(
              views.partner(0, view, 2) == 1 ? 20L : 0L, views.partner(0, view, 2) == 1 ? 85L : 0L);
      assertThat(views.share(0, view, InputShape.vector(columns))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Augmentation.class,
      names = {"CROP_AND_JITTER", "RAND_AUGMENT"})
  void coloursChangeWithinTheirRangeAndByTheSeedAlone(Augmentation augmentation) {
    TrainSplit split = plain(3, 12, 60, 200);
    Views views = new Views(augmentation, 16, 1);
    boolean changed = false;
    for (int view = 1; view < 16; view++) {
      float[] values = views.inputs(split, view, 0, 2);
      assertThat(views.inputs(split, view, 0, 2)).isEqualTo(values);
      for (float value : values) {
        assertThat(value).isBetween(-128f, 127f);
        changed |= value != -128 && value != 60 - 128 && value != 200 - 128;
      }
    }
    assertThat(changed).isTrue();
  }
}
