package io.paretune.search.sampler.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TpeTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new Tpe(Tpe.Settings.defaults());
  }

  @Override
  public long goldenDigest() {
    return -409214299670566868L;
  }

  private static Study<Assignment> run(Problem problem, Sampler sampler, int trials, long seed) {
    Study<Assignment> study = problem.study().sampler(sampler).seed(seed).start();
    study.optimize(problem::evaluate, Budget.trials(trials));
    return study;
  }

  private double medianRegret(String name, int seeds) {
    Problem problem = Problems.named(name);
    double[] regrets = new double[seeds];
    for (int i = 0; i < seeds; i++) {
      regrets[i] = problem.regret(run(problem, sampler(), 200, i + 1));
    }
    Arrays.sort(regrets);
    return regrets[seeds / 2];
  }

  @Test
  void regretAfter200TrialsIsBelowThatOfOptunasTpe() {
    assertThat(medianRegret("branin", 3)).isLessThan(0.0033);
    assertThat(medianRegret("rosenbrock", 3)).isLessThan(36);
    assertThat(medianRegret("rastrigin", 3)).isLessThan(20);
  }

  @Test
  void severalObjectivesAreFarAheadOfChance() {
    Problem problem = Problems.named("dtlz2");
    double found = problem.hypervolume(run(problem, sampler(), 200, 1));
    assertThat(problem.hypervolume(run(problem, new RandomSampler(), 200, 1)))
        .isLessThan(found - 0.3);
  }

  @Test
  void infeasibleTrialsAreLearnedToBeBad() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).build();
    Study<Assignment> study =
        Study.of(space)
            .minimize("cost")
            .constrain(Constraint.atMost("load", 0.5))
            .sampler(sampler())
            .start();
    study.optimize(
        (point, trial) ->
            trial.measured(
                Measurement.of(
                    Map.of("cost", -point.real("x") - point.real("y"), "load", point.real("x")))),
        Budget.trials(80));
    // costs fall towards x = 1, where nothing is feasible
    assertThat(study.paretoFront().get(0).value().real("x")).isBetween(0.4, 0.5);
    assertThat(study.paretoFront().get(0).value().real("y")).isGreaterThan(0.9);
    long feasible =
        study.trials().stream()
            .skip(40)
            .filter(trial -> trial.assignment().real("x") <= 0.5)
            .count();
    assertThat(feasible).isGreaterThan(20);
  }

  @Test
  void runningTrialsPushProposalsAway() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).build();
    Study<Assignment> study = Study.of(space).minimize("cost").sampler(sampler()).start();
    study.optimize(
        (point, trial) -> trial.measured(Math.abs(point.real("x") - 0.3)), Budget.trials(40));
    List<Double> running = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      running.add(trial.assignment().real("x"));
    }
    double near = running.stream().filter(x -> Math.abs(x - 0.3) < 0.05).count();
    assertThat(near).isBetween(1.0, 15.0);
  }

  @Test
  void settingsAreChecked() {
    assertThat(Tpe.Settings.defaults().withStartupTrials(20))
        .isEqualTo(new Tpe.Settings(20, 96, 0.1, 25));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tpe.Settings(0, 96, 0.1, 25))
        .withMessage("startupTrials and candidates must be at least 1, got 0 and 96");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tpe.Settings(1, 96, 1, 25))
        .withMessage("0 < goodShare < 1 must hold, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tpe.Settings(1, 96, 0.1, 129))
        .withMessage("mostGood must lie in 1 to 128, got 129");
  }
}
