package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.trial.Verdict;
import org.junit.jupiter.api.Test;

final class PercentilePrunerTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    return new PercentilePruner(
        PercentilePruner.Settings.defaults().withPercentile(70).withWarmupSteps(2).withInterval(2));
  }

  /** 0.1, 0.2, ..., 0.5 at steps 1 to 6, and then a trial's first value at a step. */
  private static Verdict after(PercentilePruner.Settings settings, int step, double value) {
    return Told.of(new PercentilePruner(settings))
        .completes(6, 0.1, 0.2, 0.3, 0.4, 0.5)
        .reports(step, value);
  }

  @Test
  void aTrialIsStoppedBeyondThePercentileLinearBetweenNeighbours() {
    PercentilePruner.Settings usual = PercentilePruner.Settings.defaults();
    // of five values the percentile 30 lies at place 1.2: 0.2 + 0.2 * 0.1
    assertThat(after(usual.withPercentile(30), 1, 0.2199).prune()).isFalse();
    assertThat(after(usual.withPercentile(30), 1, 0.2201))
        .isEqualTo(
            Verdict.prune(
                "best cost 0.2201 at step 1 is worse than the percentile 30.0 (0.2200) of 5"
                    + " trials"));
    assertThat(after(usual, 1, 0.3).prune()).isFalse();
    assertThat(after(usual, 1, 0.31))
        .isEqualTo(
            Verdict.prune(
                "best cost 0.3100 at step 1 is worse than the median 0.3000 of 5 trials"));
  }

  @Test
  void stepsInTheWarmUpAndBetweenIntervalsAreNotJudged() {
    PercentilePruner.Settings every = PercentilePruner.Settings.defaults();
    PercentilePruner.Settings third = every.withWarmupSteps(2).withInterval(3);
    for (int step = 1; step <= 6; step++) {
      assertThat(after(third, step, 9).prune())
          .as("step %d", step)
          .isEqualTo(step == 2 || step == 5);
      assertThat(after(every.withStartupTrials(6), step, 9).prune()).isFalse();
    }
    assertThat(after(every, 7, 9).prune()).as("a step that nobody reported").isFalse();
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    PercentilePruner.Settings usual = PercentilePruner.Settings.defaults();
    for (double percentile : new double[] {0, 100, Double.NaN}) {
      assertThatThrownBy(() -> usual.withPercentile(percentile))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got " + percentile);
    }
    assertThatThrownBy(() -> usual.withStartupTrials(0)).hasMessageContaining("got 0 and 0");
    assertThatThrownBy(() -> usual.withWarmupSteps(-1)).hasMessageContaining("got 5 and -1");
    assertThatThrownBy(() -> usual.withInterval(0)).hasMessageContaining("interval");
  }
}
