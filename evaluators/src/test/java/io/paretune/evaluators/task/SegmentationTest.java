package io.paretune.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.MaskTargets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks of pixels: what is judged, and what is trained towards. */
class SegmentationTest {

  private static final byte VOID = (byte) MaskTargets.VOID;

  /** Two examples of 1 x 3 pixels. */
  private static final MaskTargets MASKS =
      MaskTargets.of(List.of("road", "car", "sky"), 1, 3, new byte[] {0, 1, 1, 0, VOID, 0});

  private final Head head = new Segmentation().head(MASKS);

  /** Class by class, as networks put them out: the answers are 0 1 0 and 0 0 2. */
  private static final float[] OUTPUTS = {
    2, 0, 3, 0, 1, 0, 0, 0, 1, // road 2 0 3, car 0 1 0, sky 0 0 1
    4, 5, 0, 1, 1, 1, 0, 0, 9
  };

  private static Predictions outputs() {
    return new Predictions(OUTPUTS, 2, Predictions.Form.RAW);
  }

  @Test
  void intersectionsOverUnionsLeaveOutWhatHasNoClass() {
    Scores scores = head.score(outputs(), MASKS);
    // road: 2 of 4 (one missed, one of a car); car: 1 of 2; sky: none of 1
    assertThat(scores.of(Metric.IOU.of("road"))).isEqualTo(2 / 4.0);
    assertThat(scores.of(Metric.IOU.of("car"))).isEqualTo(1 / 2.0);
    assertThat(scores.of(Metric.IOU.of("sky"))).isZero();
    assertThat(scores.of(Metric.MEAN_IOU)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(scores.of(Metric.PIXEL_ACCURACY)).isEqualTo(3 / 5.0);
    assertThat(scores.of(Metric.LOG_LOSS)).isCloseTo(13.0272 / 5, within(1e-4));
  }

  @Test
  void judgedAFewAtATimeTheyAreTheSame() {
    Judging judging = head.judging(MASKS);
    for (int i = 0; i < 2; i++) {
      float[] one = Arrays.copyOfRange(OUTPUTS, 9 * i, 9 * i + 9);
      judging.add(new Predictions(one, 1, Predictions.Form.RAW));
    }
    assertThat(judging.scores().byName()).isEqualTo(head.score(outputs(), MASKS).byName());
  }

  @Test
  void theLossIsTheMeanCrossEntropyOfPixelsThatHaveAClass() {
    float[] targets = new float[18];
    head.target(MASKS, 0, 0, 9, targets, 0);
    head.target(MASKS, 1, 0, 9, targets, 9);
    assertThat(targets).containsExactly(1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray loss =
          head.loss()
              .of(
                  manager.create(OUTPUTS, new Shape(2, 9)),
                  manager.create(targets, new Shape(2, 9)),
                  1);
      // over all pixels: what has no class adds nothing
      assertThat((double) loss.getFloat()).isCloseTo(13.0272 / 6, within(1e-4));
    }
  }

  @Test
  void aTeachersAnswersAreDistributionsOfPixels() {
    Loss loss = head.loss();
    float[] values = OUTPUTS.clone();
    double negativeEntropy = loss.soften(values, 0, 9, 2);
    for (int p = 0; p < 3; p++) {
      assertThat(values[p] + values[3 + p] + values[6 + p]).isCloseTo(1, within(1e-6f));
    }
    double e = Math.exp(1);
    assertThat((double) values[0]).isCloseTo(e / (e + 2), within(1e-6));
    assertThat(negativeEntropy).isNegative();
  }

  @Test
  void onePlaneTellsTwoClassesApart() {
    MaskTargets two = MaskTargets.of(List.of("0", "1"), 1, 3, new byte[] {0, 1, 1});
    Head single = Segmentation.ofTwo().head(two);
    Predictions outputs = new Predictions(new float[] {-1, 2, -3}, 1, Predictions.Form.RAW);
    Scores scores = single.score(outputs, two);
    assertThat(single.outputs()).isEqualTo(3);
    assertThat(scores.of(Metric.MEAN_IOU)).isEqualTo(0.5);
    assertThat(scores.of(Metric.IOU.of("1"))).isEqualTo(0.5);
    double loss = Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(3));
    assertThat(scores.of(Metric.LOG_LOSS)).isCloseTo(loss / 3, within(1e-6));
    assertThat(single.changed(outputs, new Predictions(new float[3], 1, Predictions.Form.RAW)))
        .hasValue(1 / 3.0);
    assertThatThrownBy(() -> single.requireOutputs(6)).hasMessageContaining("task: segmentation");
    assertThatThrownBy(() -> Segmentation.ofTwo().head(MASKS))
        .hasMessageContaining("two classes (more: task: segmentation)");
  }

  @Test
  void othersSayWhatTheyAreNot() {
    assertThatThrownBy(() -> head.requireOutputs(10))
        .hasMessageContaining("a plane of 1 x 3 for each of the classes [road, car, sky]")
        .hasMessageContaining("9 outputs, got 10");
    ClassTargets classes = ClassTargets.of(List.of("a", "b"), new int[] {0, 1});
    assertThatThrownBy(() -> new Segmentation().head(classes))
        .hasMessageContaining("task: segmentation needs a mask of each example");
    assertThatThrownBy(() -> new Classification().head(MASKS))
        .hasMessageContaining("got masks of 3 classes");
  }

  @Test
  void whatIsAnsweredAlikeIsNoDistanceAway() {
    float[] shifted = OUTPUTS.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += 5;
    }
    Predictions same = new Predictions(shifted, 2, Predictions.Form.RAW);
    assertThat(head.divergence(outputs(), same)).isCloseTo(0, within(1e-6));
    assertThat(head.farthest(outputs(), same)).isCloseTo(0, within(1e-6));
    assertThat(head.changed(outputs(), same)).hasValue(0);
    assertThat(head.guess(MASKS).scores().of(Metric.PIXEL_ACCURACY)).isEqualTo(3 / 5.0);
    assertThat(head.guess(MASKS).scores().of(Metric.MEAN_IOU)).isEqualTo(3 / 10.0);
  }
}
