package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.trial.Verdict;
import org.junit.jupiter.api.Test;

final class PatientPrunerTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    return new PatientPruner(PercentilePruner.median(5, 0), 1, 0.01);
  }

  @Test
  void onlyStagnationIsStopped() {
    Told told = Told.of(PatientPruner.alone(2, 0));
    assertThat(told.course(5, 5).prune()).as("two reports are borne").isFalse();
    assertThat(told.course(5, 5, 5))
        .isEqualTo(Verdict.prune("no improvement in the last 2 reports"));
    assertThat(told.course(5, 4, 6).prune()).isFalse();
    assertThat(told.course(5, 4, 6, 4).prune()).isTrue();
    assertThat(told.course(5, 4, 6, 3.9).prune()).isFalse();
  }

  @Test
  void smallImprovementsDoNotCount() {
    Told told = Told.of(PatientPruner.alone(1, 0.5));
    assertThat(told.course(5, 4.5).prune()).isTrue();
    assertThat(told.course(5, 4.4).prune()).isFalse();
  }

  @Test
  void theInnerPrunerDecidesOnceATrialStagnates() {
    Told told = Told.of(new PatientPruner(new ThresholdPruner(0, 3, 0), 1, 0));
    assertThat(told.course(9, 8, 7).prune()).as("bad, but improving").isFalse();
    assertThat(told.course(2, 2).prune()).as("stagnant, but good").isFalse();
    assertThat(told.course(9, 9).prune()).isTrue();
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> PatientPruner.alone(0, 0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> PatientPruner.alone(1, -1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> PatientPruner.alone(1, Double.NaN)).hasMessageContaining("NaN");
  }
}
