package io.paretune.experiments.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.trial.preparation.TrainingCost;
import io.paretune.search.study.Budget;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CostInWordsTest {
  private static final TrainingCost COST = new TrainingCost(30, 330, 0, true);

  private static String said(TrainingCost cost, int atOnce, Budget budget) {
    return new CostInWords(cost, OptionalInt.of(atOnce)).of(budget).orElseThrow();
  }

  @Test
  void trialsTakeTheMeanOfTheSmallestAndTheLargestSideBySide() {
    assertThat(said(COST, 2, Budget.trials(100)))
        .isEqualTo(
            "training takes roughly 30 s (the smallest network) to 6 min a trial, 100 trials 2.5 h,"
                + " as a few steps took here; measuring is not in it");
    assertThat(said(new TrainingCost(30, 30, 0, false), 1, Budget.trials(4)))
        .isEqualTo(
            "training takes roughly 30 s a trial, 4 trials 2 min, by arithmetic; measuring is not"
                + " in it");
  }

  @Test
  void littleIsLittle() {
    assertThat(said(new TrainingCost(0.01, 0.2, 0, false), 1, Budget.trials(100)))
        .isEqualTo(
            "training takes less than a minute in all, by arithmetic; measuring is not in it");
  }

  @Test
  void aLimitHasTimeForSoMany() {
    Budget limited = Budget.trials(1000).within(Duration.ofHours(1));
    assertThat(said(COST, 2, limited)).contains(", 60 min are time for some 40 trials");
    assertThat(said(COST, 2, Budget.time(Duration.ofDays(3))))
        .contains(", 3.0 days are time for some 2,880 trials");
  }

  @Test
  void aSharedNetworkIsTrainedOnceAndSomeAreNotTrainedAtAll() {
    assertThat(said(new TrainingCost(0, 0, 600, true), 2, Budget.trials(100)))
        .startsWith("the shared network takes roughly 10 min, as");
    assertThat(said(new TrainingCost(0, 0, 600, true), 2, Budget.time(Duration.ofMinutes(9))))
        .contains("10 min to its end, fewer epochs where the limit says so");
    assertThat(
            new CostInWords(new TrainingCost(0, 0, 0, false), OptionalInt.of(1))
                .of(Budget.trials(9)))
        .isEmpty();
  }

  @Test
  void whereNobodyKnowsHowManyTrainATrialIsSaidAlone() {
    assertThat(new CostInWords(COST, OptionalInt.empty()).of(Budget.trials(100)))
        .contains(
            "training takes roughly 30 s (the smallest network) to 6 min a trial on this machine,"
                + " as a few steps took here; measuring is not in it");
  }
}
