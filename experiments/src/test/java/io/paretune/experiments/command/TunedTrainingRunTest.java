package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that searches how networks are trained, with a tiny budget. */
class TunedTrainingRunTest {

  @TempDir private Path directory = Path.of("");

  private static String example() throws IOException {
    return Files.readString(Path.of("examples", "07-tuned-training.yaml"))
        .replace("data: fashion-mini", "data: digits")
        .replace("epochs: 4", "epochs: 1")
        .replace("workers: {count: 2", "workers: {count: 1")
        .replace("budget: {trials: 24}", "budget: {trials: 3}");
  }

  @Test
  void trialsTrainAsTheirAssignmentsSay() throws IOException {
    Path out = directory.resolve("out");
    String text =
        example()
            + """
            enqueue:
              - {training.optimiser: adamw, training.learning-rate: 0.01}
              - {training.optimiser: adamw, training.learning-rate: 0.0005}
            """;
    Spoken run =
        InThreads.by(
            "run", TinyRun.experiment(directory, text).toString(), "--out", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    Spoken.by("report", out.toString()).done();
    List<String> trials = Files.readAllLines(out.resolve("report").resolve("trials.csv"));
    assertThat(trials).hasSize(4);
    assertThat(trials.get(0)).contains("training.optimiser,training.learning-rate");
    // as usual first, as far as that can be had
    assertThat(trials.get(1)).contains("sgd,0.2,");
    assertThat(trials.get(2)).contains("adamw,0.01,");
    // momentum is of sgd alone
    assertThat(trials.get(3)).contains("adamw,5.0E-4,cosine,,");
  }

  @Test
  void aBatchSizeOverTheExamplesIsRefusedAndNothingWritten() throws IOException {
    Path out = directory.resolve("out");
    String text = example().replace("batch-size: [16, 32, 64]", "batch-size: [16, 4096]");
    Spoken.by("run", TinyRun.experiment(directory, text).toString(), "--out", out.toString())
        .refused(List.of("training.batch-size must be at most the", "examples, got 4096"));
    assertThat(out).doesNotExist();
  }
}
