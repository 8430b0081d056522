package io.paretune.experiments.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every tracker keeps to. */
public interface TrackerContract {

  /** A tracker of a study at the place of this test: the same place each time. */
  Tracker tracker(Study<Assignment> study);

  /** What people see there, by the trial's number. */
  Map<Long, Seen> seen() throws IOException;

  /** The first objective's values in the study's own curve. */
  List<Double> curve() throws IOException;

  /**
   * A trial as it appears.
   *
   * @param parameters its parameters, as text
   * @param intermediate step and value, in order
   * @param metrics by name
   * @param ended whether it is shown as ended
   */
  record Seen(
      Map<String, String> parameters,
      List<Report> intermediate,
      Map<String, Double> metrics,
      boolean ended) {}

  private Seen first() throws IOException {
    return Objects.requireNonNull(seen().get(0L));
  }

  /** A study without trials. */
  static Study<Assignment> study() {
    SearchSpace space =
        SearchSpace.builder()
            .whole("width", 8, 64, 8)
            .choice("kind", "plain", "<b>odd</b> \u00e9")
            .real("rate", 0, 1)
            .build();
    return Study.of(space)
        .name("codec")
        .maximize("accuracy")
        .minimize("latency-ms")
        .sampler(new RandomSampler())
        .start();
  }

  /** A trial that has reported once. */
  static Trial begun(Study<Assignment> study) {
    long number = study.ask().orElseThrow().number();
    study.report(number, 1, 0.25);
    return study.trials().get((int) number);
  }

  /** Has a trial report once more, and completes it. */
  static void complete(Study<Assignment> study, long number) {
    study.report(number, 2, 0.5);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", 0.5 + number / 1024.0);
    metrics.put("latency-ms", 2.0);
    metrics.put("precision:<b>", 0.125);
    study.tell(number, new Outcome.Measured(new Measurement(metrics, Map.of())));
  }

  @Test
  default void aTrialAppearsAsItIsAndGrows() throws Exception {
    Study<Assignment> study = study();
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    assertThat(seen()).isEmpty();
    Trial trial = begun(study);
    tracker.take(study.trials());
    assertThat(first().intermediate()).containsExactly(new Report(1, 0.25));
    assertThat(first().ended()).isFalse();
    complete(study, trial.number());
    tracker.take(study.trials());
    tracker.end();
    Seen shown = first();
    assertThat(shown.ended()).isTrue();
    assertThat(shown.intermediate()).containsExactly(new Report(1, 0.25), new Report(2, 0.5));
    assertThat(shown.metrics()).containsEntry("accuracy", 0.5).containsEntry("latency-ms", 2.0);
    assertThat(shown.parameters()).containsOnlyKeys("width", "kind", "rate");
    assertThat(shown.parameters().get("width"))
        .startsWith(Long.toString(trial.assignment().whole("width")));
    assertThat(curve()).containsExactly(0.5);
  }

  @Test
  default void trialsThatFailOrArePrunedEnd() throws Exception {
    Study<Assignment> study = study();
    study.tell(begun(study).number(), new Outcome.Failed("<b>exit code</b> 1\nand more"));
    study.tell(begun(study).number(), new Outcome.Pruned("worse than the median"));
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    tracker.end();
    assertThat(seen().values()).allMatch(Seen::ended).allMatch(shown -> shown.metrics().isEmpty());
    assertThat(curve()).isEmpty();
  }

  @Test
  default void whatIsGivenAgainAppearsOnce() throws Exception {
    Study<Assignment> study = study();
    Tracker tracker = tracker(study);
    for (int i = 0; i < 5; i++) {
      complete(study, begun(study).number());
    }
    Trial running = begun(study);
    tracker.take(study.trials());
    tracker.take(study.trials());
    // the process died here; another goes on, and is given all trials
    complete(study, running.number());
    complete(study, begun(study).number());
    Tracker resumed = tracker(study);
    resumed.take(study.trials());
    complete(study, begun(study).number());
    resumed.take(study.trials().subList(7, 8));
    resumed.end();
    assertThat(seen()).containsOnlyKeys(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(seen().values())
        .allSatisfy(
            shown -> {
              assertThat(shown.intermediate()).hasSize(2);
              assertThat(shown.ended()).isTrue();
            });
    List<Double> expected = new ArrayList<>();
    study.trials().forEach(trial -> expected.add(0.5 + trial.number() / 1024.0));
    assertThat(curve()).isEqualTo(expected);
  }
}
