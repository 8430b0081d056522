package io.paretune.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.type.Range;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a study offers its user beside ask and tell. */
class StudyUseTest {

  private static final SearchSpace SPACE = SearchSpace.builder().real("x", 0, 1).build();

  private static StudyBuilder<Assignment> study() {
    return Study.of(SPACE).minimize("loss").sampler(new RandomSampler());
  }

  private static double x(Assignment point) {
    return point.real("x");
  }

  @Test
  void aListenerHearsEachEventAsItIsKept() {
    List<String> heard = new ArrayList<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void changed(TrialEvent event, Trial trial) {
            heard.add(
                event.getClass().getSimpleName() + " " + trial.number() + " " + trial.state());
          }

          @Override
          public void phase(long trial, String phase) {
            heard.add("phase " + trial + " " + phase);
          }
        };
    Study<Assignment> study =
        study()
            .listener(listener)
            .pruner(
                (view, trial) ->
                    trial.reports().size() > 1 ? Verdict.prune("slow") : Verdict.keep())
            .start();
    study.optimize(
        (point, trial) -> {
          trial.phase("thinking");
          trial.declare("size", 3);
          trial.report(1, 0.5);
          return trial.pruned(trial.report(2, 0.5));
        },
        Budget.trials(1));
    assertThat(heard)
        .containsExactly(
            "Started 0 RUNNING",
            "phase 0 thinking",
            "Declared 0 RUNNING",
            "Reported 0 RUNNING",
            "Reported 0 RUNNING",
            "Finished 0 PRUNED");
  }

  @Test
  void aListenerThatThrowsHarmsNothingAndOneMayComeLater() {
    Study<Assignment> study =
        study()
            .listener(
                (event, trial) -> {
                  throw new IllegalStateException("the page is gone");
                })
            .start();
    study.optimize((point, trial) -> trial.measured(x(point)), Budget.trials(2));
    AtomicInteger later = new AtomicInteger();
    study.listen((event, trial) -> later.incrementAndGet());
    study.optimize((point, trial) -> trial.measured(x(point)), Budget.trials(3));
    assertThat(study.finished()).isEqualTo(3);
    assertThat(later).hasValue(2);
  }

  @Test
  void theBestTrialIsTheFeasibleOneOfLeastCost() {
    Study<Assignment> study = study().constrain(Constraint.atMost("memory", 10)).start();
    assertThat(study.best()).isEmpty();
    double[] losses = {3, 1, 2, 2};
    double[] memories = {1, 99, 5, 5};
    study.optimize(
        (point, trial) -> {
          int i = (int) trial.number();
          return trial.measured(Map.of("memory", memories[i]), losses[i]);
        },
        Budget.trials(4));
    FrontMember<Assignment> best = study.best().orElseThrow();
    assertThat(best.trial().number()).isEqualTo(2);
    assertThat(best.value()).isEqualTo(study.trials().get(2).assignment());
    assertThat(best.trial().measurement().orElseThrow().metric("memory")).isEqualTo(5);
  }

  @Test
  void severalObjectivesHaveNoBestTrial() {
    Study<Assignment> study = study().minimize("size").start();
    assertThatIllegalStateException()
        .isThrownBy(study::best)
        .withMessage(
            "only a study of one objective has a best trial, this one has [loss, size]; ask for"
                + " its paretoFront()");
  }

  @Test
  void anObjectiveIsNoOtherMetric() {
    Study<Assignment> study = study().start();
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trial.measured(Map.of("loss", 1.0), 2))
        .withMessageContaining("'loss' is an objective");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trial.measured(Map.of("size", 1.0)))
        .withMessageContaining("one value for each of [loss] must be given, got 0");
    Outcome.Measured measured = (Outcome.Measured) trial.measured(Map.of("size", 1.0), 2);
    assertThat(measured.measurement()).isEqualTo(Measurement.of(Map.of("loss", 2.0, "size", 1.0)));
  }

  @Test
  void severalThreadsEvaluateAtOnceAndKeepTheBudget() {
    Study<Assignment> study = study().start();
    CountDownLatch together = new CountDownLatch(3);
    study.optimize(
        (point, trial) -> {
          together.countDown();
          assertThat(together.await(60, TimeUnit.SECONDS)).isTrue();
          return trial.measured(x(point));
        },
        Budget.trials(20),
        3);
    assertThat(study.trials()).hasSize(20).allMatch(trial -> trial.state() == TrialState.COMPLETE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> study.optimize((point, trial) -> trial.measured(0), Budget.trials(30), 0))
        .withMessage("threads must be at least 1, got 0");
  }

  @Test
  void anErrorOfTheVirtualMachineEndsAllThreads() {
    Study<Assignment> study = study().start();
    assertThatThrownBy(
            () ->
                study.optimize(
                    (point, trial) -> {
                      if (trial.number() == 1) {
                        throw new InternalError("broken");
                      }
                      Thread.sleep(60_000);
                      return trial.measured(0);
                    },
                    Budget.trials(20),
                    2))
        .isInstanceOf(InternalError.class);
    assertThat(study.trials().get(1).state()).isEqualTo(TrialState.FAILED);
    assertThat(study.trials()).noneMatch(trial -> trial.state() == TrialState.RUNNING);
  }

  @Test
  void failuresInARowEndTheStudyAndTellOfTheFirst() {
    Study<Assignment> study = study().stopAfterFailures(3).start();
    study.optimize(
        (point, trial) -> {
          if (trial.number() == 2) {
            return trial.measured(1);
          }
          throw new IllegalStateException("no data " + trial.number());
        },
        Budget.trials(50));
    assertThat(study.finished()).isEqualTo(6);
    assertThat(study.failing()).isTrue();
    assertThat(study.stopReason())
        .contains(
            "3 trials in a row failed, first trial 3: java.lang.IllegalStateException: no data 3");
  }

  @Test
  void aMetricThatIsConstrainedButNeverMeasuredEndsTheStudyToo() {
    Study<Assignment> study =
        study().constrain(Constraint.atMost("memory", 10)).stopAfterFailures(5).start();
    study.optimize((point, trial) -> trial.measured(1), Budget.trials(200));
    assertThat(study.finished()).isEqualTo(5);
    assertThat(study.stopReason()).hasValueSatisfying(why -> assertThat(why).contains("'memory'"));
  }

  @Test
  void aStudyThatWasStartedAgainGoesOnAfterItsFailures() {
    TrialStore store = new InMemoryTrialStore();
    Evaluator<Assignment> broken = (point, trial) -> new Outcome.Failed("no data");
    study().store(store).stopAfterFailures(2).start().optimize(broken, Budget.trials(9));
    Study<Assignment> mended = study().store(store).stopAfterFailures(2).start();
    assertThat(mended.stopReason()).isEqualTo(Optional.empty());
    mended.optimize((point, trial) -> trial.measured(1), Budget.trials(9));
    assertThat(mended.trials())
        .extracting(Trial::state)
        .startsWith(TrialState.FAILED, TrialState.FAILED, TrialState.COMPLETE)
        .hasSize(9);
    assertThatIllegalArgumentException().isThrownBy(() -> study().stopAfterFailures(0));
  }

  record Point(@Range(min = 0, max = 9) int n) {}

  @Test
  void aRecordIsASpace() {
    Study<Point> study = Study.of(Point.class).maximize("n").start();
    study.optimize((point, trial) -> trial.measured(point.n()), Budget.trials(100));
    assertThat(study.best().orElseThrow().value()).isEqualTo(new Point(9));
  }
}
