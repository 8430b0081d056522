package io.paretune.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paretune.search.pareto.Costs;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmStartTest {

  private static SearchSpace space(double high) {
    return SearchSpace.builder().real("x", 0, high).whole("n", 1, 100).build();
  }

  private static StudyBuilder<Assignment> study(double high, TrialStore store) {
    return Study.of(space(high))
        .minimize("a")
        .minimize("b")
        .store(store)
        .sampler(new Nsga2(GeneticSettings.nsga2().withPopulation(10)))
        .seed(3);
  }

  private static Outcome outcome(Assignment point, ActiveTrial<Assignment> trial) {
    double x = point.real("x");
    return trial.number() % 7 == 6
        ? new Outcome.Failed("unlucky")
        : trial.measured(x * x, (x - 1) * (x - 1) + point.whole("n"));
  }

  private static List<Trial> earlier(double high) {
    Study<Assignment> study = study(high, new InMemoryTrialStore()).name("earlier").start();
    study.optimize(WarmStartTest::outcome, Budget.trials(35));
    return study.trials();
  }

  @Test
  void earlierTrialsAreKnownToTheSamplerAndToNothingElse() {
    List<Trial> earlier = earlier(1);
    Study<Assignment> study = study(1, new InMemoryTrialStore()).warmStart(earlier).start();
    List<Trial> known = study.inspect(view -> view.earlier());
    assertThat(known).hasSize(30);
    Observations told = new Observations();
    study.inspect(
        view -> {
          told.follow(view);
          return told.size();
        });
    assertThat(told.size()).isEqualTo(30);
    assertThat(told.costs(0))
        .isEqualTo(study.definition().costs(earlier.get(0).measurement().orElseThrow()));
    assertThat(study.trials()).isEmpty();
    assertThat(study.paretoFront()).isEmpty();
    assertThat(study.finished()).isZero();
    boolean seen = study.inspect(view -> view.seen(earlier.get(0).assignment()));
    assertThat(seen).isFalse();
    // three generations were told: the first proposal has parents among them
    Study<Assignment> cold = study(1, new InMemoryTrialStore()).start();
    assertThat(study.ask().orElseThrow().assignment())
        .isNotEqualTo(cold.ask().orElseThrow().assignment());
    study.optimize(WarmStartTest::outcome, Budget.trials(20));
    assertThat(study.finished()).isEqualTo(19);
    study.inspect(
        view -> {
          told.follow(view);
          return told.size();
        });
    assertThat(told.size()).isGreaterThan(30);
    assertThat(told.epoch()).isEqualTo(1);
  }

  @Test
  void aResumedStudyGoesOnExactlyWithWhatItWasStartedWith() {
    TrialStore cut = new InMemoryTrialStore();
    study(1, cut).warmStart(earlier(1)).start().optimize(WarmStartTest::outcome, Budget.trials(13));
    // neither nothing nor something else changes what the study knows
    study(1, cut).start().optimize(WarmStartTest::outcome, Budget.trials(20));
    Study<Assignment> resumed = study(1, cut).warmStart(earlier(0.5)).start();
    resumed.optimize(WarmStartTest::outcome, Budget.trials(40));
    Study<Assignment> whole = study(1, new InMemoryTrialStore()).warmStart(earlier(1)).start();
    whole.optimize(WarmStartTest::outcome, Budget.trials(40));
    assertThat(assignments(resumed)).isEqualTo(assignments(whole));
    assertThat(cut.studies().get(0)).isEqualTo("study");
  }

  private static List<Assignment> assignments(Study<Assignment> study) {
    return study.trials().stream().map(Trial::assignment).toList();
  }

  @Test
  void whatDoesNotFitIsSkippedAndCounted() {
    List<Trial> wide = earlier(2);
    Study<Assignment> study = study(1, new InMemoryTrialStore()).start();
    WarmStart start = WarmStart.of(study.definition(), wide);
    long inside =
        wide.stream()
            .filter(trial -> trial.state() == TrialState.COMPLETE)
            .filter(trial -> trial.assignment().real("x") <= 1)
            .count();
    assertThat(start.trials()).hasSize((int) inside);
    assertThat(start.skipped()).isEqualTo(30 - (int) inside).isPositive();
    assertThat(start.reason()).contains("(parameter 'x')");
    assertThat(start.trials()).allMatch(trial -> trial.state() == TrialState.COMPLETE);
  }

  @Test
  void aStartWithNothingThatFitsIsRefusedAndALateOneToo() {
    SearchSpace other = SearchSpace.builder().real("y", 0, 1).build();
    StudyBuilder<Assignment> unfit =
        Study.of(other).minimize("a").minimize("b").warmStart(earlier(1));
    assertThatIllegalArgumentException()
        .isThrownBy(unfit::start)
        .withMessageContaining("none fits: no parameter 'x' in this space");
    TrialStore store = new InMemoryTrialStore();
    study(1, store).start().optimize(WarmStartTest::outcome, Budget.trials(3));
    StudyBuilder<Assignment> late = study(1, store).warmStart(earlier(1));
    assertThatIllegalStateException()
        .isThrownBy(late::start)
        .withMessageContaining("was begun without earlier trials");
  }

  @Test
  void theBestAreEnqueuedOnce() {
    List<Trial> earlier = earlier(1);
    Study<Assignment> study = study(1, new InMemoryTrialStore()).warmStart(earlier).start();
    assertThat(study.enqueueBest(4)).isEqualTo(4);
    assertThat(study.enqueueBest(4)).isZero();
    List<Assignment> first = new ArrayList<>();
    for (ActiveTrial<Assignment> trial : study.ask(4)) {
      first.add(trial.assignment());
    }
    // none of all the earlier ones dominates one of these
    for (Assignment best : first) {
      assertThat(earlier)
          .filteredOn(trial -> trial.state() == TrialState.COMPLETE)
          .noneMatch(
              trial ->
                  study
                      .definition()
                      .costs(trial.measurement().orElseThrow())
                      .dominates(costs(study, earlier, best)));
    }
  }

  private static Costs costs(Study<Assignment> study, List<Trial> trials, Assignment point) {
    return study
        .definition()
        .costs(
            trials.stream()
                .filter(trial -> trial.assignment().equals(point))
                .findFirst()
                .orElseThrow()
                .measurement()
                .orElseThrow());
  }

  @Test
  void aBatchIsAskedInTheKnowledgeOfItself() {
    Study<Assignment> study =
        Study.of(SearchSpace.builder().whole("n", 1, 5).build()).minimize("a").start();
    List<ActiveTrial<Assignment>> batch = study.ask(3);
    assertThat(batch).extracting(ActiveTrial::number).containsExactly(0L, 1L, 2L);
    assertThat(batch).extracting(ActiveTrial::assignment).doesNotHaveDuplicates();
    assertThat(study.ask(10)).hasSize(2);
    assertThat(study.ask(10)).isEmpty();
  }
}
