package io.paretune.results.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontComparisonTest {

  /** A study whose trials have come to these metrics. */
  @SafeVarargs
  private static StudySummary study(Map<String, Double>... trials) {
    var study =
        Study.of(SearchSpace.builder().real("x", 0, 1).build())
            .maximize("accuracy")
            .minimize("latency")
            .sampler(new RandomSampler())
            .start();
    for (Map<String, Double> metrics : trials) {
      long number = study.ask().orElseThrow().number();
      study.tell(number, new Outcome.Measured(Measurement.of(metrics)));
    }
    return StudySummary.of(study.definition(), study.trials(), Map.of());
  }

  private static Map<String, Double> member(double accuracy, double latency) {
    return Map.of("accuracy", accuracy, "latency", latency);
  }

  private static Map<String, StudySummary> both(StudySummary a, StudySummary b) {
    Map<String, StudySummary> studies = new LinkedHashMap<>();
    studies.put("a", a);
    studies.put("b", b);
    return studies;
  }

  @Test
  void frontsAreSharesOfOneBox() {
    StudySummary wide = study(member(0.9, 3), member(0.5, 1), member(0.4, 2));
    StudySummary middle = study(member(0.7, 2));
    FrontComparison found = FrontComparison.of(both(wide, middle), List.of());
    assertThat(found.bounds())
        .containsExactly(new FrontComparison.Bounds(0.9, 0.5), new FrontComparison.Bounds(1, 3));
    // corners (0, 1) and (1, 0) of a box that ends at (1.1, 1.1)
    double corners = (1.1 * 0.1 + 0.1 * 1.1 - 0.1 * 0.1) / 1.21;
    assertThat(found.fronts().get(0).hypervolume()).isCloseTo(corners, within(1e-12));
    assertThat(found.fronts().get(1).hypervolume()).isCloseTo(0.6 * 0.6 / 1.21, within(1e-12));
    assertThat(found.fronts()).extracting(FrontComparison.Front::members).containsExactly(2, 1);
    assertThat(found.fronts()).extracting(FrontComparison.Front::finished).containsExactly(3, 1);
  }

  @Test
  void theTestSplitCountsWhereAllWereJudgedOnIt() {
    StudySummary judged = study(Map.of("accuracy", 0.9, "latency", 1.0, "test-accuracy", 0.8));
    assertThat(FrontComparison.of(both(judged, judged), List.of()).axes().get(0).name())
        .isEqualTo("test-accuracy");
    StudySummary not = study(member(0.9, 1));
    assertThat(FrontComparison.of(both(judged, not), List.of()).axes().get(0).name())
        .isEqualTo("accuracy");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FrontComparison.of(both(judged, not), List.of("test-accuracy", "latency")))
        .withMessageContaining("every member of every front must have 'test-accuracy'")
        .withMessageContaining("trial 0 of b");
  }

  @Test
  void emptyFrontsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrontComparison.of(both(study(), study()), List.of()))
        .withMessageContaining("got none in a");
  }
}
