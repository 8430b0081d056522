package io.paretune.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ResumeTest {

  private static final int TRIALS = 45;

  private static final SearchSpace SPACE =
      SearchSpace.builder()
          .whole("depth", 1, 4)
          .real("x", 0, 1)
          .choice("kind", "a", "b")
          .when(Condition.in("kind", "b"), b -> b.logReal("rate", 1e-4, 1))
          .build();

  private static Study<Assignment> study(boolean random, TrialStore store) {
    Sampler sampler =
        random ? new RandomSampler() : new Nsga2(GeneticSettings.nsga2().withPopulation(8));
    return Study.of(SPACE)
        .minimize("cost")
        .minimize("time")
        .sampler(sampler)
        .store(store)
        .seed(3)
        .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
        .start();
  }

  private static Outcome evaluate(Assignment point, ActiveTrial<Assignment> trial) {
    if (trial.number() % 7 == 3) {
      return new Outcome.Failed("every seventh");
    }
    double depth = point.whole("depth");
    double x = point.real("x");
    return trial.measured(depth + x * x, 1 / depth + (1 - x) * (1 - x));
  }

  @Property(tries = 40, seed = "41030")
  void aResumedStudyProposesWhatAnUninterruptedOneDoes(
      @ForAll boolean random,
      @ForAll @IntRange(max = TRIALS - 1) int cutOff,
      @ForAll boolean whileRunning) {
    Study<Assignment> whole = study(random, new InMemoryTrialStore());
    whole.optimize(ResumeTest::evaluate, Budget.trials(TRIALS));
    TrialStore store = new InMemoryTrialStore();
    Study<Assignment> first = study(random, store);
    if (cutOff > 0) {
      first.optimize(ResumeTest::evaluate, Budget.trials(cutOff));
    }
    if (whileRunning) {
      first.ask().orElseThrow().report(1, 0.5);
    }
    Study<Assignment> second = study(random, store);
    assertThat(second.finished()).isEqualTo(cutOff);
    second.optimize(ResumeTest::evaluate, Budget.trials(TRIALS));
    assertThat(assignments(second)).isEqualTo(assignments(whole));
    assertThat(second.paretoFront())
        .extracting(member -> member.trial().number())
        .isEqualTo(whole.paretoFront().stream().map(member -> member.trial().number()).toList());
  }

  private static List<Assignment> assignments(Study<Assignment> study) {
    return study.trials().stream().map(Trial::assignment).toList();
  }

  @Test
  void runningTrialsWaitAfterAResume() {
    TrialStore store = new InMemoryTrialStore();
    Study<Assignment> first = study(true, store);
    ActiveTrial<Assignment> zero = first.ask().orElseThrow();
    ActiveTrial<Assignment> one = first.ask().orElseThrow();
    first.tell(1, one.measured(1, 1));
    Study<Assignment> second = study(true, store);
    Trial waiting = second.trials().get(0);
    assertThat(waiting.state()).isEqualTo(TrialState.WAITING);
    assertThat(waiting.reason()).isEqualTo("the run ended before the trial did");
    ActiveTrial<Assignment> again = second.ask().orElseThrow();
    assertThat(again.number()).isZero();
    assertThat(again.assignment()).isEqualTo(zero.assignment());
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void anotherDefinitionIsRefusedByName() {
    TrialStore store = new InMemoryTrialStore();
    study(true, store).ask();
    SearchSpace other = SearchSpace.builder().whole("depth", 1, 5).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> Study.of(other).minimize("cost").store(store).start())
        .withMessageContaining("study 'study' was started with another definition")
        .withMessageContaining("'depth'")
        .withMessageContaining("another name or store");
    Study<Assignment> beside = Study.of(other).name("two").minimize("cost").store(store).start();
    assertThat(beside.trials()).isEmpty();
    assertThat(store.studies()).containsExactly("study", "two");
  }

  @Test
  void trialsThatEndedOutOfOrderAreTakenOverInTheOrderOfTheirEnds() {
    TrialStore store = new InMemoryTrialStore();
    Study<Assignment> first = study(false, store);
    for (int i = 0; i < 12; i++) {
      first.ask();
    }
    for (long number : new long[] {5, 0, 11, 3, 1, 2, 4, 10, 9, 8, 7, 6}) {
      ActiveTrial<Assignment> trial =
          new ActiveTrial<>(first, number, 1, first.trials().get((int) number).assignment(), SPACE);
      first.tell(number, evaluate(trial.value(), trial));
    }
    Study<Assignment> second = study(false, store);
    List<Long> order = second.inspect(view -> view.finished().stream().map(Trial::number).toList());
    assertThat(order).containsExactly(5L, 0L, 11L, 3L, 1L, 2L, 4L, 10L, 9L, 8L, 7L, 6L);
    Sampler fresh = new Nsga2(GeneticSettings.nsga2().withPopulation(8));
    Optional<Assignment> uninterrupted = first.inspect(view -> fresh.ask(view, 12));
    assertThat(second.ask().map(ActiveTrial::assignment)).isEqualTo(uninterrupted);
  }
}
