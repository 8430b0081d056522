package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.tests.CommandLine.Result;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small search on real images, from the command to the exported file. */
class WholeFlowTest {

  /** Deterministic objectives, so that two runs can be compared to the last bit. */
  private static final String EXPERIMENT =
      """
      name: whole-flow
      seed: 3
      data: digits
      family: {name: resnet, width: [8, 16], depth: [1], kernel: [3], stem-stride: 2}
      compression: {bits: [32, 8], pruning: [0, 0.5], calibration-images: 32}
      distillation: {temperature: [2, 4], alpha: [0, 0.5], teacher: {epochs: 2}}
      training: {epochs: 2, fine-tuning-epochs: 1}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: size-bytes, direction: minimize}
      report: [parameters]
      sampler: {name: nsga2, population: 4}
      budget: {trials: 6}
      workers: {count: 1, threads: 1}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path scratch = Path.of("");
  private static CommandLine paretune = new CommandLine(Path.of("."));
  private static Path experiment = Path.of("");
  private static Path finished = Path.of("");

  @BeforeAll
  static void runAnExperiment(@TempDir Path directory) throws Exception {
    scratch = directory;
    paretune = new CommandLine(scratch);
    experiment = Files.writeString(scratch.resolve("whole-flow.yaml"), EXPERIMENT);
    finished = scratch.resolve("finished");
    Result result = paretune.run("run", experiment.toString(), "--out", finished.toString());
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.err()).contains("6 trials, 6 complete");
  }

  private static List<JsonNode> trials(Path directory) throws Exception {
    Result report = paretune.here("report", directory.toString(), "--format", "json");
    assertThat(report.code()).as(report.err()).isZero();
    JsonNode root = JSON.readTree(directory.resolve("report/report.json").toFile());
    List<JsonNode> all = new ArrayList<>();
    root.get("trials").forEach(all::add);
    return all;
  }

  private static List<String> proposals(Path directory) throws Exception {
    return trials(directory).stream().map(trial -> trial.get("parameters").toString()).toList();
  }

  @Test
  void theFrontIsPrintedInStableColumns() throws Exception {
    Result front = paretune.run("front", finished.toString(), "--format", "csv");
    assertThat(front.code()).isZero();
    List<String> lines = front.out().lines().toList();
    assertThat(lines.get(0))
        .startsWith("trial,state,width,pruning,bits.stem,")
        .contains(",accuracy,size-bytes,")
        .contains("test-accuracy");
    assertThat(lines).hasSizeGreaterThan(1);
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.contains(",COMPLETE,"));
  }

  @Test
  void theReportIsWrittenInEveryFormat() throws Exception {
    Result report = paretune.run("report", finished.toString());
    assertThat(report.code()).isZero();
    assertThat(report.out().lines().map(line -> line.substring(line.lastIndexOf('.') + 1)))
        .contains("html", "csv", "json", "md", "png");
    for (String file : report.out().lines().toList()) {
      assertThat(Path.of(file)).isNotEmptyFile();
    }
  }

  @Test
  void theExportedFileGivesTheStoredAccuracyExactly() throws Exception {
    ValidationSplit validation = DataSets.open(DataSpec.of("digits")).validation();
    for (JsonNode trial : trials(finished)) {
      if (!trial.get("front").asBoolean()) {
        continue;
      }
      Path file = scratch.resolve("exported-" + trial.get("trial").asLong() + ".onnx");
      Result export =
          paretune.here(
              "export",
              finished.toString(),
              "--trial",
              trial.get("trial").asText(),
              "--to",
              file.toString());
      assertThat(export.code()).as(export.err()).isZero();
      assertThat(accuracy(file, validation))
          .isEqualTo(trial.get("metrics").get("accuracy").asDouble());
      assertThat((double) Files.size(file))
          .isEqualTo(trial.get("metrics").get("size-bytes").asDouble());
    }
  }

  /** An independent judge: ONNX Runtime's own API, one image at a time. */
  private static double accuracy(Path file, ValidationSplit split) throws OrtException {
    int correct = 0;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString())) {
      String input = session.getInputNames().iterator().next();
      for (int i = 0; i < split.size(); i++) {
        try (OnnxTensor image =
                OnnxTensor.createTensor(
                    environment,
                    FloatBuffer.wrap(split.inputs(i, i + 1)),
                    new long[] {1, 1, 8, 8});
            OrtSession.Result result = session.run(Map.of(input, image))) {
          float[] scores = ((float[][]) result.get(0).getValue())[0];
          int best = 0;
          for (int k = 1; k < scores.length; k++) {
            best = scores[k] > scores[best] ? k : best;
          }
          correct += best == ((ClassTargets) split.targets()).at(i) ? 1 : 0;
        }
      }
    }
    return (double) correct / split.size();
  }

  @Test
  void aKilledRunGoesOnAsIfNothingHadHappened() throws Exception {
    Path killed = scratch.resolve("killed");
    Process process =
        paretune.start(
            Files.createTempFile(scratch, "killed-out", ".txt"),
            scratch.resolve("killed-err.txt"),
            "run",
            experiment.toString(),
            "--out",
            killed.toString());
    waitFor(scratch.resolve("killed-err.txt"), "trial   2 ");
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    for (ProcessHandle worker : workers) {
      worker.onExit().get(30, TimeUnit.SECONDS);
    }
    Set<String> complete = complete(trials(killed));
    assertThat(complete).hasSizeGreaterThanOrEqualTo(3);

    Result resumed = paretune.run("resume", killed.toString());

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(complete(trials(killed))).containsAll(complete).hasSize(6);
    assertThat(proposals(killed)).isEqualTo(proposals(finished)).doesNotHaveDuplicates();
    assertThat(measured(killed)).isEqualTo(measured(finished));
  }

  private static List<String> measured(Path directory) throws Exception {
    return trials(directory).stream()
        .map(
            trial ->
                trial.get("metrics").get("accuracy")
                    + " "
                    + trial.get("provenance").get("artifact"))
        .toList();
  }

  private static Set<String> complete(List<JsonNode> trials) {
    Set<String> numbers = new HashSet<>();
    for (JsonNode trial : trials) {
      if (trial.get("state").asText().equals("COMPLETE")) {
        numbers.add(trial.get("trial").asText() + trial.get("finishedAt").asText());
      }
    }
    return numbers;
  }

  private static void waitFor(Path file, String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no '" + text + "' in " + Files.readString(file));
      }
      Thread.sleep(50);
    }
  }

  @Test
  void statusSaysHowTheRunStands() throws Exception {
    Result status = paretune.here("status", finished.toString());
    assertThat(status.code()).isZero();
    assertThat(status.out().lines())
        .anyMatch(line -> line.matches("complete +6"))
        .anyMatch(line -> line.startsWith("front"))
        .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("left"));
  }

  @Test
  void aRunIsNeverOverwritten() throws Exception {
    long files = count(finished);
    Result again = paretune.here("run", experiment.toString(), "--out", finished.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err().lines()).hasSize(1);
    assertThat(again.err()).contains("never overwritten");
    assertThat(count(finished)).isEqualTo(files);
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.count();
    }
  }
}
