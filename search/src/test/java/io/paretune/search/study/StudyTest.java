package io.paretune.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paretune.search.pruner.PercentilePruner;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StudyTest {

  private static final SearchSpace SPACE = SearchSpace.builder().real("x", 0, 1).build();
  private static final SearchSpace FIVE = SearchSpace.builder().whole("x", 1, 5).build();

  private static StudyBuilder<Assignment> builder(SearchSpace space) {
    return Study.of(space).maximize("accuracy").minimize("latency", "ms");
  }

  private static Study<Assignment> study() {
    return builder(SPACE).start();
  }

  /** A clock that moves by a minute whenever it is read. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      now = now.plusSeconds(60);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static Trial run(Study<Assignment> study, double... objectives) {
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    return study.tell(trial.number(), trial.measured(objectives));
  }

  @Test
  void aTrialRunsReportsAndCompletes() {
    Study<Assignment> study = builder(SPACE).clock(new Ticking()).start();
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    assertThat(study.trials().get(0).state()).isEqualTo(TrialState.RUNNING);
    assertThat(trial.attempt()).isEqualTo(1);
    assertThat(trial.value()).isEqualTo(trial.assignment());
    assertThat(trial.report(1, 0.25)).isEqualTo(Verdict.keep());
    Trial ended = study.tell(0, trial.measured(0.5, 3));
    assertThat(ended.state()).isEqualTo(TrialState.COMPLETE);
    assertThat(ended.reports()).containsExactly(new Report(1, 0.25));
    assertThat(ended.duration()).contains(Duration.ofMinutes(2));
    assertThat(study.trials()).containsExactly(ended);
    assertThat(study.finished()).isEqualTo(1);
  }

  @Test
  void enqueuedPointsComeFirstAndInOrder() {
    Study<Assignment> study = study();
    assertThat(study.enqueue(Assignment.of(Map.of("x", 0.25)))).isZero();
    assertThat(study.enqueue(Assignment.of(Map.of("x", 1)))).isEqualTo(1);
    assertThat(study.ask().orElseThrow().assignment().real("x")).isEqualTo(0.25);
    ActiveTrial<Assignment> second = study.ask().orElseThrow();
    assertThat(second.assignment().real("x")).isEqualTo(1.0);
    assertThat(study.trials().get(1).sampler()).isEqualTo(Trial.USER);
    assertThat(study.ask().orElseThrow().number()).isEqualTo(2);
    assertThat(study.trials().get(2).sampler()).isEqualTo("auto");
  }

  @Test
  void aPointOutsideTheSpaceIsNotEnqueued() {
    Study<Assignment> study = study();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> study.enqueue(Assignment.of(Map.of("x", 2.0))))
        .withMessageContaining("parameter 'x'");
    assertThat(study.trials()).isEmpty();
  }

  @Test
  void aRequeuedTrialIsAskedAgainBeforeNewOnes() {
    Study<Assignment> study = study();
    ActiveTrial<Assignment> first = study.ask().orElseThrow();
    study.ask();
    first.report(1, 0.5);
    study.requeue(0, "the worker died");
    assertThat(study.trials().get(0).reason()).isEqualTo("the worker died");
    ActiveTrial<Assignment> again = study.ask().orElseThrow();
    assertThat(again.number()).isZero();
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.assignment()).isEqualTo(first.assignment());
    assertThat(study.trials().get(0).reports()).isEmpty();
  }

  private enum Unusable {
    NAN,
    INFINITE,
    MISSING
  }

  @ParameterizedTest
  @EnumSource
  void anUnusableMeasurementFailsTheTrialByName(Unusable kind) {
    Study<Assignment> study = study();
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    Outcome outcome =
        switch (kind) {
          case NAN -> trial.measured(0.5, Double.NaN);
          case INFINITE -> trial.measured(0.5, Double.NEGATIVE_INFINITY);
          case MISSING -> trial.measured(Measurement.of(Map.of("accuracy", 0.5)));
        };
    Trial ended = study.tell(0, outcome);
    assertThat(ended.state()).isEqualTo(TrialState.FAILED);
    assertThat(ended.reason()).contains("'latency'");
    assertThat(study.paretoFront()).isEmpty();
    run(study, 0.5, 1);
    assertThat(study.paretoFront()).hasSize(1);
  }

  @Test
  void theNumberOfObjectivesMustMatch() {
    ActiveTrial<Assignment> trial = study().ask().orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trial.measured(0.5))
        .withMessage("one value for each of [accuracy, latency] must be given, got 1");
  }

  @Test
  void anEvaluatorsExceptionFailsItsTrialAlone() {
    Study<Assignment> study = study();
    study.optimize(
        (point, trial) -> {
          if (trial.number() == 1) {
            throw new java.io.IOException("no disk");
          }
          return trial.number() == 2
              ? trial.measured(1)
              : trial.measured(0.5, (double) trial.number());
        },
        Budget.trials(4));
    assertThat(study.trials())
        .extracting(Trial::state)
        .containsExactly(
            TrialState.COMPLETE, TrialState.FAILED, TrialState.FAILED, TrialState.COMPLETE);
    assertThat(study.trials().get(1).reason()).isEqualTo("java.io.IOException: no disk");
    assertThat(study.trials().get(2).reason()).contains("got 1");
  }

  private static final class Failing {
    private static Outcome at(long trial) {
      switch ((int) trial) {
        case 0 -> throw new OutOfMemoryError("Java heap space");
        case 1 -> throw new StackOverflowError();
        case 2 -> throw new AssertionError("shapes differ");
        case 3 -> throw new NoClassDefFoundError("some/Kernel");
        default -> {
          return new Outcome.Measured(Measurement.of(Map.of("accuracy", 1.0, "latency", 1.0)));
        }
      }
    }
  }

  @Test
  void anEvaluatorsErrorFailsItsTrialAlone() {
    Study<Assignment> study = study();
    study.optimize((point, trial) -> Failing.at(trial.number()), Budget.trials(5));
    assertThat(study.trials())
        .extracting(Trial::reason)
        .containsExactly(
            "java.lang.OutOfMemoryError: Java heap space",
            "java.lang.StackOverflowError",
            "java.lang.AssertionError: shapes differ",
            "java.lang.NoClassDefFoundError: some/Kernel",
            "");
    assertThat(study.trials().get(3).state()).isEqualTo(TrialState.FAILED);
    assertThat(study.trials().get(4).state()).isEqualTo(TrialState.COMPLETE);
  }

  @Test
  void anErrorOfTheVirtualMachineItselfFailsItsTrialAndIsThrownOn() {
    Study<Assignment> study = study();
    assertThatExceptionOfType(InternalError.class)
        .isThrownBy(
            () ->
                study.optimize(
                    (point, trial) -> {
                      throw new InternalError("unsafe access");
                    },
                    Budget.trials(5)));
    assertThat(study.trials()).extracting(Trial::state).containsExactly(TrialState.FAILED);
    assertThat(study.trials().get(0).reason()).contains("unsafe access");
  }

  @Test
  @SuppressWarnings("NullAway") // what an evaluator compiled without the check can do
  void anEvaluatorThatGivesNoOutcomeFailsItsTrial() {
    Study<Assignment> study = study();
    study.optimize((point, trial) -> null, Budget.trials(1));
    assertThat(study.trials().get(0).state()).isEqualTo(TrialState.FAILED);
    assertThat(study.trials().get(0).reason()).contains("the evaluator must give an outcome");
  }

  private static Study<Assignment> proposing(Map<String, Object> values) {
    return builder(FIVE)
        .sampler(
            new Sampler() {
              @Override
              public String name() {
                return "wild";
              }

              @Override
              public Optional<Assignment> ask(StudyView view, long trialNumber) {
                return Optional.of(Assignment.of(values));
              }
            })
        .start();
  }

  @Test
  void aProposalOutsideTheSpaceIsRefusedNamingTheSampler() {
    List<Map<String, Object>> wrong =
        List.of(Map.of("x", 6L), Map.of(), Map.of("x", 1L, "y", 1L), Map.of("x", 2.0));
    for (Map<String, Object> values : wrong) {
      Study<Assignment> study = proposing(values);
      assertThatIllegalStateException()
          .isThrownBy(study::ask)
          .withMessageContaining("sampler 'wild' must propose points of the space")
          .withMessageContaining("x");
      assertThat(study.trials()).isEmpty();
    }
    assertThat(proposing(Map.of("x", 5L)).ask()).isPresent();
  }

  @Test
  void aTypeThatRefusesAPointFailsItsTrialAlone() {
    TypedSpace<String> picky =
        new TypedSpace<>() {
          @Override
          public SearchSpace space() {
            return FIVE;
          }

          @Override
          public String decode(Assignment assignment) {
            if (assignment.whole("x") == 3) {
              throw new IllegalArgumentException("three is no net");
            }
            return assignment.toString();
          }

          @Override
          public Assignment encode(String value) {
            throw new UnsupportedOperationException(value);
          }
        };
    Study<String> study = Study.of(picky).minimize("cost").start();
    study.optimize((value, trial) -> trial.measured(value.length()), Budget.trials(5));
    assertThat(study.trials()).filteredOn(t -> t.state() == TrialState.FAILED).hasSize(1);
    assertThat(study.paretoFront()).hasSize(4);
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    Study<Assignment> study = study();
    run(study, 0.5, 1);
    study.enqueue(Assignment.of(Map.of("x", 0.5)));
    List<Trial> before = study.trials();
    Outcome failed = new Outcome.Failed("late");
    Outcome measured = new Outcome.Measured(Measurement.of(Map.of("accuracy", 1.0, "latency", 0.)));
    for (long number : new long[] {0, 1}) {
      assertThatIllegalStateException().isThrownBy(() -> study.tell(number, failed));
      assertThatIllegalStateException().isThrownBy(() -> study.tell(number, measured));
      assertThatIllegalStateException().isThrownBy(() -> study.report(number, 1, 0.5));
      assertThatIllegalStateException().isThrownBy(() -> study.requeue(number, "again"));
    }
    for (long number : new long[] {-1, 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> study.tell(number, failed))
          .withMessageContaining("trial " + number + " does not exist; there are 2");
      assertThatIllegalArgumentException().isThrownBy(() -> study.report(number, 1, 0.5));
      assertThatIllegalArgumentException().isThrownBy(() -> study.requeue(number, "again"));
    }
    study.ask();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> study.report(1, 1, Double.NaN))
        .withMessageContaining("finite");
    assertThat(study.trials().get(0)).isEqualTo(before.get(0));
    assertThat(study.trials().get(1).reports()).isEmpty();
    assertThat(study.paretoFront()).hasSize(1);
    assertThat(study.finished()).isEqualTo(1);
  }

  @Test
  void aBudgetOfTrialsCountsThoseBefore() {
    Study<Assignment> study = study();
    run(study, 0.5, 1);
    study.optimize((point, trial) -> trial.measured(0.5, 1), Budget.trials(4));
    assertThat(study.finished()).isEqualTo(4);
    study.optimize((point, trial) -> trial.measured(0.5, 1), Budget.trials(3));
    assertThat(study.finished()).isEqualTo(4);
  }

  @Test
  void aBudgetOfTimeStartsNoTrialAfterItsEnd() {
    Study<Assignment> study = builder(SPACE).clock(new Ticking()).start();
    // a trial and the look at the budget before it read the clock three times: three minutes
    study.optimize((point, trial) -> trial.measured(0.5, 1), Budget.time(Duration.ofMinutes(8)));
    assertThat(study.finished()).isEqualTo(3);
    study.optimize(
        (point, trial) -> trial.measured(0.5, 1), Budget.trials(4).within(Duration.ofHours(1)));
    assertThat(study.finished()).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> Budget.trials(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Budget.time(Duration.ZERO));
  }

  @Test
  void optimizeEndsWhenTheSpaceIsExhausted() {
    Study<Assignment> study = builder(FIVE).start();
    study.optimize((point, trial) -> trial.measured(0.5, 1), Budget.trials(100));
    assertThat(study.finished()).isEqualTo(5);
    assertThat(study.ask()).isEmpty();
  }

  @Test
  void anInterruptGivesTheTrialBack() {
    Study<Assignment> study = study();
    study.optimize(
        (point, trial) -> {
          throw new InterruptedException();
        },
        Budget.trials(3));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(study.trials()).extracting(Trial::state).containsExactly(TrialState.WAITING);
  }

  @Test
  void threadsShareAStudyAndItsBudget() throws InterruptedException {
    Study<Assignment> study = builder(SPACE).sampler(new RandomSampler()).start();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () ->
                  study.optimize(
                      (point, trial) -> {
                        trial.report(1, point.real("x"));
                        return trial.measured(point.real("x"), 1 - point.real("x"));
                      },
                      Budget.trials(200)));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<Trial> trials = study.trials();
    assertThat(trials).hasSize(200).allMatch(trial -> trial.state() == TrialState.COMPLETE);
    assertThat(new HashSet<>(trials.stream().map(Trial::assignment).toList())).hasSize(200);
    assertThat(trials.stream().map(Trial::finishOrder).sorted().toList())
        .isEqualTo(trials.stream().map(Trial::number).toList());
  }

  @Test
  void theFrontIsOrderedByTheFirstObjectiveBestFirst() {
    Study<Assignment> study = study();
    run(study, 0.5, 1);
    run(study, 0.9, 9);
    run(study, 0.4, 2);
    run(study, 0.7, 3);
    assertThat(study.paretoFront())
        .extracting(member -> member.trial().number())
        .containsExactly(1L, 3L, 0L);
    assertThat(study.paretoFront().get(0).value()).isEqualTo(study.trials().get(1).assignment());
  }

  @Test
  void whatBreaksAConstraintStaysOffTheFront() {
    Study<Assignment> study = builder(SPACE).constrain(Constraint.atMost("latency", 5)).start();
    assertThat(run(study, 0.9, 9).state()).isEqualTo(TrialState.COMPLETE);
    assertThat(study.paretoFront()).isEmpty();
    run(study, 0.1, 5);
    assertThat(study.paretoFront())
        .extracting(member -> member.trial().number())
        .containsExactly(1L);
  }

  @Test
  void aPrunersVerdictEndsATrialWithItsReason() {
    Pruner second =
        (view, trial) -> trial.reports().size() > 1 ? Verdict.prune("enough") : Verdict.keep();
    Study<Assignment> study = builder(SPACE).pruner(second).start();
    study.optimize(
        (point, trial) -> {
          trial.report(0, 0.5);
          Verdict verdict = trial.report(1, 0.5);
          return verdict.prune() ? trial.pruned(verdict) : trial.measured(1, 1);
        },
        Budget.trials(1));
    assertThat(study.trials().get(0).state()).isEqualTo(TrialState.PRUNED);
    assertThat(study.trials().get(0).reason()).isEqualTo("enough");
    assertThat(study.paretoFront()).isEmpty();
    ActiveTrial<Assignment> next = study.ask().orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> next.pruned(Verdict.keep()));
  }

  private static Verdict judged(Pruner pruner, double[] complete, int step, double... reports) {
    Study<Assignment> study = builder(SPACE).sampler(new RandomSampler()).pruner(pruner).start();
    for (double value : complete) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      trial.report(step, -99);
      trial.report(step, value);
      study.tell(trial.number(), trial.measured(value, 1));
    }
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    Verdict last = Verdict.keep();
    for (int i = 0; i < reports.length; i++) {
      last = trial.report(step - reports.length + 1 + i, reports[i]);
    }
    return last;
  }

  @Test
  void theMedianPrunerStopsWhatIsWorseThanTheMedianOfItsStep() {
    Pruner pruner = PercentilePruner.median(3, 0);
    double[] odd = {0.2, 0.9, 0.6};
    assertThat(judged(pruner, odd, 4, 0.59).prune()).isTrue();
    assertThat(judged(pruner, odd, 4, 0.6).prune()).isFalse();
    // its best report so far counts, not its last
    assertThat(judged(pruner, odd, 4, 0.7, 0.1).prune()).isFalse();
    double[] even = {0.2, 0.4, 0.6, 0.8};
    assertThat(judged(pruner, even, 4, 0.49).prune()).isTrue();
    assertThat(judged(pruner, even, 4, 0.5).prune()).isFalse();
    assertThat(judged(pruner, even, 4, 0.49))
        .isEqualTo(
            Verdict.prune(
                "best accuracy 0.4900 at step 4 is worse than the median 0.5000 of 4 trials"));
  }

  @Test
  void theMedianPrunerWaitsForTrialsAndSteps() {
    double[] two = {0.5, 0.6};
    assertThat(judged(PercentilePruner.median(3, 0), two, 4, 0.1).prune()).isFalse();
    assertThat(judged(PercentilePruner.median(2, 5), two, 4, 0.1).prune()).isFalse();
    assertThat(judged(PercentilePruner.median(2, 4), two, 4, 0.1).prune()).isTrue();
    assertThat(judged(Pruner.never(), two, 4, 0.1).prune()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PercentilePruner.median(0, -1))
        .withMessageContaining("got 0 and -1");
  }
}
