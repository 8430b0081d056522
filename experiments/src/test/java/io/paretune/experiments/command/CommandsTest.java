package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @Test
  void helpAndVersionAreDone() {
    assertThat(Spoken.by("--help").done().out()).contains("run", "resume", "Exit codes");
    assertThat(Spoken.by("run", "--help").done().out()).contains("--time-limit");
    assertThat(Spoken.by("--version").done().out()).matches("paretune \\d+\\.\\d+\\.\\d+.*\\R");
  }

  @Test
  void validateSaysWhatIsSearched(@TempDir Path directory) {
    Path file = TinyRun.experiment(directory, TinyRun.EXPERIMENT);
    assertThat(Spoken.by("validate", file.toString()).done().out())
        .contains("is valid")
        .contains("width")
        .contains("pruning")
        .contains("bits.stage1.block1", "when")
        .contains("assignments")
        .containsOnlyOnce("guessing gets accuracy ")
        .containsPattern("guessing gets accuracy \\d+\\.\\d\\d % \\(always answering '");
  }

  @Test
  void aTeacherThatDoesNotFitTheDataIsRefused(@TempDir Path directory) throws IOException {
    Network seven =
        Network.from(Shape.image(1, 8, 8)).globalAveragePool().flatten().linear(7).build();
    Files.write(
        directory.resolve("seven.onnx"),
        OnnxExport.encode(seven, Initialisation.kaiming(seven, 1)));
    Files.write(directory.resolve("broken.onnx"), new byte[] {1, 2, 3});
    for (List<String> mistake :
        List.of(
            List.of(
                "seven.onnx",
                "as many outputs as a student for the data's 10 classes, got 7 and 10"),
            List.of("broken.onnx", "must be a classifier in ONNX or TorchScript"),
            List.of("missing.onnx", "there is no file"))) {
      String text =
          TinyRun.EXPERIMENT + "distillation: {teacher: {file: " + mistake.get(0) + "}}\n";
      Spoken.by("validate", TinyRun.experiment(directory, text).toString()).refused(mistake);
    }
  }

  @Test
  void anEngineThatCannotRunWhatIsSearchedIsRefused(@TempDir Path directory) throws IOException {
    String torch = TinyRun.EXPERIMENT + "hardware: cpu-1-thread-pytorch\n";
    Spoken.by("validate", TinyRun.experiment(directory, torch).toString())
        .refused(List.of("got bits [8]; write bits: [32, 16]"));
    String open = TinyRun.EXPERIMENT + "hardware: cpu-1-thread-auto\n";
    Spoken.by("validate", TinyRun.experiment(directory, open).toString()).done();
  }

  @Test
  void profilesAreListedAndShown() {
    assertThat(Spoken.by("profile", "list").done().out())
        .contains("cpu-1-thread", "cpu-1-thread-pytorch", "cpu-all-threads", "cuda-0");
    assertThat(Spoken.by("profile", "show", "cpu-1-thread").done().out())
        .contains("threads          1");
  }

  @Test
  void profilesAreComparedAndPrintedForPrograms() throws IOException {
    assertThat(Spoken.by("profile", "compare", "cpu-1-thread", "cpu-all-threads").done().out())
        .containsPattern("threads +1 +all +differs");
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(Spoken.by("profile", "list", "--format", "json").done().out()))
        .hasSize(6)
        .allSatisfy(profile -> assertThat(profile.get("available").asText()).isNotEmpty());
    assertThat(
            json.readTree(
                    Spoken.by("profile", "show", "cpu-1-thread", "--format", "json").done().out())
                .get("pin")
                .asText())
        .isEqualTo("auto");
    assertThat(
            json.readTree(Spoken.by("profile", "probe", "--format", "json").done().out())
                .get("id")
                .asText())
        .matches("[0-9a-f]{12}");
    Spoken.by("profile", "compare", "cpu-1-thread", "a.json")
        .refused(List.of("must both be measurements (.json) or both profiles"));
    Spoken.by("profile", "compare", "no.json", "a.json")
        .refused(List.of("no readable file no.json"));
  }

  @Test
  void aModelIsMeasuredOrTheMachineSaidToBeTooNoisy(@TempDir Path directory) throws IOException {
    Path run = TinyRun.in(directory);
    Path words = Files.writeString(directory.resolve("words.onnx"), "words");
    Spoken.by("profile", "measure", words.toString()).refused(List.of("refuses the model"));
    Spoken.by("profile", "measure", words.toString(), "--batches", "0")
        .refused(List.of("--batches must list numbers from 1"));
    Spoken.by("profile", "measure", words.toString(), "--profile", "cpu-1-thread-pytorch")
        .refused(List.of("is no TorchScript file", "runtime: onnxruntime"));
    Spoken.by("profile", "measure", words.toString(), "--input", "3 by 3")
        .refused(List.of("like 3x32x32, or inputs with theirs", "got '3 by 3'"));
    Spoken.by("profile", "measure", run.resolve("none.onnx").toString())
        .refused(List.of("there is no model file"));
  }

  @Test
  void aRunStartsFromAnEarlierOneAndGoesOnWithoutIt(@TempDir Path directory) throws IOException {
    Path earlier = TinyRun.in(directory);
    Path moved = directory.resolve("moved");
    String text = TinyRun.EXPERIMENT + "warm-start: {run: run, enqueue: 1}\nbaselines: false\n";
    ExperimentFile file = ExperimentFile.read(TinyRun.experiment(directory, text));
    RunDirectory later = new RunDirectory(directory.resolve("later"));
    try (Run run = Run.create(later, Experiment.read(file), RunSettings.of(file))) {
      assertThat(run.study().inspect(view -> view.earlier().size()).intValue()).isEqualTo(2);
      assertThat(run.study().trials()).hasSize(1);
      assertThat(run.warmStart()).contains("2 trials of " + earlier);
      run.ended("it was time");
    }
    assertThat(Spoken.by("status", later.path().toString()).done().out())
        .contains("study        tiny", "complete     0", "ended        it was time");

    Files.move(earlier, moved);
    try (Run run = Run.resume(later, settings -> settings)) {
      assertThat(run.study().inspect(view -> view.earlier().size()).intValue()).isEqualTo(2);
      assertThat(run.study().trials()).hasSize(1);
    }
    assertThat(Spoken.by("status", later.path().toString()).done().out()).doesNotContain("ended");
    Spoken.by("validate", TinyRun.experiment(directory, text).toString())
        .refused(List.of("'warm-start' must be the directory of a run", "there is no directory"));
    Spoken.by(
            "run",
            TinyRun.experiment(directory, text).toString(),
            "--out",
            directory.resolve("third").toString())
        .refused(List.of("'warm-start' must be the directory of a run", "there is no directory"));
    assertThat(directory.resolve("third")).doesNotExist();
  }

  @Test
  void aRunCanBeLookedAt(@TempDir Path directory) throws IOException {
    String run = TinyRun.in(directory).toString();

    assertThat(Spoken.by("status", run).done().out())
        .contains("study        tiny, seed 7")
        .contains("complete     2")
        .contains("failed       1")
        .contains("pruned       1")
        .contains("best         accuracy 0.7500 (trial 0)")
        .contains("best         latency-ms 1.000 (trial 2)")
        .contains("front        2 members");

    String csv = Spoken.by("front", run, "--format", "csv").done().out();
    assertThat(csv.lines()).hasSize(3);
    assertThat(csv).startsWith("trial,state,").contains("accuracy").contains("latency-ms");
    assertThat(
            new ObjectMapper().readTree(Spoken.by("front", run, "--format", "json").done().out()))
        .hasSize(2);
    assertThat(Spoken.by("front", run).done().out()).contains("accuracy");
  }

  @Test
  void reportsAreWrittenAndTheirFilesNamed(@TempDir Path directory) {
    Path run = TinyRun.in(directory);
    String out = Spoken.by("report", run.toString(), "--format", "csv,json,md").done().out();
    assertThat(out).contains("front.csv", "report.json", "front.md").doesNotContain("html");
    assertThat(out.lines()).allMatch(line -> Files.exists(Path.of(line)));
  }

  @Test
  void filesOfTrialsAreExported(@TempDir Path directory) throws IOException {
    String run = TinyRun.in(directory).toString();
    Path file = directory.resolve("m.onnx");
    Path twin = directory.resolve("twin.onnx");
    Spoken.by("export", run, "--trial", "0", "--to", file.toString()).done();
    Spoken.by("export", run, "--trial", "0", "--fp32", "--to", twin.toString()).done();
    assertThat(file).hasContent("file 0.75");
    assertThat(twin).hasContent("twin 0.75");
    Path script = directory.resolve("m.pt");
    Path half = directory.resolve("half.TorchScript");
    Spoken.by("export", run, "--trial", "0", "--to", script.toString()).done();
    Spoken.by("export", run, "--trial", "0", "--bf16", "--to", half.toString()).done();
    assertThat(script).hasContent("script 0.75");
    assertThat(half).hasContent("half 0.75");
  }

  @Test
  void artifactsThatWereTamperedWithAreNotExported(@TempDir Path directory) throws IOException {
    Path run = TinyRun.in(directory);
    try (var files = Files.walk(run.resolve("artifacts"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "other");
      }
    }
    Path to = directory.resolve("m.onnx");
    Spoken spoken = Spoken.by("export", run.toString(), "--trial", "0", "--to", to.toString());
    assertThat(spoken.code()).isEqualTo(1);
    assertThat(spoken.err().lines()).hasSize(1);
    assertThat(spoken.err()).contains("corrupt");
    assertThat(to).doesNotExist();
  }
}
