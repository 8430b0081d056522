package io.paretune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSpec;
import io.paretune.experiments.api.NetworkSearch;
import io.paretune.experiments.evaluation.DataFingerprint;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose data are changed under it. */
class ChangedDataTest {

  private final Path table;
  private final RunDirectory directory;

  ChangedDataTest(@TempDir Path parent) throws IOException {
    this.table = write(parent.resolve("rows.csv"), 300, 0);
    this.directory = new RunDirectory(parent.resolve("run"));
    Path yaml =
        Files.writeString(
            parent.resolve("tiny.yaml"),
            """
            name: tiny
            data: {source: rows.csv, label: label}
            family: {name: mlp, depth: 1, width: [8, 16]}
            objectives: [{metric: accuracy, direction: maximize}]
            budget: {trials: 2}
            """);
    ExperimentFile file = ExperimentFile.read(yaml);
    Run.create(directory, Experiment.read(file), RunSettings.of(file)).close();
  }

  /** Rows of two numbers and a class. */
  private static Path write(Path file, int rows, int shift) throws IOException {
    String lines =
        IntStream.range(0, rows)
            .mapToObj(
                row -> (row * 7 % 101 + shift) + "," + row * 3 % 17 + "," + "ab".charAt(row % 2))
            .collect(Collectors.joining("\n", "one,two,label\n", "\n"));
    return Files.writeString(file, lines);
  }

  @Test
  void aRunGoesOnWithItsData() throws IOException {
    write(table, 300, 0);
    try (Run run = resumed()) {
      DataFingerprint data = run.evaluation().data().orElseThrow();
      assertThat(run.attributes().all()).containsAllEntriesOf(data.facts());
    }
  }

  @Test
  void otherNumbersOfExamplesAreNamedAndNothingChanges() throws IOException {
    write(table, 400, 0);
    assertThatThrownBy(() -> resumed().close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(directory.path().toString())
        .hasMessageMatching(".*training-examples \\d+ then, \\d+ now.*")
        .hasMessageContaining("bring the data back")
        .hasMessageNotContaining("\n");
    write(table, 300, 0);
    resumed().close();
  }

  @Test
  void otherValuesAreNoticed() throws IOException {
    write(table, 300, 1);
    assertThatThrownBy(() -> resumed().close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("as many examples, but other values");
  }

  @Test
  void runsOfEarlierVersionsSayNothingOfTheirDataAndGoOn() {
    try (Run run = resumed()) {
      DataFingerprint data = run.evaluation().data().orElseThrow();
      data.requireSame(Map.of("data", "rows.csv"), "runs/old");
    }
  }

  @Test
  void searchesFromJavaAreRefusedAlike(@TempDir Path parent) throws IOException {
    Path rows = write(parent.resolve("rows.csv"), 300, 0);
    NetworkSearch search =
        NetworkSearch.of(DataSpec.of(rows.toString()).withLabelColumn("label"))
            .family("mlp", Map.of("depth", List.of(1)))
            .train(training -> training.withEpochs(1))
            .objectives("accuracy")
            .baselines(false)
            .trials(1);
    search.run(parent.resolve("run"));
    write(rows, 300, 1);
    assertThatThrownBy(() -> search.trials(2).run(parent.resolve("run")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("as many examples, but other values");
  }

  private Run resumed() {
    return Run.resume(directory, settings -> settings);
  }
}
