package io.paretune.search.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class FanovaTest {

  private static Importance of(
      SearchSpace space, ToDoubleFunction<Assignment> function, int trials) {
    Study<Assignment> study =
        Study.of(space).minimize("y").sampler(new RandomSampler()).seed(5).start();
    study.optimize(
        (point, trial) -> trial.measured(function.applyAsDouble(point)), Budget.trials(trials));
    List<Importance> found =
        new Fanova(Fanova.Settings.defaults()).of(study.definition(), study.trials());
    assertThat(found).hasSize(1);
    assertThat(found.get(0).objective()).isEqualTo("y");
    assertThat(found.get(0).trials()).isEqualTo(trials);
    return found.get(0);
  }

  private static double share(Importance importance, String parameter) {
    return importance.parameters().stream()
        .filter(one -> one.parameter().equals(parameter))
        .findFirst()
        .orElseThrow()
        .share();
  }

  private static double share(Importance importance, String first, String second) {
    return importance.interactions().stream()
        .filter(pair -> List.of(pair.first(), pair.second()).containsAll(List.of(first, second)))
        .findFirst()
        .orElseThrow()
        .share();
  }

  @Test
  void findsTheSobolIndicesOfIshigamisFunction() {
    SearchSpace space =
        SearchSpace.builder()
            .real("x1", -Math.PI, Math.PI)
            .real("x2", -Math.PI, Math.PI)
            .real("x3", -Math.PI, Math.PI)
            .build();
    Importance found =
        of(
            space,
            x ->
                Math.sin(x.real("x1"))
                    + 7 * Math.pow(Math.sin(x.real("x2")), 2)
                    + 0.1 * Math.pow(x.real("x3"), 4) * Math.sin(x.real("x1")),
            1000);
    // closed form with a = 7, b = 0.1 (Ishigami, Homma 1990): .3139, .4424, 0; x1 with x3 .2437
    assertThat(share(found, "x1")).isCloseTo(0.3139, within(0.07));
    assertThat(share(found, "x2")).isCloseTo(0.4424, within(0.07));
    assertThat(share(found, "x3")).isLessThan(0.03);
    assertThat(share(found, "x1", "x3")).isCloseTo(0.2437, within(0.07));
    assertThat(share(found, "x1", "x2")).isLessThan(0.05);
    assertThat(found.explained()).isGreaterThan(0.8);
    assertThat(found.parameters().get(0).parameter()).isEqualTo("x2");
    assertThat(found.interactions().get(0).share()).isEqualTo(share(found, "x1", "x3"));
  }

  @Test
  void sharesOfASumAreThoseOfItsTermsVariances() {
    SearchSpace space =
        SearchSpace.builder()
            .real("a", 0, 1)
            .logReal("b", 1e-4, 1)
            .whole("c", 1, 4)
            .choice("d", "u", "v", "w")
            .real("e", 0, 1)
            .build();
    // variances: 16/12, (log10 b)^2: 16/12, 1.25, 2 x 4/9, 0
    Importance found =
        of(
            space,
            x ->
                4 * x.real("a")
                    + Math.log10(x.real("b"))
                    + x.whole("c")
                    + (x.text("d").equals("v") ? 2 : 0),
            600);
    double total = 16 / 12.0 + 16 / 12.0 + 1.25 + 8 / 9.0;
    assertThat(share(found, "a")).isCloseTo(16 / 12.0 / total, within(0.05));
    assertThat(share(found, "b")).isCloseTo(16 / 12.0 / total, within(0.05));
    assertThat(share(found, "c")).isCloseTo(1.25 / total, within(0.05));
    assertThat(share(found, "d")).isCloseTo(8 / 9.0 / total, within(0.05));
    assertThat(share(found, "e")).isLessThan(0.02);
    assertThat(found.interactions()).allMatch(pair -> pair.share() < 0.03);
  }

  @Test
  void aConditionalParameterCountsByHowOftenItExists() {
    SearchSpace space =
        SearchSpace.builder()
            .choice("kind", "none", "some")
            .when(Condition.in("kind", "some"), some -> some.real("x", 0, 1))
            .real("idle", 0, 1)
            .build();
    // f = x or 0, evenly: variance 5/48; of the kind 1/16, of x's marginal 1/48, of both 1/48
    Importance found = of(space, x -> x.has("x") ? x.real("x") : 0, 400);
    assertThat(share(found, "kind")).isCloseTo(0.6, within(0.05));
    assertThat(share(found, "x")).isCloseTo(0.2, within(0.05));
    assertThat(share(found, "kind", "x")).isCloseTo(0.2, within(0.05));
  }

  @Test
  void whoDrawsTheSampleFirstGetsTheSameAnswer() {
    SearchSpace space = SearchSpace.builder().real("a", 0, 1).real("b", 0, 1).build();
    Study<Assignment> study = Study.of(space).minimize("y").sampler(new RandomSampler()).start();
    study.optimize((x, trial) -> trial.measured(x.real("a")), Budget.trials(90));
    Fanova fanova = new Fanova(new Fanova.Settings(4, 20, 40, 2));
    List<Trial> sample = fanova.sample(study.definition(), study.trials());
    assertThat(sample).hasSize(40).isSubsetOf(study.trials()).doesNotHaveDuplicates();
    assertThat(sample).isSortedAccordingTo(Comparator.comparingLong(Trial::number));
    List<Importance> found = fanova.of(study.definition(), study.trials());
    assertThat(fanova.of(study.definition(), sample)).isEqualTo(found);
    assertThat(found.get(0).trials()).isEqualTo(40);
  }

  @Test
  void noiseIsNotExplained() {
    SearchSpace space = SearchSpace.builder().real("a", 0, 1).real("b", 0, 1).build();
    Importance found = of(space, x -> Double.hashCode(x.real("a") + x.real("b")) % 1000, 200);
    assertThat(found.explained()).isLessThan(0.1);
  }

  @Test
  void isTheSameEveryTimeAndNeedsTwentyTrialsThatDiffer() {
    SearchSpace space = SearchSpace.builder().real("a", 0, 1).choice("b", 1, 2, 4).build();
    Study<Assignment> study =
        Study.of(space).minimize("y").minimize("constant").sampler(new RandomSampler()).start();
    Fanova fanova = new Fanova(Fanova.Settings.defaults());
    study.optimize((x, trial) -> trial.measured(x.real("a"), 1), Budget.trials(19));
    assertThat(fanova.of(study.definition(), study.trials())).isEmpty();
    study.optimize((x, trial) -> trial.measured(x.real("a"), 1), Budget.trials(20));
    List<Importance> found = fanova.of(study.definition(), study.trials());
    assertThat(found).extracting(Importance::objective).containsExactly("y");
    assertThat(new Fanova(Fanova.Settings.defaults()).of(study.definition(), study.trials()))
        .isEqualTo(found);
    assertThat(found.get(0).parameters().get(0).parameter()).isEqualTo("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fanova.Settings(0, 20, 1000, 5))
        .withMessageContaining("got 0, 20, 1000, 5");
  }
}
