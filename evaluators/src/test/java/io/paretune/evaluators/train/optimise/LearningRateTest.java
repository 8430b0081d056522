package io.paretune.evaluators.train.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningRateTest {

  @Test
  void itRisesLinearlyAndFallsAsACosine() {
    LearningRate rate = new LearningRate(2, RateSchedule.COSINE, 0.4);
    assertThat(rate.at(0, 10)).isCloseTo(0.5, within(1e-12));
    assertThat(rate.at(2, 10)).isCloseTo(1.5, within(1e-12));
    assertThat(rate.at(3, 10)).isCloseTo(2, within(1e-12));
    // Progress (9 + 1 - 4) / (11 - 4).
    assertThat(rate.at(9, 10)).isCloseTo(1 + Math.cos(Math.PI * 6 / 7), within(1e-12));
  }

  /** Trainings of earlier versions are repeated to the last bit. */
  @Test
  void theCosineIsWhatItAlwaysWas() {
    LearningRate rate = new LearningRate(0.2, RateSchedule.COSINE, 0.2);
    for (int step = 0; step < 240; step++) {
      double rising = 0.2 * 240;
      double progress = (step + 1 - rising) / (240 + 1 - rising);
      double before =
          step + 1 < rising
              ? 0.2 * (step + 1) / rising
              : 0.2 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress))));
      assertThat(rate.at(step, 240)).isEqualTo(before);
    }
  }

  @Test
  void otherSchedulesFallAsTheyAreCalled() {
    // 9 steps without warm-up: progress 1/10 to 9/10
    assertThat(new LearningRate(1, RateSchedule.LINEAR, 0).at(2, 9)).isCloseTo(0.7, within(1e-12));
    LearningRate steps = new LearningRate(1, RateSchedule.STEP, 0);
    assertThat(steps.at(3, 9)).isEqualTo(1);
    assertThat(steps.at(4, 9)).isEqualTo(0.1);
    assertThat(steps.at(7, 9)).isEqualTo(0.01);
    assertThat(new LearningRate(1, RateSchedule.CONSTANT, 0).at(8, 9)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(RateSchedule.class)
  void noScheduleRisesAfterTheWarmUp(RateSchedule schedule) {
    LearningRate rate = new LearningRate(0.3, schedule, 0.25);
    for (int step = 25; step < 100; step++) {
      assertThat(rate.at(step, 100)).isLessThanOrEqualTo(rate.at(step - 1, 100)).isNotNegative();
    }
  }

  @Test
  void aPeakOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(0, RateSchedule.COSINE, 0))
        .withMessage("learningRate must lie in (0, 10], got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(1, RateSchedule.COSINE, 1));
  }
}
