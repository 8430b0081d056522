package io.paretune.search.pruner.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pruner.LearningCurves;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastScreenTest {

  private static final int STARTUP = 24;

  private static StudyBuilder<Assignment> builder() {
    return Study.of(LearningCurves.SPACE)
        .minimize("error")
        .minimize("time")
        .sampler(new RandomSampler())
        .screen(new ForecastScreen(STARTUP));
  }

  /** What a trial's time is: mostly its size, a little noise. */
  private static double time(double size, Random noise) {
    return 2 * size * (0.98 + 0.04 * noise.nextDouble());
  }

  /** Runs trials as an evaluation would: known first, the time only if it must be measured. */
  private static Map<Long, Double> run(Study<Assignment> study, int trials, long seed) {
    Random random = new Random(seed);
    Map<Long, Double> truth = new HashMap<>();
    for (int i = 0; i < trials; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      double size = 1 + random.nextInt(40);
      double error = random.nextDouble() / Math.sqrt(size);
      double time = time(size, random);
      truth.put(trial.number(), time);
      Map<String, Double> metrics = new HashMap<>(Map.of("error", error, "size", size));
      Verdict verdict = trial.settle(metrics);
      Measurement told;
      if (verdict instanceof Verdict.Foretold foretold) {
        metrics.putAll(foretold.values());
        told =
            Measurement.of(metrics)
                .with(new Caveat("time", Caveat.Kind.FORETOLD, foretold.reason()));
      } else {
        metrics.put("time", time);
        told = Measurement.of(metrics);
      }
      study.tell(trial.number(), new Outcome.Measured(told));
    }
    return truth;
  }

  private static boolean foretold(Trial trial) {
    return trial.measurement().orElseThrow().caveat("time").isPresent();
  }

  @Test
  void manyAreForetoldWellAndEveryMemberOfTheFrontIsMeasured() {
    for (long seed = 0; seed < 5; seed++) {
      Study<Assignment> study = builder().seed(seed).start();
      Map<Long, Double> truth = run(study, 300, seed);
      List<Trial> foretold = study.trials().stream().filter(ForecastScreenTest::foretold).toList();
      assertThat(foretold).as("seed %d", seed).hasSizeGreaterThan(150);
      assertThat(study.trials().subList(0, STARTUP)).noneMatch(ForecastScreenTest::foretold);
      for (Trial trial : foretold) {
        double value = trial.measurement().orElseThrow().metric("time");
        double measured = truth.getOrDefault(trial.number(), Double.NaN);
        assertThat(value / measured).isCloseTo(1, within(0.2));
        assertThat(trial.measurement().orElseThrow().caveat("time").orElseThrow().reason())
            .matches("foretold from \\d+ trials, [\\d.]+ % off in the median.*better even so");
      }
      for (FrontMember<Assignment> member : study.paretoFront()) {
        assertThat(foretold(member.trial())).isFalse();
      }
    }
  }

  @Test
  void nothingThatWouldBeOnTheFrontIsForetold() {
    Study<Assignment> study = builder().seed(3).start();
    Map<Long, Double> truth = run(study, 300, 3);
    List<Trial> measured = study.trials().stream().filter(trial -> !foretold(trial)).toList();
    for (Trial trial : study.trials()) {
      if (foretold(trial)) {
        double error = trial.measurement().orElseThrow().metric("error");
        double time = truth.getOrDefault(trial.number(), Double.NaN);
        assertThat(measured)
            .as("trial %d is dominated at its true time", trial.number())
            .anyMatch(
                other ->
                    other.measurement().orElseThrow().metric("error") <= error
                        && other.measurement().orElseThrow().metric("time") <= time);
      }
    }
  }

  @Test
  void whatIsConstrainedAndNotKnownIsMeasured() {
    Study<Assignment> study = builder().constrain(Constraint.atMost("memory", 5)).start();
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      double size = 1 + random.nextInt(40);
      Map<String, Double> metrics = Map.of("error", random.nextDouble(), "size", size);
      assertThat(trial.settle(metrics)).isEqualTo(Verdict.keep());
      Map<String, Double> all = new HashMap<>(metrics);
      all.put("time", time(size, random));
      all.put("memory", 1.0);
      study.tell(trial.number(), new Outcome.Measured(Measurement.of(all)));
    }
  }

  @Test
  void aTrialThatKnowsAllObjectivesIsNotForetold() {
    Study<Assignment> study = builder().start();
    run(study, 60, 1);
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    assertThat(trial.settle(Map.of("error", 99.0, "size", 10.0, "time", 1e6)))
        .isEqualTo(Verdict.keep());
  }

  @Test
  void withoutAScreenEverythingIsMeasured() {
    Study<Assignment> study =
        Study.of(LearningCurves.SPACE)
            .minimize("error")
            .minimize("time")
            .sampler(new RandomSampler())
            .start();
    run(study, 40, 1);
    assertThat(study.trials()).noneMatch(ForecastScreenTest::foretold);
  }

  @Test
  void waitsForFiveTrialsAtLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ForecastScreen(4))
        .withMessageContaining("at least 5, got 4");
  }
}
