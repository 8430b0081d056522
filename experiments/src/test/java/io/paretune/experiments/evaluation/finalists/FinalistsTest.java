package io.paretune.experiments.evaluation.finalists;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Which members of a front are evaluated once more. */
class FinalistsTest {

  private static final Objective ACCURACY = Objective.maximize("accuracy");
  private static final Objective ERROR = Objective.minimize("accuracy");

  /** Trials 0, 1, .. with these values; the last is a model that came with its weights. */
  private static List<Trial> front(double... values) {
    List<Trial> front = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Measurement measured = Measurement.of(Map.of("accuracy", values[i]));
      front.add(
          finished(
              i,
              i == values.length - 1
                  ? measured
                  : measured.with(new Caveat("accuracy", Caveat.Kind.INHERITED, "not trained"))));
    }
    return front;
  }

  private static Trial finished(long number, Measurement measurement) {
    return Trial.first(
            new TrialEvent.Started(
                number, Assignment.of(Map.of("depth", 1)), "random", Instant.EPOCH))
        .after(
            new TrialEvent.Finished(
                number,
                TrialState.COMPLETE,
                Optional.of(measurement),
                "",
                number,
                FrontChange.NONE,
                Instant.EPOCH));
  }

  private static List<Long> among(Finalists finalists, Objective first, double... values) {
    return finalists.among(front(values), first).stream().map(Trial::number).toList();
  }

  @Test
  void withoutAGoalTheEndsComeFirstAndAModelAsItCameIsFinal() {
    Finalists all = new Finalists(1, 100, OptionalDouble.empty());
    assertThat(among(all, ACCURACY, 0.8, 0.5, 0.6, 0.7, 0.99)).containsExactly(1L, 0L, 3L, 2L);
    assertThat(among(new Finalists(1, 2, OptionalDouble.empty()), ACCURACY, 0.8, 0.5, 0.6, 0.7, 1))
        .containsExactly(2L, 0L);
  }

  @Test
  void towardAGoalThoseComeFirstThatAreLikelyToEndNearIt() {
    // half of what they lack of 1 comes back: .9, .75, .8, .85 are expected
    Finalists near = new Finalists(1, 3, OptionalDouble.of(0.87));
    assertThat(among(near, ACCURACY, 0.8, 0.5, 0.6, 0.7, 1)).containsExactly(3L, 0L, 2L);
    // .2, .5, .4, .3 of an error whose best is 0
    assertThat(among(new Finalists(1, 3, OptionalDouble.of(0.32)), ERROR, 0.4, 1, 0.8, 0.6, 0))
        .containsExactly(3L, 2L, 0L);
  }

  @Test
  void aFrontWithoutInheritedFiguresHasNone() {
    assertThat(among(new Finalists(1, 3, OptionalDouble.of(0.9)), ACCURACY, 0.8)).isEmpty();
  }

  @Test
  void behindTheFrontRankAfterRankFollows() {
    Study<Assignment> study =
        measured(new double[][] {{.9, 9}, {.8, 5}, {.85, 9}, {.7, 6}, {.6, 9}});
    Finalists all = new Finalists(1, 100, OptionalDouble.empty());
    assertThat(numbers(all.missing(study, Map.of(), 0))).containsExactly(1L, 0L);
    assertThat(numbers(all.missing(study, Map.of(), 1))).containsExactly(1L, 0L, 3L, 2L);
    assertThat(numbers(all.missing(study, Map.of(), 2))).containsExactly(1L, 0L, 3L, 2L, 4L);
    Assessment done =
        new Assessment(Assessment.Kind.FINALIST, Map.of("accuracy", .9), Map.of(), "");
    assertThat(numbers(all.missing(study, Map.of(0L, List.of(done), 3L, List.of(done)), 1)))
        .containsExactly(1L, 2L);
    assertThat(numbers(new Finalists(1, 3, OptionalDouble.empty()).missing(study, Map.of(), 2)))
        .containsExactly(1L, 0L, 3L);
    assertThat(numbers(new Finalists(1, 100, OptionalDouble.of(.86)).missing(study, Map.of(), 1)))
        .containsExactly(1L, 0L, 2L, 3L);
    assertThat(Finalists.none().missing(study, Map.of(), 2)).isEmpty();
  }

  /** A study of accuracies and latencies, all of inherited weights. */
  private static Study<Assignment> measured(double[][] points) {
    Study<Assignment> study =
        Study.of(SearchSpace.builder().whole("depth", 1, 9).build())
            .maximize("accuracy")
            .minimize("latency-ms")
            .sampler(new RandomSampler())
            .start();
    for (double[] point : points) {
      study.tell(
          study.ask().orElseThrow().number(),
          new Outcome.Measured(
              Measurement.of(Map.of("accuracy", point[0], "latency-ms", point[1]))
                  .with(new Caveat("accuracy", Caveat.Kind.INHERITED, "not trained"))));
    }
    return study;
  }

  private static List<Long> numbers(List<Trial> trials) {
    return trials.stream().map(Trial::number).toList();
  }
}
