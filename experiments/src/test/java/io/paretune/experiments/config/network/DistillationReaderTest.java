package io.paretune.experiments.config.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.hardware.yaml.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationReaderTest {
  @TempDir Path directory = Path.of("");

  @BeforeEach
  void aModelLiesThere() throws IOException {
    Files.write(directory.resolve("model.onnx"), new byte[] {1});
  }

  private Distillation read(String lines) {
    YamlSection root =
        YamlSection.read(
            "test.yaml", "an experiment", "distillation:\n" + lines, List.of("distillation"));
    return new DistillationReader(
            root.section("distillation", DistillationReader.KEYS).orElseThrow(), directory)
        .read(TrainingSettings.defaults());
  }

  @Test
  void everyKeyReachesTheRecord() {
    Distillation read = read("  kind: [soft, feature, attention]\n  beta: {low: 0.1, high: 10}\n");
    assertThat(read.features().values())
        .containsExactly(
            Optional.empty(),
            Optional.of(FeatureLossKind.FEATURE),
            Optional.of(FeatureLossKind.ATTENTION));
    assertThat(read.beta().domain()).isPresent();
    assertThat(read.teacher()).isEqualTo(new TeacherSource.Largest(TrainingSettings.defaults()));
  }

  @Test
  void withoutAKindOnlyAnswersAreLearned() {
    assertThat(read("  alpha: 1\n").features().values()).containsExactly(Optional.empty());
  }

  @Test
  void aTeachersFileIsFoundBesideTheExperiment() {
    assertThat(read("  teacher: {file: model.onnx}\n").teacher())
        .isEqualTo(new TeacherSource.File(directory.resolve("model.onnx")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "teacher: {file: none.onnx}|there is no file",
        "teacher: {file: model.onnx, epochs: 3}|a teacher from a file is not trained",
        "teacher: {fiel: model.onnx}|'file'",
        "kind: features|one of soft, feature, attention, got 'features'",
        "kind: [soft, soft]|none twice",
        "beta: 0|0.001 to 1000"
      })
  void mistakesAreToldWithTheirPlace(String line, String message) {
    assertThatThrownBy(() -> read("  " + line + "\n"))
        .hasMessageContaining("test.yaml:2")
        .hasMessageContaining(message);
  }

  @Test
  void anOnnxFileMayShowItsFeatures() {
    Distillation read = read("  kind: [soft, attention]\n  teacher: {file: model.onnx}\n");
    assertThat(read.featureKinds()).containsExactly(FeatureLossKind.ATTENTION);
    assertThat(read("  teacher: {file: model.onnx}\n").featureKinds()).isEmpty();
  }

  @Test
  void aTorchScriptFileShowsNone() throws IOException {
    Files.write(directory.resolve("model.pt"), new byte[] {'P', 'K', 3, 4, 0});
    assertThatThrownBy(() -> read("  kind: [soft, feature]\n  teacher: {file: model.pt}\n"))
        .hasMessageContaining("test.yaml:2")
        .hasMessageContaining("model.pt is TorchScript, which shows no features")
        .hasMessageContaining("give an ONNX file of the same model");
    assertThat(read("  kind: soft\n  teacher: {file: model.pt}\n").featureKinds()).isEmpty();
  }
}
