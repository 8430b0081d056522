package io.paretune.search.terminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Costs;
import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExpectedGainTest {

  @Test
  void losesLittleOfZdt1UnderNsga2() {
    Problem problem = Problems.named("zdt1");
    for (long seed = 1; seed <= 2; seed++) {
      Study<Assignment> study =
          zdt1(problem, seed).terminator(new ExpectedGain(0.001, 500)).start();
      study.optimize(problem::evaluate, Budget.trials(14_000));
      assertThat(study.finished()).isBetween(3000L, 13_000L);
      assertThat(study.stopReason().orElseThrow())
          .startsWith("the next 500 trials are expected to gain 0.0")
          .contains("less than 0.10 %")
          .endsWith("(after " + study.finished() + " trials)");
      double atTheEnd = problem.hypervolume(study);
      // what the rest of the budget would have found
      for (long i = study.finished(); i < 14_000; i++) {
        ActiveTrial<Assignment> trial = study.ask().orElseThrow();
        study.tell(trial.number(), problem.evaluate(trial.assignment(), trial));
      }
      assertThat(atTheEnd).isGreaterThan(0.99 * problem.hypervolume(study));
    }
  }

  private static StudyBuilder<Assignment> zdt1(Problem problem, long seed) {
    return problem.study().seed(seed).sampler(new Nsga2(GeneticSettings.nsga2()));
  }

  /** Of one number, drawn by chance: what is proposed does not matter. */
  private static StudyBuilder<Assignment> one() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).build();
    return Study.of(space).minimize("cost").sampler(new RandomSampler());
  }

  @Test
  void endsAStudyThatHasNothingLeftToFind() {
    // the best of nine values is found soon; what follows are repetitions
    SearchSpace space = SearchSpace.builder().whole("x", 1, 9).build();
    Study<Assignment> study =
        Study.of(space)
            .minimize("cost")
            .sampler(new RandomSampler())
            .allowRepeats()
            .terminator(new ExpectedGain(0.01, 20))
            .start();
    study.optimize(
        (point, trial) -> trial.measured((double) point.whole("x")), Budget.trials(100_000));
    assertThat(study.finished()).isLessThan(2000);
    assertThat(study.paretoFront().get(0).value().whole("x")).isEqualTo(1);
  }

  @Test
  void goesOnWhileThereIsSteadyGain() {
    Study<Assignment> study = one().terminator(new ExpectedGain(0.01, 10)).start();
    study.optimize(
        (point, trial) -> trial.measured(1000.0 - (double) trial.number()), Budget.trials(1000));
    assertThat(study.finished()).isEqualTo(1000);
    assertThat(study.stopReason()).isEmpty();
  }

  @Test
  void theAnswerDependsOnTheFinishedTrialsAloneAndIsNotTakenBack() {
    ExpectedGain asked = new ExpectedGain(0.01, 10);
    Study<Assignment> study = one().start();
    Optional<String> first = Optional.empty();
    for (int i = 0; i < 300; i++) {
      // one good trial long after the end was due
      double cost = i == 250 ? -100 : Math.max(90, 100 - i);
      study.optimize((point, trial) -> trial.measured(cost), Budget.trials(i + 1));
      Optional<String> answer = study.inspect(asked::judge);
      assertThat(study.inspect(new ExpectedGain(0.01, 10)::judge)).isEqualTo(answer);
      if (first.isPresent()) {
        assertThat(answer).isEqualTo(first);
      }
      first = answer;
    }
    assertThat(first).isPresent();
    Study<Assignment> other = one().start();
    assertThat(other.inspect(asked::judge)).isEmpty();
  }

  @Test
  void studiesWithoutAFeasibleTrialGoOn() {
    Study<Assignment> study = one().terminator(new ExpectedGain(0.5, 10)).start();
    study.optimize((point, trial) -> new Outcome.Failed("always"), Budget.trials(200));
    assertThat(study.finished()).isEqualTo(200);
  }

  @Test
  void hypervolumesAreMeasuredInTodaysFrontsBox() {
    GainTrace trace = new GainTrace();
    trace.add(Costs.of(1000, 1000));
    trace.add(Costs.of(2, 6));
    trace.add();
    trace.add(Costs.of(4, 2));
    trace.add(Costs.of(new double[] {0, 0}, 1));
    // box 2..4 by 2..6: the points are (0, 1) and (1, 0), the first trial lies outside
    double[] found = trace.hypervolumes(1, 2, 3, 5);
    assertThat(found[0]).isZero();
    assertThat(found[1]).isCloseTo(1.1 * 0.1, within(1e-12));
    assertThat(found[2]).isEqualTo(found[1]);
    assertThat(found[3]).isCloseTo(1.1 * 0.1 + 0.1 * 1, within(1e-12));
    assertThat(trace.improvements(2)).containsExactly(3, 1);
    assertThat(trace.trials()).isEqualTo(5);
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExpectedGain(0, 100))
        .withMessage("0 < share < 1 must hold, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExpectedGain(0.1, 9))
        .withMessage("over must be at least 10 trials, got 9");
  }
}
