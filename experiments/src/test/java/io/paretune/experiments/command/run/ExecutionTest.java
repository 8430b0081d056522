package io.paretune.experiments.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.process.WorkerService;
import io.paretune.experiments.worker.ThreadWorkers;
import io.paretune.hardware.SharedDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped while none of its coordinators is at work. */
class ExecutionTest {

  private static final String EXPERIMENT =
      """
      name: stopped
      data: digits
      family: {name: mlp, width: [8, 16], depth: [1, 2]}
      sharing: {epochs: 1, subnets-per-step: 2, finalists: {epochs: 1}}
      training: {batch-size: 128}
      objectives: [{metric: accuracy}, {metric: parameters}]
      baselines: false
      budget: {trials: 2}
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

  @Test
  void betweenPreparationAndSearchNoTrialIsBegun() throws IOException {
    assertThat(stoppedAt("shared network: made in"))
        .contains("stopped after 0 trials; continue with: paretune resume")
        .doesNotContain("trial   0", "finalists");
  }

  @Test
  void betweenTwoFinalistsTheOtherIsLeft() throws IOException {
    String said = stoppedAt("finalists: 1 of");
    assertThat(said)
        .contains("trial   1 COMPLETE", "stopped after 2 trials")
        .doesNotContain("finalists: 2 of");
  }

  /** What a run says that is asked to stop by somebody who hears these words. */
  private String stoppedAt(String words) throws IOException {
    ExperimentFile file =
        ExperimentFile.read(Files.writeString(directory.resolve("stopped.yaml"), EXPERIMENT));
    List<Execution> stopped = new ArrayList<>();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err =
        new PrintStream(said, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.contains(words)) {
              stopped.forEach(Execution::stop);
            }
          }
        };
    Run run =
        Run.create(
            new RunDirectory(directory.resolve("run")),
            Experiment.read(file),
            RunSettings.of(file));
    run.employ(
        (settings, setup) ->
            new WorkerPlan(settings, new ThreadWorkers(WorkerService::open), setup));
    Execution execution = new Execution(run, err, err);
    stopped.add(execution);
    assertThat(execution.toTheEnd()).isZero();
    assertThat(execution.wasStopped()).isTrue();
    return said.toString(StandardCharsets.UTF_8);
  }
}
