package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Verdict;
import org.junit.jupiter.api.Test;

final class ObservationsTest {

  private final Study<Assignment> study =
      Study.of(SearchSpace.builder().real("x", 0, 1).build())
          .maximize("accuracy")
          .minimize("size")
          .sampler(new RandomSampler())
          .start();

  private ActiveTrial<Assignment> begun() {
    return study.ask().orElseThrow();
  }

  private void prune(ActiveTrial<Assignment> trial) {
    study.tell(trial.number(), trial.pruned(Verdict.prune("enough")));
  }

  private void follow(Observations observations) {
    study.inspect(
        view -> {
          observations.follow(view);
          return observations.size();
        });
  }

  @Test
  void aPrunedTrialCostsItsBestReportAndWhatItKnew() {
    ActiveTrial<Assignment> complete = begun();
    study.tell(complete.number(), complete.measured(0.9, 5));
    ActiveTrial<Assignment> pruned = begun();
    pruned.declare("size", 3);
    pruned.report(1, 0.6);
    pruned.report(2, 0.5);
    prune(pruned);

    Observations all = Observations.withPruned();
    follow(all);
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.trial(1).number()).isEqualTo(pruned.number());
    assertThat(all.costs(1)).isEqualTo(Costs.of(-0.6, 3));

    Observations completeOnes = new Observations();
    follow(completeOnes);
    assertThat(completeOnes.size()).isEqualTo(1);
  }

  @Test
  void aPrunedTrialThatSaysTooLittleIsLeftOut() {
    ActiveTrial<Assignment> withoutReport = begun();
    withoutReport.declare("size", 3);
    prune(withoutReport);
    ActiveTrial<Assignment> withoutSize = begun();
    withoutSize.report(1, 0.6);
    prune(withoutSize);

    Observations all = Observations.withPruned();
    follow(all);
    assertThat(all.size()).isZero();
  }
}
