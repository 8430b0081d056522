package io.paretune.search.pruner.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.pruner.LearningCurves;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.PrunerContract;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HopelessPrunerTest implements PrunerContract {

  private static final HopelessPruner.Settings USUAL = HopelessPruner.Settings.defaults();

  @Override
  public Pruner pruner() {
    return new HopelessPruner(new HopelessPruner.Settings(10, 0.1));
  }

  /** A study of cost against size and time, whose sizes are known and exact. */
  private static Study<Assignment> study() {
    return Study.of(LearningCurves.SPACE)
        .minimize("error")
        .minimize("size")
        .minimize("time")
        .constrain(Constraint.atMost("memory", 50))
        .sampler(new RandomSampler())
        .pruner(new HopelessPruner(USUAL))
        .start();
  }

  private static Measurement measured(double error, double size, double time, double memory) {
    return Measurement.of(Map.of("error", error, "size", size, "time", time, "memory", memory));
  }

  /**
   * Forty trials whose error is 1 / size with the small kernel and 3 / size with the large one, and
   * whose times are up to 10 % off.
   */
  private static Study<Assignment> taught() {
    Study<Assignment> study = study();
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      double size = 1 + i % 20;
      double error = (trial.assignment().whole("kernel") - 2) / size;
      trial.declare(Map.of("size", size, "time", 10 * size, "memory", size));
      study.tell(
          trial.number(),
          new Outcome.Measured(
              measured(error, size, 10 * size * (0.9 + 0.2 * random.nextDouble()), size)));
    }
    return study;
  }

  private static Verdict known(long kernel, double size, double time, double memory) {
    Study<Assignment> study = taught();
    study.enqueue(
        LearningCurves.SPACE.assignment(
            Map.of("depth", 2L, "width", 64L, "kernel", kernel, "rate", 0.01, "dropout", 0.2)));
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    return trial.declare(Map.of("size", size, "time", time, "memory", memory));
  }

  @Test
  void whatIsDominatedEvenAtItsBestIsStopped() {
    Verdict verdict = known(5, 10, 100, 10);
    assertThat(verdict.prune()).isTrue();
    assertThat(((Verdict.Prune) verdict).reason())
        .contains("is better than the best to hope for: error")
        .contains("size 10");
    assertThat(known(3, 10, 100, 10).prune()).as("like the complete ones").isFalse();
    assertThat(known(5, 0.5, 100, 10).prune()).as("smaller than all").isFalse();
    assertThat(known(5, 10, 1, 10).prune()).as("faster than all").isFalse();
  }

  @Test
  void aConstraintThatIsBrokenForSureStopsATrial() {
    assertThat(known(3, 10, 50, 50).prune()).isFalse();
    assertThat(known(3, 10, 50, 51))
        .isEqualTo(Verdict.prune("memory is 51.00 at best, and must be at most 50.00"));
  }

  @Test
  void itWaitsForTrialsThatKnewTheSame() {
    Study<Assignment> study = taught();
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    assertThat(trial.declare(Map.of("size", 10.0, "time", 1e6, "new", 1.0)).prune()).isFalse();
  }

  @Test
  void trialsThatHaveBegunToTrainAreLeftToOthers() {
    ActiveTrial<Assignment> trial = taught().ask().orElseThrow();
    trial.report(1, 0.5);
    assertThat(trial.declare(Map.of("size", 10.0, "time", 1e6, "memory", 99.0)).prune()).isFalse();
  }

  @Test
  void membersOfTheTrueFrontAreHardlyEverStopped() {
    int stopped = 0;
    int members = 0;
    int lost = 0;
    for (int seed = 0; seed < 10; seed++) {
      LearningCurves curves = new LearningCurves(seed);
      List<Boolean> verdicts = new ArrayList<>();
      List<Costs> truth = new ArrayList<>();
      Study<Assignment> study =
          Study.of(LearningCurves.SPACE)
              .maximize("accuracy")
              .minimize("multiply-adds")
              .sampler(new RandomSampler())
              .pruner(new HopelessPruner(USUAL))
              .seed(seed)
              .start();
      for (int i = 0; i < 300; i++) {
        ActiveTrial<Assignment> trial = study.ask().orElseThrow();
        double accuracy = curves.accuracy(trial.assignment(), LearningCurves.EPOCHS);
        double cost = LearningCurves.multiplyAdds(trial.assignment());
        truth.add(Costs.of(-accuracy, cost));
        Verdict verdict = trial.declare("multiply-adds", cost);
        verdicts.add(verdict.prune());
        study.tell(
            trial.number(),
            verdict.prune() ? trial.pruned(verdict) : trial.measured(accuracy, cost));
      }
      int[] ranks = NonDominatedSorting.ranks(truth);
      for (int i = 0; i < ranks.length; i++) {
        stopped += verdicts.get(i) ? 1 : 0;
        members += ranks[i] == 0 ? 1 : 0;
        lost += ranks[i] == 0 && verdicts.get(i) ? 1 : 0;
      }
    }
    // the rate that the class states
    assertThat(stopped).isGreaterThan(500);
    assertThat((double) lost / members).isLessThanOrEqualTo(0.06);
  }

  @Test
  void aForecastFindsALineAndIsCautiousFarFromIt() {
    double[][] rows = new double[50][];
    double[] targets = new double[50];
    Random random = new Random(1);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {i / 10.0, 7};
      targets[i] = 3 * rows[i][0] - 2 + 0.1 * random.nextGaussian();
    }
    RidgeForecast forecast = RidgeForecast.of(rows, targets, 0.02);
    double[] near = {2.5, 7};
    double[] far = {25, 7};
    assertThat(forecast.expected(near)).isCloseTo(5.5, within(0.1));
    double margin = forecast.expected(near) - forecast.optimistic(near);
    assertThat(margin).isBetween(0.1, 0.4);
    assertThat(forecast.expected(far) - forecast.optimistic(far)).isGreaterThan(1.5 * margin);
  }

  @Test
  void theTruthIsBetterThanTheBoundAtMostTwiceAsOftenAsTheMissRate() {
    Random random = new Random(8);
    int misses = 0;
    for (int repeat = 0; repeat < 400; repeat++) {
      double[][] rows = new double[40][];
      double[] targets = new double[40];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.doubles(6, -1, 1).toArray();
        targets[i] = truth(rows[i], random);
      }
      double[] row = random.doubles(6, -1, 1).toArray();
      misses += truth(row, random) < RidgeForecast.of(rows, targets, 0.1).optimistic(row) ? 1 : 0;
    }
    assertThat(misses / 400.0).isBetween(0.03, 0.2);
  }

  private static double truth(double[] row, Random random) {
    return row[0] - 2 * row[1] + row[2] * row[3] + 0.2 * random.nextGaussian();
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> USUAL.withStartupTrials(4)).hasMessageContaining("got 4");
    assertThatThrownBy(() -> USUAL.withMissRate(-0.1)).hasMessageContaining("got -0.1");
    assertThatThrownBy(() -> USUAL.withMissRate(Double.NaN)).hasMessageContaining("NaN");
  }
}
