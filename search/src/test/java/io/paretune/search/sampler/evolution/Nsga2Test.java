package io.paretune.search.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class Nsga2Test implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new Nsga2(GeneticSettings.nsga2().withPopulation(10));
  }

  @Override
  public long goldenDigest() {
    return 3901952801997376603L;
  }

  private static double hypervolume(Problem problem, Sampler sampler, int trials) {
    Study<Assignment> study = problem.study().sampler(sampler).start();
    study.optimize(problem::evaluate, Budget.trials(trials));
    return problem.hypervolume(study);
  }

  @Test
  void isFarAheadOfChanceOnZdt1() {
    GeneticSettings hundred = GeneticSettings.nsga2().withPopulation(100);
    Problem problem = Problems.named("zdt1");
    double found = hypervolume(problem, new Nsga2(hundred), 8000);
    assertThat(found).isGreaterThan(0.70);
    assertThat(hypervolume(problem, new RandomSampler(), 8000)).isLessThan(found - 0.5);
  }

  @Test
  @Tag("slow")
  void isNearTheTrueFrontOfZdt1After25000Evaluations() {
    GeneticSettings hundred = GeneticSettings.nsga2().withPopulation(100);
    // the true front has 0.8767; a front of 100 points at most about 0.871
    assertThat(hypervolume(Problems.named("zdt1"), new Nsga2(hundred), 25_000))
        .isBetween(0.866, 0.8767);
  }

  @Test
  void settingsAreChecked() {
    assertThat(GeneticSettings.nsga2()).isEqualTo(new GeneticSettings(50, 0.9, 20, 1, 20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeneticSettings.nsga2().withPopulation(3))
        .withMessage("population must be at least 4, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneticSettings(50, 1.5, 20, 1, 20))
        .withMessageContaining("crossoverProbability must lie in [0, 1], got 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneticSettings(50, 0.9, 0, 1, 20))
        .withMessageContaining("above 0");
  }
}
