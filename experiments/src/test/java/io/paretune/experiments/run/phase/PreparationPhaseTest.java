package io.paretune.experiments.run.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.trial.Sharing;
import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.process.WorkerService;
import io.paretune.experiments.worker.ThreadWorkers;
import io.paretune.hardware.SharedDirectory;
import io.paretune.search.trial.StudyAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made before the first trial of a run, within its time limit. */
class PreparationPhaseTest {

  private static final String EXPERIMENT =
      """
      name: taught
      seed: 3
      data: digits
      family: {name: resnet, stages: 1, width: [8, 16], depth: [1, 2], kernel: 3}
      distillation: {temperature: 2, alpha: 0.5, teacher: {epochs: 1}}
      training: {epochs: 1, batch-size: 64}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: parameters, direction: minimize}
      budget: {trials: 1}
      """;

  @TempDir private Path directory = Path.of("");
  private final String usual = System.getProperty(SharedDirectory.PROPERTY, "");
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void aCacheOfItsOwn() {
    System.setProperty(SharedDirectory.PROPERTY, directory.resolve("cache").toString());
  }

  @AfterEach
  void theUsualCache() {
    System.setProperty(SharedDirectory.PROPERTY, usual);
  }

  private boolean prepare(Run run, Duration late) {
    run.employ(
        (workers, setup) -> new WorkerPlan(workers, new ThreadWorkers(WorkerService::open), setup));
    Clock clock = Clock.systemUTC();
    TimePlan plan =
        new TimePlan(
            clock.instant().minus(late),
            Optional.of(Duration.ofMinutes(10)),
            Sharing.TimeShares.usual(),
            clock);
    return new PreparationPhase(run, said::add).prepare(plan, coordinator -> {});
  }

  @Test
  void whatATimeLimitDidNotLeaveTimeForIsMadeByARunThatGoesOnWithMore() throws IOException {
    Path yaml = Files.writeString(directory.resolve("taught.yaml"), EXPERIMENT);
    ExperimentFile file = ExperimentFile.read(yaml);
    RunDirectory out = new RunDirectory(directory.resolve("out"));
    try (Run run = Run.create(out, Experiment.read(file), RunSettings.of(file))) {
      assertThatThrownBy(() -> prepare(run, Duration.ofHours(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "the time limit must leave time for one epoch of the teacher, got 0 s for what takes"
                  + " \\d+ s more; raise the time limit, or leave out 'distillation': paretune"
                  + " resume .*out --time-limit LONGER");
    }
    try (Run run = Run.resume(out, settings -> settings)) {
      assertThat(prepare(run, Duration.ZERO)).isTrue();
      assertThat(said).anyMatch(line -> line.startsWith("teacher, epoch 1 of 1, loss "));
      assertThat(run.attributes().get(StudyAttributes.PREPARATION).orElseThrow())
          .matches("teacher: made in \\d+ s, 1 epoch");
      assertThat(run.attributes().get(StudyAttributes.curve("teacher")).orElseThrow())
          .contains("\"accuracy\"");
    }
  }
}
