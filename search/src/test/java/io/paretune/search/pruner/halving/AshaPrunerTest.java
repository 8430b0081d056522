package io.paretune.search.pruner.halving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.PrunerContract;
import io.paretune.search.pruner.Told;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.trial.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AshaPrunerTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    return new AshaPruner(new Halving(1, 3, STEPS));
  }

  @Test
  void rungsLieBelowTheLastStep() {
    assertThat(new Halving(1, 3, 27).levels()).containsExactly(1, 3, 9);
    assertThat(new Halving(1, 3, 28).levels()).containsExactly(1, 3, 9, 27);
    assertThat(new Halving(2, 4, 2).levels()).isEmpty();
    assertThat(Halving.defaults().levels()).hasSize(20).startsWith(1, 3, 9).isSorted();
    assertThat(new Halving(Integer.MAX_VALUE - 1, 2, Integer.MAX_VALUE).levels()).hasSize(1);
  }

  @Test
  void oneInTheFactorOfThoseWhoReachedARungGoesOn() {
    Told told = Told.of(new AshaPruner(new Halving(2, 3, 100)));
    List<Boolean> stopped = new ArrayList<>();
    // of n trials n / 3 go on, at least the best: worked out by hand
    for (double value : new double[] {5, 6, 4, 4, 4.5, 4.2, 3, 4, 3.5, 3.9, 3.95}) {
      assertThat(told.reports(1, 99).prune()).as("before the first rung").isFalse();
      stopped.add(told.reports(2, value).prune());
    }
    assertThat(stopped)
        .containsExactly(false, true, false, false, true, true, false, false, false, false, true);
  }

  @Test
  void aTrialIsJudgedByItsBestSoFarAndOnlyWhereItReachesARung() {
    Told told = Told.of(new AshaPruner(new Halving(2, 2, 100)));
    told.course(1, 9);
    // judged at step 2 with 0.5; its 9 at step 3 is between rungs
    assertThat(told.course(0.5, 9, 9).prune()).isFalse();
    // at step 4 there is nobody but itself
    assertThat(told.course(2, 0.4, 9, 9).prune()).isFalse();
    assertThat(told.course(0.9, 0.55).prune()).isTrue();
  }

  @Test
  void aReportBeyondARungReachesIt() {
    Told told = Told.of(new AshaPruner(new Halving(3, 2, 100)));
    told.reports(3, 1);
    told.reports(6, 1);
    assertThat(told.reports(5, 2).prune()).as("5 counts on the rung at 3").isTrue();
    assertThat(told.reports(11, 2).prune()).as("11 is judged on the rung at 6").isTrue();
    assertThat(told.reports(12, 2).prune()).as("the first on the rung at 12").isFalse();
  }

  @Test
  void aTrialThatWasCutOffLeavesItsRungs() {
    Told told = Told.of(new AshaPruner(new Halving(1, 2, 100)));
    ActiveTrial<Assignment> cut = told.begun();
    cut.report(1, 0);
    assertThat(told.reports(1, 1).prune()).isTrue();
    told.study().requeue(cut.number(), "cut off");
    ActiveTrial<Assignment> again = told.begun();
    assertThat(again.number()).isEqualTo(cut.number());
    // of its own 2, the earlier 1 and this 1.5 on the rung, one goes on
    again.report(1, 2);
    assertThat(told.reports(1, 1).prune()).isFalse();
  }

  @Test
  void stoppedAndFailedTrialsCountOnTheirRungs() {
    Told told = Told.of(new AshaPruner(new Halving(1, 2, 100)));
    ActiveTrial<Assignment> stopped = told.begun();
    stopped.report(1, 1);
    told.study().tell(stopped.number(), new Outcome.Pruned("by hand"));
    told.reports(1, 2);
    assertThat(told.reports(1, 3).prune()).isTrue();
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new Halving(0, 3, 9)).hasMessageContaining("firstRung");
    assertThatThrownBy(() -> new Halving(1, 1, 9)).hasMessageContaining("factor");
    assertThatThrownBy(() -> new Halving(1, 3, 0)).hasMessageContaining("lastStep");
  }
}
