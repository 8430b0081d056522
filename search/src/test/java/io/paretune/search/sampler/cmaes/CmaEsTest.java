package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CmaEsTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new CmaEs(CmaEs.Settings.defaults());
  }

  @Override
  public long goldenDigest() {
    return -3931001869104212884L;
  }

  private Study<Assignment> run(Problem problem, int trials, long seed) {
    Study<Assignment> study = problem.study().sampler(sampler()).seed(seed).start();
    study.optimize(problem::evaluate, Budget.trials(trials));
    return study;
  }

  private double medianRegret(String name, int trials) {
    Problem problem = Problems.named(name);
    double[] regrets = new double[11];
    for (int i = 0; i < regrets.length; i++) {
      regrets[i] = problem.regret(run(problem, trials, i + 1));
    }
    Arrays.sort(regrets);
    return regrets[regrets.length / 2];
  }

  @Test
  void regretAfter200TrialsIsBelowThatOfOptunasCmaEs() {
    assertThat(medianRegret("branin", 200)).isLessThan(8e-6);
    assertThat(medianRegret("hartmann6", 200)).isLessThan(0.076);
    assertThat(medianRegret("ackley", 200)).isLessThan(6.8);
  }

  @Test
  void restartsLeaveLocalMinima() {
    assertThat(medianRegret("rastrigin-2", 3000)).isLessThan(1e-6);
  }

  @Test
  void wholeNumbersDoNotFreeze() {
    SearchSpace space =
        SearchSpace.builder().whole("k", 0, 20).whole("m", 0, 1).real("x", 0, 1).build();
    Study<Assignment> study = Study.of(space).minimize("cost").sampler(sampler()).start();
    study.optimize(
        (point, trial) ->
            trial.measured(
                Math.abs(point.whole("k") - 17)
                    + (1 - point.whole("m"))
                    + Math.abs(point.real("x") - 0.9)),
        Budget.trials(300));
    Assignment best = study.paretoFront().get(0).value();
    assertThat(best.whole("k")).isEqualTo(17);
    assertThat(best.whole("m")).isEqualTo(1);
    assertThat(best.real("x")).isCloseTo(0.9, within(0.01));
  }

  @Test
  void wordsAreLearned() {
    SpaceBuilder words = SearchSpace.builder();
    for (int i = 0; i < 8; i++) {
      words.choice("c" + i, "a", "b", "d", "e");
    }
    Study<Assignment> study = Study.of(words.build()).minimize("cost").sampler(sampler()).start();
    study.optimize(
        (point, trial) ->
            trial.measured(
                point.asMap().values().stream().mapToInt(w -> w.equals("d") ? 0 : 1).sum()),
        Budget.trials(400));
    // 400 of 65,536 at random leave about 3 wrong
    assertThat(study.paretoFront().get(0).trial().measurement().orElseThrow().metric("cost"))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void enqueuedFailedAndLateTrialsAreTakenInStride() {
    Problem problem = Problems.named("sphere-4");
    Study<Assignment> study = problem.study().sampler(sampler()).start();
    Deque<ActiveTrial<Assignment>> running = new ArrayDeque<>();
    for (int i = 0; i < 400; i++) {
      if (i % 40 == 0) {
        double far = 4.9 - i / 100.0;
        study.enqueue(Assignment.of(Map.of("x0", far, "x1", far, "x2", far, "x3", far)));
      }
      running.addLast(study.ask().orElseThrow());
      if (running.size() > 12) {
        ActiveTrial<Assignment> oldest = running.removeFirst();
        study.tell(
            oldest.number(),
            i % 10 == 0
                ? new Outcome.Failed("unlucky")
                : oldest.measured(problem.at(oldest.assignment())));
      }
    }
    assertThat(problem.regret(study)).isLessThan(1e-3);
  }

  @Test
  void aResumedStudyGoesOnToTheLastBit() {
    Problem problem = Problems.named("rosenbrock-3");
    InMemoryTrialStore store = new InMemoryTrialStore();
    Study<Assignment> first = problem.study().store(store).sampler(sampler()).start();
    first.optimize(problem::evaluate, Budget.trials(57));
    Study<Assignment> resumed = problem.study().store(store).sampler(sampler()).start();
    resumed.optimize(problem::evaluate, Budget.trials(90));
    Study<Assignment> whole = run(problem, 90, 1);
    for (int i = 0; i < 90; i++) {
      assertThat(resumed.trials().get(i).assignment())
          .isEqualTo(whole.trials().get(i).assignment());
    }
  }

  @Test
  void severalObjectivesAreFarAheadOfChance() {
    Problem problem = Problems.named("dtlz2");
    double found = problem.hypervolume(run(problem, 1000, 1));
    Study<Assignment> chance = problem.study().sampler(new RandomSampler()).start();
    chance.optimize(problem::evaluate, Budget.trials(1000));
    assertThat(problem.hypervolume(chance)).isLessThan(found - 0.3);
  }

  @Test
  void positionsBeyondTheBoxAreFoldedBack() {
    assertThat(Distribution.folded(1.25)).isEqualTo(0.75);
    assertThat(Distribution.folded(-0.25)).isEqualTo(0.25);
    assertThat(Distribution.folded(2.25)).isEqualTo(0.25);
    assertThat(Distribution.folded(-3.5)).isEqualTo(0.5);
    assertThat(Distribution.folded(0.3)).isEqualTo(0.3);
  }

  @Test
  void settingsAreChecked() {
    assertThat(CmaEs.Settings.defaults().withLambda(9)).isEqualTo(new CmaEs.Settings(1 / 6.0, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CmaEs.Settings(0, 6))
        .withMessage("sigma must lie in (0, 1], got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CmaEs.Settings(0.2, 3))
        .withMessage("lambda must be at least 4, got 3");
  }
}
