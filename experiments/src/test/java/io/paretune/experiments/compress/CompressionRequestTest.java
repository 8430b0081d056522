package io.paretune.experiments.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionRequestTest {

  private final Path model;

  CompressionRequestTest(@TempDir Path directory) throws IOException {
    this.model = Files.writeString(directory.resolve("it's: a model.onnx"), "not read");
  }

  private CompressionRequest request(Task task, double maxDrop) {
    return new CompressionRequest(
        new ModelSubject(model, "digits", task, "cpu-1-thread"),
        maxDrop,
        OptionalDouble.empty(),
        Duration.ofMinutes(3),
        11);
  }

  @Test
  void theTextThatARunKeepsSaysWhatTheValuesSay() {
    Experiment made =
        request(new Classification(), 1)
            .experiment(new Sources())
            .enqueueing(SeedTrials.along(List.of(new RemovalPath.Step("block.1", 0.9))));
    ExperimentSpec values = made.spec();
    ExperimentSpec text = Experiment.read(made.file()).spec();
    assertThat(made.file().text())
        .startsWith("# Made by 'paretune compress ")
        .contains("name: it-s--a-model-compressed\n", "  bits: [32, 8]\n", "enqueue:\n");
    assertThat(text.name()).isEqualTo(values.name());
    assertThat(text.goals()).isEqualTo(values.goals());
    assertThat(text.seed()).isEqualTo(values.seed()).isEqualTo(11);
    assertThat(text.budget()).isEqualTo(values.budget());
    assertThat(text.sampler().name()).isEqualTo(values.sampler().name());
    assertThat(text.workers()).isEqualTo(values.workers());
    TrialSpec read = text.evaluation().networks().orElseThrow();
    TrialSpec given = values.evaluation().networks().orElseThrow();
    assertThat(read.data()).isEqualTo(given.data());
    assertThat(read.measuring()).isEqualTo(given.measuring());
    assertThat(read.compression().toString()).isEqualTo(given.compression().toString());
    assertThat(read.schedule()).usingRecursiveComparison().isEqualTo(given.schedule());
    SearchSpace space =
        SearchSpace.builder().choice("remove.block.1", false, true).real("pruning", 0, 1).build();
    Assignment usual = space.fromUnit(new double[] {0, 0});
    assertThat(text.options().wanted().stream().map(wanted -> wanted.in(space, usual)))
        .hasSize(3)
        .isEqualTo(
            values.options().wanted().stream().map(wanted -> wanted.in(space, usual)).toList())
        .extracting(point -> point.flag("remove.block.1"))
        .containsExactly(true, false, false);
  }

  @Test
  void soItDoesWhereCandidatesShareWeights() {
    Experiment made =
        request(new Classification(), 1).sharing(new Sources(), new SharingPlan(6, 9, 4, 7), 0.9);
    TrialSpec read = Experiment.read(made.file()).spec().evaluation().networks().orElseThrow();
    TrialSpec given = made.spec().evaluation().networks().orElseThrow();
    assertThat(read.compression().toString()).isEqualTo(given.compression().toString());
    assertThat(read.schedule()).usingRecursiveComparison().isEqualTo(given.schedule());
    assertThat(given.schedule().sharing()).isPresent();
    TrialSpec numbers =
        request(new Regression(), 1)
            .sharing(new Sources(), new SharingPlan(1, 1, 1, 1), 0.9)
            .spec()
            .evaluation()
            .networks()
            .orElseThrow();
    assertThat(numbers.schedule().distillation().orElseThrow().temperature().smallest())
        .isEqualTo(1);
  }

  @Test
  void whatIsWrongIsToldWithoutALineOfAFileThatNobodyWrote() {
    CompressionRequest request =
        new CompressionRequest(
            new ModelSubject(model, "digits", new Classification(), "cpu-0-threads"),
            1,
            OptionalDouble.empty(),
            Duration.ofMinutes(3),
            11);
    assertThatThrownBy(() -> request.experiment(new Sources()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("paretune compress " + model + ": ")
        .hasMessageContaining("cpu-0-threads");
  }

  @Test
  void whatMayBeLostIsInTheMetricsUnit() {
    assertThat(request(new Regression(), 250).maxDrop()).isEqualTo(250);
    assertThatThrownBy(() -> request(new Classification(), 250))
        .hasMessage("--max-drop must be 0 to 100 points of accuracy, got 250.0");
  }
}
