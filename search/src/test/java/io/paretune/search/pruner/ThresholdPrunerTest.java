package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.trial.Verdict;
import org.junit.jupiter.api.Test;

final class ThresholdPrunerTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    // symmetric, as the contract's values change their sign
    return new ThresholdPruner(-1.1, 1.1, 3);
  }

  @Override
  public boolean compares() {
    return false;
  }

  @Test
  void whatLiesOutsideIsStopped() {
    Told told = Told.of(new ThresholdPruner(0.2, 0.8, 2));
    assertThat(told.reports(1, 5).prune()).isFalse();
    assertThat(told.reports(2, 0.2).prune()).isFalse();
    assertThat(told.reports(2, 0.8).prune()).isFalse();
    assertThat(told.reports(2, 0.19))
        .isEqualTo(Verdict.prune("cost 0.1900 at step 2 is below the allowed 0.2000"));
    assertThat(told.reports(3, 0.81))
        .isEqualTo(Verdict.prune("cost 0.8100 at step 3 is above the allowed 0.8000"));
  }

  @Test
  void boundsThatCannotWorkAreRefused() {
    double none = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> new ThresholdPruner(2, 1, 0)).hasMessageContaining("lower=2.0");
    assertThatThrownBy(() -> new ThresholdPruner(Double.NaN, 1, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ThresholdPruner(-none, none, 0)).hasMessageContaining("got none");
    assertThatThrownBy(() -> new ThresholdPruner(0, 1, -1)).hasMessageContaining("got -1");
  }
}
