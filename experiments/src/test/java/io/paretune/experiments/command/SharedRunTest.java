package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.SharedDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose trials inherit from a shared network, from the command line. */
class SharedRunTest {

  private static final String EXPERIMENT =
      """
      name: shared
      seed: 11
      data: digits
      family: {name: resnet, stages: 2, width: [8, 16], depth: [1, 2], kernel: [1, 3]}
      compression: {bits: [32, 8]}
      sharing:
        epochs: 2
        subnets-per-step: 3
        recalibration-images: 128
        finalists: {epochs: 1}
      training: {batch-size: 64}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: parameters, direction: minimize}
      baselines: true
      budget: {trials: 4}
      """;

  @TempDir private Path directory = Path.of("");

  private final String usual = System.getProperty(SharedDirectory.PROPERTY, "");

  @BeforeEach
  void aCacheOfItsOwn() {
    System.setProperty(SharedDirectory.PROPERTY, directory.resolve("cache").toString());
  }

  @AfterEach
  void theUsualCache() {
    System.setProperty(SharedDirectory.PROPERTY, usual);
  }

  private Path experiment(String text) {
    return TinyRun.experiment(directory, text);
  }

  @Test
  void oneNetworkIsTrainedAndFinalistsAreTrainedOn() throws IOException {
    Path out = directory.resolve("out");
    Spoken run = InThreads.by("run", experiment(EXPERIMENT).toString(), "--out", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("shared network, epoch 1 of 2", "shared network, epoch 2 of 2")
        .contains("shared network: made in")
        .contains("finalists: ")
        .doesNotContain("failed");
    assertThat(run.out()).contains("accuracy").doesNotContain("not trained on");
    Spoken.by("report", out.toString()).done();
    List<String> trials = Files.readAllLines(out.resolve("report").resolve("trials.csv"));
    assertThat(trials).hasSize(5);
    assertThat(trials.get(0)).contains("inherited-accuracy", "test-accuracy");
    theFilesOfFinalistsAreTheirOwn(out);
    Spoken status = Spoken.by("status", out.toString());
    assertThat(status.out()).contains("shared network: made in");

    // another search over the same networks finds it made, in worker processes
    Path second = directory.resolve("second");
    String others =
        EXPERIMENT
            .replace("name: shared", "name: b")
            .replace("baselines: true", "baselines: false")
            .replace("trials: 4", "trials: 1");
    Spoken again = Spoken.by("run", experiment(others).toString(), "--out", second.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("shared network: found, made before", "finalists: 1 of 1")
        .doesNotContain("epoch 1");
  }

  /** What is judged on the test split is what was trained on, not what the search saw. */
  private static void theFilesOfFinalistsAreTheirOwn(Path out) {
    RunDirectory directory = new RunDirectory(out);
    TestSplitEvaluation exam =
        TestSplitEvaluation.of(
            Experiment.kept(directory).spec().evaluation().networks().orElseThrow());
    try (H2TrialStore store = H2TrialStore.openReadOnly(directory.database())) {
      List<Trial> trials = store.find("shared").orElseThrow().trials();
      Map<Long, List<Assessment>> found = store.assessments("shared").all();
      assertThat(found).isNotEmpty();
      found.forEach(
          (number, assessments) -> {
            String file =
                of(Assessment.Kind.FINALIST, assessments).facts().get(Provenance.ARTIFACT);
            assertThat(file)
                .isNotEqualTo(trials.get(number.intValue()).measurement().orElseThrow().artifact());
            assertThat(of(Assessment.Kind.TEST_SPLIT, assessments).metrics())
                .containsEntry(
                    "test-accuracy",
                    exam.judge(
                            directory.artifacts().verified(String.valueOf(file)),
                            1,
                            StepGate.open())
                        .scores()
                        .get("accuracy"));
          });
    }
  }

  private static Assessment of(Assessment.Kind kind, List<Assessment> assessments) {
    return assessments.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
  }

  @Test
  void mistakesAreOneLineAndNothingIsWritten() {
    refused("sharing:\n  epochs: 2", "sharing:\n  epochs: 0", "epochs");
    refused("sharing:\n  epochs: 2", "sharing:\n  epoch: 2", "'epoch'", "'epochs'");
    refused("{epochs: 1}", "{epochs: 1, from: nothing}", "inherited, scratch", "'nothing'");
    refused("{epochs: 1}", "{epochs: 1, seeds: 3}", "seeds must be at least 1");
    refused(
        "width: [8, 16], depth: [1, 2], kernel: [1, 3]",
        "width: 8, depth: 1, kernel: 3",
        "every option is fixed");
    refused("batch-size: 64", "learning-rate: [0.1, 0.2]", "training cannot be searched");
    refused("training:", "distillation: {}\ntraining:", "leave out 'distillation'");
  }

  private void refused(String part, String other, String... words) {
    Path out = directory.resolve("refused");
    assertThat(EXPERIMENT).contains(part);
    Spoken.by(
            "run", experiment(EXPERIMENT.replace(part, other)).toString(), "--out", out.toString())
        .refused(List.of(words));
    assertThat(out).doesNotExist();
  }
}
