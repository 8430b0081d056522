package io.paretune.experiments.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.task.score.Metric;
import org.junit.jupiter.api.Test;

/** A model that knows the validation examples is told from one that was lucky. */
class SplitGapTest {

  @Test
  void saysWhatChanceDoesNotExplain() {
    assertThat(SplitGap.note(Metric.ACCURACY, .9635, .9101, 3080))
        .hasValueSatisfying(
            note -> assertThat(note).contains("96.35 % on validation", "91.01 % on test"));
    // three standard errors of 100 examples are 12 points
    assertThat(SplitGap.note(Metric.ACCURACY, .9635, .9101, 100)).isEmpty();
    assertThat(SplitGap.note(Metric.ACCURACY, .90, .9101, 3080)).isEmpty();
    assertThat(SplitGap.note(Metric.ACCURACY, .9635, Double.NaN, 3080)).isEmpty();
    assertThat(SplitGap.note(Metric.RMSE, 1, 2, 3080)).isEmpty();
  }
}
