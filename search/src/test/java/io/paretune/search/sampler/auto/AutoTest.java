package io.paretune.search.sampler.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.sampler.surrogate.SurrogateEvolution;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AutoTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new Auto(StudyHints.unknown());
  }

  @Override
  public long goldenDigest() {
    return -1429460841426227700L;
  }

  private static StudyDefinition study(SearchSpace space, int objectives) {
    List<Objective> all =
        IntStream.range(0, objectives).mapToObj(i -> Objective.minimize("f" + i)).toList();
    return new StudyDefinition("study", space, all, List.of(), 1);
  }

  private static SearchSpace numbers(int dimension) {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < dimension; i++) {
      space.real("x" + i, 0, 1);
    }
    return space.build();
  }

  private static String plan(SearchSpace space, int objectives, StudyHints hints) {
    return new Auto(hints).reason(study(space, objectives)).orElseThrow();
  }

  private static StudyHints usual() {
    return StudyHints.unknown();
  }

  @Test
  void numbersAreModelledByAGaussianProcessFirst() {
    assertThat(plan(numbers(6), 1, usual()))
        .isEqualTo("gp up to trial 199, then cma-es (one objective, numbers only, 6 parameters)");
    assertThat(plan(numbers(6), 2, usual())).startsWith("gp up to trial 199, then nsga2 (");
    assertThat(plan(numbers(6), 3, usual())).startsWith("tpe up to trial 999, then nsga2 (");
  }

  @Test
  void choicesAndConditionsAreLeftToTheSurrogate() {
    assertThat(plan(SamplerContract.mixed(), 2, usual()))
        .isEqualTo(
            "surrogate up to trial 2999, then nsga2"
                + " (2 objectives, choices or conditional parameters among 10 parameters)");
    assertThat(plan(SearchSpace.builder().whole("bits", 1, 8).build(), 1, usual()))
        .startsWith("surrogate");
  }

  @Test
  void manyAxesObjectivesTrialsOrWorkersAreEvolved() {
    assertThat(plan(numbers(60), 2, usual())).startsWith("nsga2 (");
    assertThat(plan(numbers(60), 1, usual())).startsWith("cma-es (");
    assertThat(plan(numbers(6), 5, usual())).startsWith("nsga3 (");
    assertThat(plan(numbers(6), 2, new StudyHints(OptionalLong.of(25_000), 1)))
        .isEqualTo(
            "nsga2 (2 objectives, numbers only, 6 parameters, a budget of many cheap trials)");
    assertThat(plan(SamplerContract.mixed(), 2, new StudyHints(OptionalLong.empty(), 100)))
        .isEqualTo("nsga2 (2 objectives, 100 workers)");
  }

  @Test
  void proposesWhatItsStageWouldPropose() {
    Study<Assignment> study =
        Study.of(SamplerContract.mixed()).minimize("f0").sampler(sampler()).start();
    Sampler surrogate = new SurrogateEvolution(SurrogateEvolution.Settings.defaults());
    Optional<Assignment> proposed = study.inspect(view -> sampler().ask(view, 0));
    Optional<Assignment> expected = study.inspect(view -> surrogate.ask(view, 0));
    assertThat(proposed).isEqualTo(expected);
  }

  @Test
  void circumstancesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudyHints(OptionalLong.of(0), 1))
        .withMessage("trials must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudyHints(OptionalLong.empty(), 0))
        .withMessage("workers must be at least 1, got 0");
  }
}
