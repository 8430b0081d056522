package io.paretune.evaluators.task.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
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
    String expected = "{\"classes\":[\"no\",\"yes\"],\"counts\":[[1,1],[0,2]]}";
    Head one = new BinaryClassification().head(TRUTH);
    assertThat(one.picture(raw(-1, 2, 3, 4), TRUTH).orElseThrow().json()).isEqualTo(expected);
    Head two = new Classification().head(TRUTH);
    assertThat(two.picture(raw(1, 0, 0, 1, 0, 1, 0, 1), TRUTH).orElseThrow().json())
        .isEqualTo(expected);
    // a model may know more classes than the data have
    assertThat(two.picture(raw(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0), TRUTH).orElseThrow().json())
        .isEqualTo(
            "{\"classes\":[\"no\",\"yes\",\"output 2\"],\"counts\":[[1,0,1],[0,2,0],[0,0,0]]}");
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
