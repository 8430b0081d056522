package io.paretune.search.sampler.reinforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReinforceTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new Reinforce(Reinforce.Settings.defaults());
  }

  @Override
  public long goldenDigest() {
    return 6862323973118101389L;
  }

  /** Eight choices of four and two numbers; each has a best value of its own. */
  private static SearchSpace cells() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 8; i++) {
      space.choice("op" + i, "a", "b", "c", "d");
    }
    return space.real("rate", 0, 1).whole("width", 1, 100).build();
  }

  private static double cost(Assignment cell) {
    double cost = 10 * Math.abs(cell.real("rate") - 0.3) + Math.abs(cell.whole("width") - 80) * 0.1;
    for (int i = 0; i < 8; i++) {
      cost += (cell.text("op" + i).charAt(0) - 'a' + i) % 4;
    }
    return cost;
  }

  private static double best(Sampler sampler, long seed) {
    Study<Assignment> study =
        Study.of(cells()).minimize("cost").sampler(sampler).seed(seed).start();
    study.optimize((cell, trial) -> trial.measured(cost(cell)), Budget.trials(300));
    return cost(study.paretoFront().get(0).value());
  }

  @Test
  void beatsChanceOnASeparableSpace() {
    double reinforced = 0;
    double random = 0;
    for (long seed = 1; seed <= 10; seed++) {
      reinforced += best(sampler(), seed) / 10;
      random += best(new RandomSampler(), seed) / 10;
    }
    assertThat(reinforced).isLessThan(random - 3);
  }

  @Test
  void feasibleTrialsAreSoughtUnderAConstraint() {
    Study<Assignment> study =
        Study.of(cells())
            .minimize("cost")
            .constrain(Constraint.atMost("rate", 0.1))
            .sampler(sampler())
            .seed(1)
            .start();
    int[] feasible = new int[2];
    int[] seen = {0};
    study.optimize(
        (cell, trial) -> {
          double rate = cell.real("rate");
          feasible[seen[0]++ / 150] += rate <= 0.1 ? 1 : 0;
          return new Outcome.Measured(Measurement.of(Map.of("cost", cost(cell), "rate", rate)));
        },
        Budget.trials(300));
    assertThat(feasible[1]).isGreaterThan(75).isGreaterThan(feasible[0]);
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reinforce.Settings.defaults().withPolicies(0))
        .withMessage("policies must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reinforce.Settings(2, 0, 0, 0.9, 10))
        .withMessage("learningRate must be above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reinforce.Settings(2, 1, -1, 0.9, 10))
        .withMessage("entropy must be at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reinforce.Settings(2, 1, 0, 1, 10))
        .withMessage("0 <= baselineDecay < 1 must hold, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reinforce.Settings(2, 1, 0, 0.9, 1))
        .withMessage("cells must be at least 2, got 1");
  }
}
