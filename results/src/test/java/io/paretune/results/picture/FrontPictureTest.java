package io.paretune.results.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrontPictureTest {

  private static final Caveat INHERITED =
      new Caveat("accuracy", Caveat.Kind.INHERITED, "not trained on");

  private static Trial trial(long number, Measurement measurement) {
    return Trial.first(
            new TrialEvent.Started(
                number, Assignment.of(Map.of("depth", 1L)), "random", Instant.EPOCH))
        .after(
            new TrialEvent.Finished(
                number,
                TrialState.COMPLETE,
                Optional.of(measurement),
                "",
                number,
                FrontChange.NONE,
                Instant.EPOCH.plusSeconds(number)));
  }

  private static Measurement measured(double accuracy, double cost) {
    return Measurement.of(Map.of("accuracy", accuracy, "cost", cost));
  }

  private static StudySummary summary(Trial... trials) {
    return StudySummary.of(
        new StudyDefinition(
            "picture",
            SearchSpace.builder().whole("depth", 1, 9).build(),
            List.of(Objective.maximize("accuracy"), Objective.minimize("cost")),
            List.of(),
            1),
        List.of(trials),
        Map.of());
  }

  @Test
  void onceFinalistsWereTrainedOnWhatOthersInheritedStandsApart() {
    Trial finalist = trial(0, measured(.8, 1).with(Assessment.inherited("accuracy"), .7));
    Trial beaten = trial(1, measured(.75, 2).with(Assessment.inherited("accuracy"), .7));
    Trial beyond = trial(2, measured(.9, 3).with(INHERITED));
    assertThat(FrontPicture.chart(summary(finalist, beaten, beyond)).getSeriesMap())
        .containsOnlyKeys("Pareto front", "staircase", "other trials", "inherited, not trained on");
  }

  @Test
  void beforeThatAllCompare() {
    Trial best = trial(0, measured(.8, 1).with(INHERITED));
    Trial beaten = trial(1, measured(.75, 2).with(INHERITED));
    assertThat(FrontPicture.chart(summary(best, beaten)).getSeriesMap())
        .containsOnlyKeys("Pareto front", "staircase", "other trials");
  }
}
