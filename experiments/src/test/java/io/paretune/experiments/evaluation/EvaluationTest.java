package io.paretune.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSets;
import io.paretune.experiments.evaluation.program.ProgramConfig;
import io.paretune.experiments.program.Program;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.FrontVerification;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.search.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

  private final List<String> opened = new ArrayList<>();
  private final Sources counting =
      new Sources(
          data -> {
            opened.add(data.source());
            return DataSets.open(data);
          });

  @Test
  void theQuickStartOpensItsDataOnce(@TempDir Path directory) {
    ExperimentFile file = ExperimentFile.quickStart();
    try (Run run = started(file, directory)) {
      assertThat(run.study().trials()).isNotEmpty(); // its baselines
      new FrontVerification(run).measureAgain(1, () -> false);
      run.evaluation().usual();
    }
    assertThat(opened).containsExactly("fashion-mini");
  }

  @Test
  void wantedTrialsNeedNoSecondOpening(@TempDir Path directory) {
    String text =
        """
        name: wanted
        data: digits
        family: {name: resnet, width: [8, 16], depth: [1, 2], kernel: 3}
        objectives:
          - {metric: accuracy, direction: maximize}
          - {metric: size-bytes, direction: minimize}
        enqueue:
          - {width: 8}
          - {depth.stage1: 1}
        budget: {trials: 9}
        """;
    try (Run run = started(new ExperimentFile("wanted.yaml", text, directory), directory)) {
      assertThat(run.study().trials()).hasSizeGreaterThan(2);
    }
    assertThat(opened).containsExactly("digits");
  }

  @Test
  void readingOpensNothingAndAModelIsImportedWithItsPlaceAtTheOpening(@TempDir Path directory)
      throws IOException {
    Files.writeString(directory.resolve("broken.onnx"), "not ONNX");
    String text =
        """
        name: given
        data: digits
        model: broken.onnx
        objectives: [{metric: accuracy, direction: maximize}]
        compression: {bits: [32, 8]}
        budget: {trials: 1}
        """;
    EvaluationConfig read =
        Experiment.read(new ExperimentFile("given.yaml", text, directory), counting)
            .spec()
            .evaluation();
    assertThat(read.networks().orElseThrow().architecture().family().name()).isEqualTo("model");
    assertThat(opened).isEmpty();
    assertThatThrownBy(() -> read.open(counting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given.yaml:3:8: ")
        .hasMessageContaining("broken.onnx");
  }

  private Run started(ExperimentFile file, Path directory) {
    return Run.create(
        new RunDirectory(directory.resolve("run")),
        Experiment.read(file, counting),
        RunSettings.of(file));
  }

  @Test
  void programsHaveNoFirstPointsAndLeaveNoFiles(@TempDir Path directory) {
    SearchSpace space = SearchSpace.builder().whole("level", 1, 9).build();
    Program program =
        new Program(List.of("true", "{level}"), directory, false, Duration.ofSeconds(5));
    ProgramConfig search =
        new ProgramConfig(space, program, new Goals(List.of(), List.of()), OptionalInt.empty());
    try (Evaluation evaluation = search.open(counting)) {
      assertThat(evaluation.space()).isEqualTo(space);
      assertThat(evaluation.first()).isEmpty();
      assertThat(evaluation.usual().whole("level")).isEqualTo(5);
      assertThat(evaluation.exam()).isEmpty();
      assertThat(evaluation.machine()).isEmpty();
    }
    assertThat(search.withoutFiles().orElse("")).contains("no networks to export");
    assertThat(opened).isEmpty();
  }
}
