package io.paretune.search.sampler.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.space.SpaceIndex;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SurrogateEvolutionTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new SurrogateEvolution(new SurrogateEvolution.Settings(8, 0.2, 50));
  }

  @Override
  public long goldenDigest() {
    return -8554146827667490022L;
  }

  /** Ten layers, each of four kinds. */
  private static SearchSpace layers() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 10; i++) {
      space.choice("layer" + i, "none", "small", "large", "huge");
    }
    return space.build();
  }

  private static int strength(String kind) {
    return List.of("none", "small", "large", "huge").indexOf(kind);
  }

  /** Cost adds up; error falls with strength, more so where strong layers follow each other. */
  private static Outcome evaluate(Assignment point, ActiveTrial<Assignment> trial) {
    double cost = 0;
    double error = 100;
    int before = 0;
    for (int i = 0; i < 10; i++) {
      int now = strength(point.text("layer" + i));
      cost += now * (1 + 0.3 * i);
      error -= 2 * Math.sqrt(now) + (now > 0 && before > 0 ? 0.5 : 0) + (i > 6 ? 0.3 * now : 0);
      before = now;
    }
    return trial.measured(error, cost);
  }

  private static StudyBuilder<Assignment> study(Sampler sampler, long seed) {
    return Study.of(layers()).minimize("error").minimize("cost").sampler(sampler).seed(seed);
  }

  private static double hypervolume(Study<Assignment> study) {
    List<double[]> points =
        study.paretoFront().stream()
            .map(
                member ->
                    new double[] {
                      member.trial().measurement().orElseThrow().metric("error") / 100,
                      member.trial().measurement().orElseThrow().metric("cost") / 70.5
                    })
            .toList();
    return Hypervolume.of(points, new double[] {1.1, 1.1});
  }

  private static double after100(Sampler sampler) {
    Study<Assignment> study = study(sampler, 3).start();
    study.optimize(SurrogateEvolutionTest::evaluate, Budget.trials(100));
    return hypervolume(study);
  }

  @Test
  void findsFarMoreThanChanceInASpaceTooLargeToBeListed() {
    SurrogateEvolution usual = new SurrogateEvolution(SurrogateEvolution.Settings.defaults());
    assertThat(layers().size()).hasValue(1 << 20);
    assertThat(after100(usual)).isGreaterThan(1.1 * after100(new RandomSampler()));
  }

  @Test
  void proposesOnlyFromThePool() {
    List<Assignment> pool =
        SpaceIndex.of(layers())
            .map(index -> LongStream.range(0, 40).mapToObj(i -> index.at(i * 9973)))
            .orElseThrow()
            .toList();
    Study<Assignment> study = study(sampler(), 1).only(pool).start();
    for (int i = 0; i < 40; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      assertThat(pool).contains(trial.assignment());
      study.tell(trial.number(), evaluate(trial.assignment(), trial));
    }
    assertThat(study.ask()).isEmpty();
  }

  @Test
  void learnsWhereConstraintsHold() {
    Study<Assignment> study =
        study(new SurrogateEvolution(SurrogateEvolution.Settings.defaults()), 5)
            .constrain(Constraint.atLeast("first", 2))
            .start();
    int feasible = 0;
    for (int i = 0; i < 80; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      double first = strength(trial.assignment().text("layer0"));
      Measurement found =
          ((Outcome.Measured) evaluate(trial.assignment(), trial))
              .measurement()
              .with("first", first);
      study.tell(trial.number(), new Outcome.Measured(found));
      feasible += i >= 40 && first >= 2 ? 1 : 0;
    }
    // by chance it would be half of them
    assertThat(feasible).isGreaterThan(36);
    assertThat(study.paretoFront())
        .allMatch(member -> strength(member.value().text("layer0")) >= 2);
  }

  @Test
  void proposalsSpreadWhileNothingIsTold() {
    Study<Assignment> study = study(sampler(), 2).start();
    for (int i = 0; i < 12; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      study.tell(trial.number(), evaluate(trial.assignment(), trial));
    }
    List<Assignment> running =
        IntStream.range(0, 30).mapToObj(i -> study.ask().orElseThrow().assignment()).toList();
    assertThat(running).doesNotHaveDuplicates();
  }

  @Test
  void copesWithAnObjectiveThatNeverChanges() {
    Study<Assignment> study =
        Study.of(layers()).minimize("flat").minimize("cost").sampler(sampler()).start();
    for (int i = 0; i < 30; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      study.tell(
          trial.number(),
          new Outcome.Measured(
              Measurement.of(
                  Map.of(
                      "flat", 1.0, "cost", (double) strength(trial.assignment().text("layer3"))))));
    }
    assertThat(study.paretoFront().get(0).value().text("layer3")).isEqualTo("none");
  }

  @Test
  void settingsAreChecked() {
    assertThat(SurrogateEvolution.Settings.defaults())
        .isEqualTo(new SurrogateEvolution.Settings(20, 0.04, 600));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SurrogateEvolution.Settings(3, 0.1, 600))
        .withMessage("startupTrials must be at least 4, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SurrogateEvolution.Settings(20, 0, 600))
        .withMessage("share must lie in (0, 1], got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SurrogateEvolution.Settings(20, 0.1, 10))
        .withMessage("training must be at least 50, got 10");
  }

  /** Something that follows the error of {@link #evaluate}, and how often it is asked. */
  private static final class Hint implements CandidateFeatures {
    private final DoubleUnaryOperator unit;
    private final Map<Assignment, Integer> asked = new HashMap<>();

    Hint(DoubleUnaryOperator unit) {
      this.unit = unit;
    }

    @Override
    public List<String> names() {
      return List.of("strength");
    }

    @Override
    public double[] of(Assignment point) {
      asked.merge(point, 1, Integer::sum);
      int sum = IntStream.range(0, 10).map(i -> strength(point.text("layer" + i))).sum();
      return new double[] {unit.applyAsDouble(sum)};
    }
  }

  private List<Assignment> proposed(CandidateFeatures hint) {
    Study<Assignment> study = study(sampler(), 3).features(hint).start();
    study.optimize(SurrogateEvolutionTest::evaluate, Budget.trials(30));
    return study.trials().stream().map(Trial::assignment).toList();
  }

  @Test
  void featuresAreAskedForOnceAndOnlyOfTheBest() {
    Hint hint = new Hint(value -> value);
    List<Assignment> trials = proposed(hint);
    assertThat(hint.asked.values()).containsOnly(1);
    assertThat(hint.asked.keySet()).containsAll(trials.subList(0, 8));
    // of a million points one or two hundred a round
    assertThat(hint.asked).hasSizeBetween(100, 8 * 200);
    assertThat(proposed(new Hint(value -> value))).isEqualTo(trials);
  }

  @Test
  void onlyTheOrderOfAFeatureCounts() {
    assertThat(proposed(new Hint(Math::exp))).isEqualTo(proposed(new Hint(value -> 3 * value)));
  }

  @Test
  void featuresMustBeFiniteAndAllThere() {
    CandidateFeatures two =
        new CandidateFeatures() {
          @Override
          public List<String> names() {
            return List.of("one", "other");
          }

          @Override
          public double[] of(Assignment point) {
            return new double[] {1};
          }
        };
    assertThatThrownBy(() -> proposed(two))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a feature for each of [one, other], got 1");
    assertThatThrownBy(() -> proposed(new Hint(value -> Double.NaN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("feature 'strength' must be finite, got NaN");
  }
}
