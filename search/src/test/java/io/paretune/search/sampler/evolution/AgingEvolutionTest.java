package io.paretune.search.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgingEvolutionTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new AgingEvolution(AgingEvolution.Settings.defaults().withPopulation(10, 4));
  }

  @Override
  public long goldenDigest() {
    return -234878397130945742L;
  }

  /** Ten choices of five; neighbouring choices interact, so that the optimum takes some finding. */
  private static SearchSpace cells() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 10; i++) {
      space.choice("op" + i, "a", "b", "c", "d", "e");
    }
    return space.build();
  }

  private static double cost(Assignment cell) {
    double cost = 0;
    int before = 0;
    for (int i = 0; i < 10; i++) {
      int op = cell.text("op" + i).charAt(0) - 'a';
      cost += (op * 7 + i * 3) % 5 + (op + before) % 5 * 0.5;
      before = op;
    }
    return cost;
  }

  private static double best(Sampler sampler, long seed, int trials) {
    Study<Assignment> study =
        Study.of(cells()).minimize("cost").sampler(sampler).seed(seed).start();
    study.optimize((cell, trial) -> trial.measured(cost(cell)), Budget.trials(trials));
    return cost(study.paretoFront().get(0).value());
  }

  @Test
  void beatsChanceOnADiscreteSpace() {
    double evolved = 0;
    double random = 0;
    for (long seed = 1; seed <= 10; seed++) {
      evolved += best(new AgingEvolution(AgingEvolution.Settings.defaults()), seed, 400) / 10;
      random += best(new RandomSampler(), seed, 400) / 10;
    }
    assertThat(evolved).isLessThan(random - 3);
  }

  @Test
  void aChildDiffersFromAMemberOfTheWindowInOneParameter() {
    Study<Assignment> study =
        Study.of(cells()).minimize("cost").maximize("gain").sampler(sampler()).start();
    List<Assignment> told = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      if (i >= 10) {
        assertThat(told.subList(i - 10, i))
            .anySatisfy(parent -> assertThat(distance(parent, trial.assignment())).isEqualTo(1));
      }
      told.add(trial.assignment());
      double cost = cost(trial.assignment());
      study.tell(trial.number(), trial.measured(cost, trial.assignment().hashCode() % 7));
    }
  }

  private static long distance(Assignment one, Assignment two) {
    return one.asMap().keySet().stream()
        .filter(name -> !one.value(name).equals(two.value(name)))
        .count();
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgingEvolution.Settings.defaults().withPopulation(5, 6))
        .withMessage("1 <= tournament <= population must hold, got 6 of 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgingEvolution.Settings.defaults().withPopulation(1, 1))
        .withMessage("population must be at least 2, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AgingEvolution.Settings(10, 2, 0))
        .withMessageContaining("above 0");
  }
}
