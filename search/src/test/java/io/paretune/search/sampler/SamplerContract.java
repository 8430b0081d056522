package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link Sampler} must do; implement it in a test class of the sampler. */
public interface SamplerContract {

  /** A fresh instance; should pass from its first to its later phases within 60 trials. */
  Sampler sampler();

  /** {@link #digest} of the first 50 proposals for {@link #mixed} with seed 7, as recorded. */
  long goldenDigest();

  /** A space with every kind of domain and nested conditions. */
  static SearchSpace mixed() {
    return SearchSpace.builder()
        .whole("depth", 1, 4)
        .whole("width", 8, 512, 8)
        .logWhole("batch", 1, 256)
        .real("ratio", 0, 0.5, 0.25)
        .real("dropout", -1, 1)
        .logReal("rate", 1e-5, 1e-1)
        .choice("optimizer", "sgd", "adam", "lion")
        .when(
            Condition.in("optimizer", "sgd"),
            sgd ->
                sgd.choice("nesterov", true, false)
                    .when(Condition.in("nesterov", true), then -> then.real("momentum", 0.1, 0.9)))
        .when(Condition.atLeast("depth", 3), deep -> deep.choice("bits", 8, 16, 32))
        .build();
  }

  /** A small space with nested conditions. */
  static SearchSpace finite() {
    return SearchSpace.builder()
        .choice("kind", "none", "one", "two")
        .when(
            Condition.in("kind", "one", "two"),
            some ->
                some.whole("size", 1, 3)
                    .when(Condition.atLeast("size", 2), big -> big.choice("bits", 8, 32)))
        .when(Condition.in("kind", "two"), two -> two.whole("unused", 7, 7))
        .build();
  }

  /** The number of assignments of {@link #finite}: one, and twice 1 + 2 + 2. */
  int FINITE_SIZE = 11;

  private static StudyBuilder<Assignment> builder(SearchSpace space) {
    return Study.of(space)
        .minimize("cost")
        .maximize("gain")
        .constrain(Constraint.atMost("size", 0.75));
  }

  private Study<Assignment> study(SearchSpace space) {
    return builder(space).sampler(sampler()).seed(7).start();
  }

  /** A rough landscape that depends on the assignment alone; a quarter of it is infeasible. */
  private static Outcome outcome(Assignment point) {
    Random random = new Random(point.toString().hashCode());
    if (random.nextInt(10) == 0) {
      return new Outcome.Failed("unlucky");
    }
    if (random.nextInt(10) == 0) {
      return new Outcome.Pruned("hopeless");
    }
    return new Outcome.Measured(
        Measurement.of(
            Map.of(
                "cost", random.nextDouble(),
                "gain", random.nextDouble(),
                "size", random.nextDouble())));
  }

  /** A number for some proposals; real values count to 6 digits, against the last bits of libm. */
  static long digest(List<Assignment> proposals) {
    StringBuilder text = new StringBuilder();
    for (Assignment proposal : proposals) {
      proposal
          .asMap()
          .forEach(
              (name, value) ->
                  text.append(name)
                      .append(
                          value instanceof Double real
                              ? String.format(Locale.ROOT, "%.5e", real)
                              : value));
    }
    long digest = 0;
    for (int i = 0; i < text.length(); i++) {
      digest = 1_000_003 * digest + text.charAt(i);
    }
    return digest;
  }

  private static Optional<Assignment> asked(Study<Assignment> study, Sampler sampler, long number) {
    return study.inspect(view -> sampler.ask(view, number));
  }

