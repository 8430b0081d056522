package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.pareto.Costs;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GenerationRankingTest {

  @Test
  void feasibilityThenViolationThenCost() {
    List<Costs> generation =
        List.of(
            Costs.of(new double[] {1}, 3), Costs.of(9), Costs.of(new double[] {5}, 1), Costs.of(8));
    assertThat(new GenerationRanking().order(generation)).containsExactly(3, 1, 2, 0);
  }

  @Test
  void aboveTheFrontByWhatIsAddedBelowItByHowFar() {
    GenerationRanking preference = new GenerationRanking();
    assertThat(preference.remember(List.of(Costs.of(0, 10), Costs.of(10, 0)))).isTrue();
    List<Costs> generation =
        List.of(
            Costs.of(12, 5), // dominated by (10, 0): 0.539 away, scaled; box (0, 10) to (10, 0)
            Costs.of(5, 5), // adds (1 - 0.5)^2 + ... : the middle of the gap
            Costs.of(9, 1), // adds little
            Costs.of(10.5, 0), // dominated, 0.05 away
            Costs.of(1, 12)); // dominated by (0, 10): 0.224 away
    assertThat(preference.order(generation)).containsExactly(1, 2, 3, 4, 0);
    assertThat(preference.remember(List.of(Costs.of(11, 11)))).isFalse();
    assertThat(preference.remember(List.of(Costs.of(5, 5)))).isTrue();
  }

  @Test
  void fourObjectivesAreOrderedByDistance() {
    GenerationRanking preference = new GenerationRanking();
    preference.remember(List.of(Costs.of(0, 1, 1, 1), Costs.of(1, 0, 0, 0)));
    List<Costs> generation =
        List.of(Costs.of(1, 1, 1, 1), Costs.of(0.1, 0.9, 1, 1), Costs.of(0.5, 0.5, 0.5, 0.5));
    assertThat(preference.order(generation)).containsExactly(2, 1, 0);
  }
}
