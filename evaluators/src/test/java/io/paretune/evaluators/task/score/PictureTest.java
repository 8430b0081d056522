package io.paretune.evaluators.task.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.MultiLabel;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {

  private static final ClassTargets TRUTH =
      ClassTargets.of(List.of("no", "yes"), new int[] {0, 0, 1, 1});

  private static Predictions raw(float... values) {
    return new Predictions(values, 4, Predictions.Form.RAW);
  }

  @Test
  void classesAreCountedWhateverTheOutputs() {
    // precision, recall, F1 and number of each class stand beside the counts
    String expected =
        "{\"classes\":[\"no\",\"yes\"],\"counts\":[[1,1],[0,2]],\"each\":[\"no\",\"yes\"],"
            + "\"figures\":[[1.0,0.5,0.6666666666666666,2.0],[0.6666666666666666,1.0,0.8,2.0]]}";
    Head one = new BinaryClassification().head(TRUTH);
    assertThat(one.picture(raw(-1, 2, 3, 4), TRUTH).orElseThrow().json()).isEqualTo(expected);
    Head two = new Classification().head(TRUTH);
    assertThat(two.picture(raw(1, 0, 0, 1, 0, 1, 0, 1), TRUTH).orElseThrow().json())
        .isEqualTo(expected);
    // a model may know more classes than the data have
    assertThat(two.picture(raw(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0), TRUTH).orElseThrow().json())
        .isEqualTo(
            "{\"classes\":[\"no\",\"yes\",\"output 2\"],\"counts\":[[1,0,1],[0,2,0],[0,0,0]],"
                + "\"each\":[\"no\",\"yes\"],"
                + "\"figures\":[[1.0,0.5,0.6666666666666666,2.0],[1.0,1.0,1.0,2.0]]}");
  }

  @Test
  void labelsAreATable() {
    BitSet flags = new BitSet();
    flags.set(0); // x of the first
    flags.set(2); // x of the second
    flags.set(3); // y of the second
    LabelTargets truth = LabelTargets.of(List.of("x", "y"), 4, flags);
    Picture picture =
        new MultiLabel().head(truth).picture(raw(1, -1, -1, 1, 1, -1, -1, 1), truth).orElseThrow();
    assertThat(picture.json())
        .isEqualTo(
            "{\"each\":[\"x\",\"y\"],\"figures\":[[0.5,0.5,0.5,2.0],[0.5,1.0,0.6666666666666666,1.0]]}");
  }

  @Test
  void numbersAreInTheirOwnUnitAndNotTooMany() {
    float[] values = new float[1000];
    float[] outputs = new float[1000];
    for (int i = 0; i < 1000; i++) {
      values[i] = i % 2 == 0 ? 10 : 30;
      outputs[i] = 1;
    }
    NumberTargets truth = NumberTargets.of("price", values);
    Picture picture =
        new Regression()
            .head(truth)
            .picture(new Predictions(outputs, 1000, Predictions.Form.RAW), truth)
            .orElseThrow();
    // mean 20, deviation 10: one deviation above the mean is 30
    assertThat(picture.json()).startsWith("{\"points\":[[10.0,30.0],").endsWith("\"price\"}");
    assertThat(((Picture.Scatter) picture).points()).hasSize(Picture.MOST_POINTS);
  }
}