  private static List<Assignment> drive(Study<Assignment> study, int trials) {
    List<Assignment> proposals = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      proposals.add(trial.assignment());
      study.tell(trial.number(), outcome(trial.assignment()));
    }
    return proposals;
  }

  @Test
  default void hasAName() {
    assertThat(sampler().name()).matches("[a-z][a-z0-9-]*").isEqualTo(sampler().name());
  }

  @Test
  default void proposesWhatItProposedWhenThisWasWritten() {
    assertThat(digest(drive(study(mixed()), 50))).isEqualTo(goldenDigest());
  }

  @Test
  default void aFreshInstanceAndASecondAskGiveTheSameProposal() {
    Study<Assignment> study = study(mixed());
    Sampler kept = sampler();
    for (int i = 0; i < 60; i++) {
      long number = i;
      Optional<Assignment> first = asked(study, kept, number);
      if (i % 3 == 0) {
        assertThat(asked(study, kept, number)).isEqualTo(first);
        assertThat(asked(study, sampler(), number)).isEqualTo(first);
      }
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      assertThat(Optional.of(trial.assignment())).isEqualTo(first);
      study.tell(number, outcome(trial.assignment()));
    }
  }

  @Test
  default void anInstanceMayBeShownAnotherStudy() {
    Sampler kept = sampler();
    Study<Assignment> longer = study(mixed());
    drive(longer, 60);
    Study<Assignment> other = study(finite());
    drive(other, 5);
    asked(longer, kept, 60);
    assertThat(asked(other, kept, 5)).isEqualTo(asked(other, sampler(), 5));
    assertThat(asked(longer, kept, 60)).isEqualTo(asked(longer, sampler(), 60));
  }

  @Test
  default void anotherSeedOrTrialGivesAnotherProposal() {
    Study<Assignment> one = study(mixed());
    Study<Assignment> two = Study.of(mixed()).minimize("cost").sampler(sampler()).seed(8).start();
    assertThat(asked(two, sampler(), 0)).isNotEqualTo(asked(one, sampler(), 0));
    assertThat(asked(one, sampler(), 1)).isNotEqualTo(asked(one, sampler(), 0));
  }

  @Test
  default void proposalsLieInTheSpaceAndAreNew() {
    List<Assignment> proposals = drive(study(mixed()), 60);
    assertThat(proposals).doesNotHaveDuplicates();
    for (Assignment proposal : proposals) {
      assertThat(mixed().assignment(proposal.asMap())).isEqualTo(proposal);
    }
  }

  @Test
  default void aFiniteSpaceIsExhaustedOnceEachThenNothingIsProposed() {
    Study<Assignment> study = study(finite());
    assertThat(drive(study, FINITE_SIZE)).doesNotHaveDuplicates();
    assertThat(finite().size()).hasValue(FINITE_SIZE);
    assertThat(study.ask()).isEmpty();
  }

  @Test
  default void runningTrialsAreNotProposedAgain() {
    Study<Assignment> study = study(finite());
    Set<Assignment> running = new HashSet<>();
    for (int i = 0; i < FINITE_SIZE; i++) {
      running.add(study.ask().orElseThrow().assignment());
    }
    assertThat(running).hasSize(FINITE_SIZE);
    assertThat(study.ask()).isEmpty();
  }

  @Test
  default void tellsMayComeInAnyOrder() {
    Study<Assignment> study = study(mixed());
    Random random = new Random(1);
    List<ActiveTrial<Assignment>> running = new ArrayList<>();
    Set<Assignment> proposed = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      ActiveTrial<Assignment> next = study.ask().orElseThrow();
      assertThat(proposed.add(next.assignment())).isTrue();
      running.add(next);
      if (running.size() == 8) {
        ActiveTrial<Assignment> told = running.remove(random.nextInt(8));
        study.tell(told.number(), outcome(told.assignment()));
      }
    }
    for (ActiveTrial<Assignment> last : running) {
      study.tell(last.number(), outcome(last.assignment()));
    }
    assertThat(study.finished()).isEqualTo(60);
  }

  @Test
  default void earlierTrialsOfAnotherStudyAreTakenOrIgnoredButBreakNothing() {
    Study<Assignment> earlier = builder(mixed()).sampler(new RandomSampler()).seed(7).start();
    drive(earlier, 60);
    Study<Assignment> study =
        builder(mixed()).sampler(sampler()).warmStart(earlier.trials()).seed(9).start();
    Sampler kept = sampler();
    for (int i = 0; i < 30; i++) {
      long number = i;
      Optional<Assignment> proposal = asked(study, kept, number);
      if (i % 3 == 0) {
        assertThat(asked(study, sampler(), number)).isEqualTo(proposal);
      }
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      assertThat(Optional.of(trial.assignment())).isEqualTo(proposal);
      study.tell(number, outcome(trial.assignment()));
    }
  }

  @Test
  default void studiesWithoutASingleSuccessGoOn() {
    Study<Assignment> study = study(mixed());
    for (int i = 0; i < 60; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      boolean fails = i % 2 == 0;
      study.tell(
          trial.number(),
          fails
              ? new Outcome.Failed("always")
              : new Outcome.Measured(
                  Measurement.of(Map.of("cost", 1.0, "gain", 1.0, "size", 2.0))));
    }
    assertThat(study.paretoFront()).isEmpty();
  }
}
