package io.paretune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.experiments.api.NetworkSearch;
import io.paretune.experiments.evaluation.InputFingerprint;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose data are changed under it. */
class ChangedInputsTest {

  private final Path table;
  private final RunDirectory directory;

  ChangedInputsTest(@TempDir Path parent) throws IOException {
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
      InputFingerprint inputs = run.evaluation().inputs().orElseThrow();
      assertThat(run.attributes().all()).containsAllEntriesOf(inputs.facts());
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
      InputFingerprint inputs = run.evaluation().inputs().orElseThrow();
      inputs.requireSame(Map.of("data", "rows.csv"), "runs/old");
    }
  }

  @Test
  void anotherTestSplitIsNoticed(@TempDir Path parent) throws IOException {
    write(parent.resolve("rows.csv"), 300, 0);
    Path test = write(parent.resolve("later.csv"), 60, 3);
    RunDirectory begun =
        begun(
            parent,
            """
            name: tested
            data: {format: csv, train: rows.csv, test: later.csv, label: label}
            family: {name: mlp, depth: 1, width: [8, 16]}
            objectives: [{metric: accuracy, direction: maximize}]
            budget: {trials: 2}
            """);
    Run.resume(begun, settings -> settings).close();
    write(test, 60, 4);
    assertThatThrownBy(() -> Run.resume(begun, settings -> settings).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(begun.path() + ": the test split is another")
        .hasMessageContaining("learn from are the same")
        .hasMessageNotContaining("\n");
    forget(begun, "data.test-sha256");
    Run.resume(begun, settings -> settings).close(); // as an earlier version left it
  }

  @Test
  void anotherModelIsNoticed(@TempDir Path parent) throws IOException {
    Path model = model(parent.resolve("given.onnx"), 1);
    RunDirectory begun =
        begun(
            parent,
            """
            name: given
            data: digits
            model: given.onnx
            compression: {bits: [32, 8]}
            objectives: [{metric: accuracy, direction: maximize}]
            budget: {trials: 2}
            """);
    Run.resume(begun, settings -> settings).close();
    model(model, 2);
    assertThatThrownBy(() -> Run.resume(begun, settings -> settings).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(begun.path() + ": its trials started from another model")
        .hasMessageContaining("bring the model back")
        .hasMessageNotContaining("\n");
    forget(begun, "model.sha256");
    Run.resume(begun, settings -> settings).close(); // as an earlier version left it
    model(model, 1);
    assertThatThrownBy(() -> Run.resume(begun, settings -> settings).close())
        .hasMessageContaining("another model"); // than it went on with
  }

  /** A small network for the digits, drawn at random. */
  private static Path model(Path file, long seed) throws IOException {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 8, 8), 10)
                    .with("stages", 1)
                    .with("width", 8)
                    .with("depth", 1)
                    .with("kernel", 3));
    return Files.write(file, OnnxExport.encode(network, Initialisation.kaiming(network, seed)));
  }

  private static RunDirectory begun(Path parent, String text) throws IOException {
    RunDirectory begun = new RunDirectory(parent.resolve("run"));
    ExperimentFile file =
        ExperimentFile.read(Files.writeString(parent.resolve("experiment.yaml"), text));
    Run.create(begun, Experiment.read(file), RunSettings.of(file)).close();
    return begun;
  }

  /** Takes a fact away, which earlier versions did not keep. */
  private static void forget(RunDirectory run, String fact) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + run.database().toAbsolutePath(), "sa", "");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM STUDY_ATTRIBUTE WHERE NAME = ?")) {
      delete.setString(1, fact);
      assertThat(delete.executeUpdate()).isOne();
    } catch (SQLException failed) {
      throw new AssertionError(failed);
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
