package io.paretune.search.sampler.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RankingTest {

  private static final SearchSpace SPACE = SearchSpace.builder().whole("x", 0, 100_000).build();

  private static List<Integer> best(Study<Assignment> study, int count) {
    Observations told = new Observations();
    Ranking ranking = new Ranking();
    return study.inspect(
        view -> {
          told.follow(view);
          ranking.follow(told);
          return ranking.best(told, count);
        });
  }

  private static void tell(Study<Assignment> study, Map<String, Double> metrics) {
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    study.tell(trial.number(), trial.measured(Measurement.of(metrics)));
  }

  @Test
  void feasibleTrialsComeFirstThenThoseThatViolateLess() {
    Study<Assignment> study =
        Study.of(SPACE).minimize("cost").constrain(Constraint.atMost("load", 1)).start();
    double[][] told = {{1, 3}, {5, 0}, {2, 2}, {4, 1}, {0, 9}};
    for (double[] one : told) {
      tell(study, Map.of("cost", one[0], "load", one[1]));
    }
    assertThat(best(study, 5)).containsExactly(3, 1, 2, 0, 4);
  }

  @Test
  void withinAFrontThoseComeFirstThatAddMostHypervolume() {
    Study<Assignment> study = Study.of(SPACE).minimize("f0").minimize("f1").start();
    // scaled to (0, 1), (1, 0), (0.2, 0.2), (0.25, 0.15); reference (1.1, 1.1); the last is
    // dominated
    double[][] told = {{0, 20}, {20, 0}, {4, 4}, {5, 3}, {21, 21}};
    for (double[] one : told) {
      tell(study, Map.of("f0", one[0], "f1", one[1]));
    }
    // alone: .11, .11, .81, .8075; after the third: .02, .02, and .05 x .85 = .0425 for the fourth
    assertThat(best(study, 5)).containsExactly(2, 3, 0, 1, 4);
  }

  @Test
  void theBestOfManyAreNotForgotten() {
    Study<Assignment> study = Study.of(SPACE).minimize("cost").sampler(new RandomSampler()).start();
    for (int i = 0; i < 1000; i++) {
      tell(study, Map.of("cost", (double) ((i * 7919) % 1000)));
    }
    List<Integer> best = best(study, 20);
    for (int i = 0; i < best.size(); i++) {
      assertThat((best.get(i) * 7919) % 1000).isEqualTo(i);
    }
  }
}
