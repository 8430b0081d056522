package io.paretune.search.sampler.gp;

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
import io.paretune.search.trial.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.util.MathArrays;
import org.junit.jupiter.api.Test;

final class GpSamplerTest implements SamplerContract {

  private static final GpSampler.Settings SMALL = new GpSampler.Settings(6, 40, 64);

  @Override
  public Sampler sampler() {
    return new GpSampler(SMALL);
  }

  @Override
  public long goldenDigest() {
    return 3193988913492857614L;
  }

  private static Sampler usual() {
    return new GpSampler(GpSampler.Settings.defaults());
  }

  private static Study<Assignment> searched(Problem problem, Sampler sampler, int trials) {
    Study<Assignment> study = problem.study().sampler(sampler).start();
    study.optimize(problem::evaluate, Budget.trials(trials));
    return study;
  }

  @Test
  void findsTheMinimumOfBraninInFortyTrials() {
    Problem problem = Problems.named("branin");
    assertThat(problem.regret(searched(problem, usual(), 40))).isLessThan(1e-3);
    assertThat(problem.regret(searched(problem, new RandomSampler(), 40))).isGreaterThan(0.1);
  }

  @Test
  void aPoolIsSearchedByWhatItsMembersPromise() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).build();
    Random random = new Random(1);
    List<Assignment> pool = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      pool.add(space.fromUnit(new double[] {random.nextDouble(), random.nextDouble()}));
    }
    double least = pool.stream().mapToDouble(GpSamplerTest::bowl).min().orElseThrow();
    Study<Assignment> study = Study.of(space).minimize("f").sampler(sampler()).only(pool).start();
    study.optimize((point, trial) -> trial.measured(bowl(point)), Budget.trials(25));
    assertThat(study.trials()).allMatch(trial -> pool.contains(trial.assignment()));
    // by chance one study in twelve would have met it
    assertThat(bowl(study.paretoFront().get(0).value())).isEqualTo(least);
  }

  private static double bowl(Assignment point) {
    return Math.pow(point.real("x") - 0.3, 2) + Math.pow(point.real("y") - 0.8, 2);
  }

  @Test
  void originAndUnitOfAnObjectiveChangeNothing() {
    Problem problem = Problems.named("branin");
    List<Assignment> plain = proposals(problem, 1, 0);
    List<Assignment> other = proposals(problem, 1000, -7);
    for (int i = 0; i < plain.size(); i++) {
      double[] one = problem.variables().toUnit(plain.get(i));
      double[] two = problem.variables().toUnit(other.get(i));
      assertThat(Math.hypot(one[0] - two[0], one[1] - two[1])).isLessThan(1e-3);
    }
  }

  private static List<Assignment> proposals(Problem problem, double unit, double origin) {
    Study<Assignment> study = problem.study().sampler(usual()).start();
    study.optimize(
        (point, trial) -> trial.measured(unit * problem.at(point)[0] + origin), Budget.trials(20));
    return study.trials().stream().map(trial -> trial.assignment()).toList();
  }

  @Test
  void aBatchIsSpread() {
    Problem problem = Problems.named("hartmann6");
    Study<Assignment> study = searched(problem, usual(), 30);
    List<double[]> batch = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      double[] next = problem.variables().toUnit(study.ask().orElseThrow().assignment());
      for (double[] other : batch) {
        assertThat(MathArrays.distance(next, other)).isGreaterThan(0.02);
      }
      batch.add(next);
    }
  }

  @Test
  void feasibilityIsLearned() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).build();
    // the least sum lies on the circle's edge: 1.4 - 0.3 * sqrt(2)
    Study<Assignment> study =
        Study.of(space)
            .minimize("sum")
            .constrain(Constraint.atMost("distance", 0.3))
            .sampler(usual())
            .start();
    study.optimize(
        (point, trial) ->
            new Outcome.Measured(
                Measurement.of(
                    Map.of(
                        "sum",
                        point.real("x") + point.real("y"),
                        "distance",
                        Math.hypot(point.real("x") - 0.7, point.real("y") - 0.7)))),
        Budget.trials(50));
    double best = study.paretoFront().get(0).trial().measurement().orElseThrow().metric("sum");
    assertThat(best).isBetween(1.4 - 0.3 * Math.sqrt(2), 0.98);
  }

  @Test
  void aRegionThatFailsIsLeft() {
    Problem problem = Problems.named("branin");
    Study<Assignment> study = problem.study().sampler(usual()).start();
    int failed = 0;
    for (int i = 0; i < 60; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      // two of the three minima lie where evaluations fail
      boolean fails = trial.assignment().real("x0") < 6;
      failed += fails && i >= 30 ? 1 : 0;
      study.tell(
          trial.number(),
          fails ? new Outcome.Failed("here") : problem.evaluate(trial.assignment(), trial));
    }
    assertThat(failed).isLessThan(15);
    assertThat(problem.regret(study)).isLessThan(0.01);
  }

  @Test
  void approachesTheFrontsOfTwoThreeAndFourObjectives() {
    SearchSpace space =
        SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).real("z", 0, 1).build();
    for (int objectives = 2; objectives <= 4; objectives++) {
      double found = distance(space, objectives, usual());
      double chance = distance(space, objectives, new RandomSampler());
      assertThat(found).as("%s objectives", objectives).isLessThan(0.3 * chance);
    }
  }

  /**
   * The mean distance of a front to the true one: squared distances to different points of the
   * plane z = 0.4 are minimised, so that z = 0.4 holds on the true front.
   */
  private static double distance(SearchSpace space, int objectives, Sampler sampler) {
    var study = Study.of(space).sampler(sampler);
    for (int k = 0; k < objectives; k++) {
      study.minimize("f" + k);
    }
    Study<Assignment> started = study.start();
    double[][] centers = {{0.2, 0.2}, {0.8, 0.2}, {0.5, 0.8}, {0.2, 0.9}};
    started.optimize(
        (point, trial) -> {
          double[] values = new double[objectives];
          for (int k = 0; k < objectives; k++) {
            double x = point.real("x") - centers[k][0];
            double y = point.real("y") - centers[k][1];
            double z = point.real("z") - 0.4;
            values[k] = x * x + y * y + z * z;
          }
          return trial.measured(values);
        },
        Budget.trials(40));
    return started.paretoFront().stream()
        .mapToDouble(member -> Math.abs(member.trial().assignment().real("z") - 0.4))
        .average()
        .orElseThrow();
  }

  @Test
  void longStudiesUseAFewOfTheirTrials() {
    Problem problem = Problems.named("branin");
    Study<Assignment> study =
        searched(problem, new GpSampler(new GpSampler.Settings(6, 40, 64)), 150);
    assertThat(problem.regret(study)).isLessThan(1e-3);
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GpSampler.Settings(1, 400, 1000))
        .withMessage("startupTrials must be at least 2, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GpSampler.Settings(10, 19, 1000))
        .withMessageContaining("points must be at least 20 and startupTrials, got 19");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GpSampler.Settings(10, 400, 15))
        .withMessage("candidates must be at least 16, got 15");
  }
}
