package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.pruner.forecast.HopelessPruner;
import io.paretune.search.pruner.halving.AshaPruner;
import io.paretune.search.pruner.halving.Halving;
import io.paretune.search.trial.Verdict;
import org.junit.jupiter.api.Test;

final class AllPrunersTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    return Pruner.all(
        new HopelessPruner(new HopelessPruner.Settings(10, 0.1)),
        new AshaPruner(new Halving(1, 3, STEPS)));
  }

  @Test
  void theFirstThatWouldStopATrialDecides() {
    Pruner one = (view, trial) -> Verdict.prune("one");
    Pruner two = (view, trial) -> Verdict.prune("two");
    assertThat(Told.of(Pruner.all(Pruner.never(), one, two)).reports(1, 1))
        .isEqualTo(Verdict.prune("one"));
    assertThat(Told.of(Pruner.all(Pruner.never())).reports(1, 1).prune()).isFalse();
    assertThat(Told.of(Pruner.all()).reports(1, 1).prune()).isFalse();
  }
}
