package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.SharedDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search for the networks within a model, which share its weights, from the command line. */
class SharedModelRunTest {

  private static final String EXPERIMENT =
      """
      name: shared
      seed: 11
      data: digits
      model: digits-net.onnx
      compression: {bits: [32, 8], pruning: [0, 0.5], width-multiple: 8, block-removal: true}
      distillation: {temperature: 2, alpha: 0.9}
      sharing:
        epochs: 1
        subnets-per-step: 3
        recalibration-images: 128
        finalists: {epochs: 1}
      training: {batch-size: 64, learning-rate: 0.02}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: parameters, direction: minimize}
      sampler: random
      budget: {trials: 8}
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
  void smallerNetworksInheritAndTheModelStaysAsItCame() {
    CompressCommandTest.model(directory, true);
    Path out = directory.resolve("out");
    Spoken run =
        InThreads.by(
            "run", TinyRun.experiment(directory, EXPERIMENT).toString(), "--out", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("shared network, epoch 1 of 1", "finalists: ")
        .doesNotContain("failed");
    RunDirectory kept = new RunDirectory(out);
    List<Trial> trials;
    try (H2TrialStore store = H2TrialStore.openReadOnly(kept.database())) {
      trials = store.find("shared").orElseThrow().trials();
    }
    assertThat(trials).hasSize(8);
    double whole = 0;
    double parameters =
        trials.stream()
            .mapToDouble(trial -> trial.measurement().orElseThrow().metric("parameters"))
            .max()
            .orElseThrow();
    int smaller = 0;
    for (Trial trial : trials) {
      Map<String, Object> point = trial.assignment().asMap();
      Measurement found = trial.measurement().orElseThrow();
      boolean all =
          point.entrySet().stream()
              .filter(each -> !each.getKey().startsWith("bits"))
              .allMatch(each -> each.getValue().equals(false) || each.getValue().equals(0.0));
      assertThat(found.caveat("accuracy").isEmpty()).isEqualTo(all);
      if (all) {
        whole = Math.max(whole, found.metric("accuracy"));
      } else {
        smaller++;
        assertThat(found.metric("parameters")).isLessThan(parameters);
      }
    }
    assertThat(whole).isGreaterThan(0.9);
    assertThat(smaller).isGreaterThan(2);
  }

  @Test
  void mistakesAreOneLineAndNothingIsWritten() {
    CompressCommandTest.model(directory, false);
    refused(
        ", pruning: [0, 0.5], width-multiple: 8, block-removal: true",
        "",
        "something of a model must be elastic");
    refused("pruning: [0, 0.5]", "pruning: [0, 0.5], pruning-criterion: taylor", "l1");
    refused("alpha: 0.9", "alpha: [0.5, 0.9]", "cannot be searched", "distillation.alpha");
  }

  @Test
  void aModelInWhichNothingIsElasticIsRefused() {
    Network plain = Network.from(Shape.image(1, 8, 8)).block("a").flatten().linear(10).build();
    CompressCommandTest.model(directory.resolve("digits-net.onnx"), plain, false);
    refused("sampler: random\n", "", "something of a model must be elastic");
  }

  private void refused(String part, String other, String... words) {
    Path out = directory.resolve("refused");
    assertThat(EXPERIMENT).contains(part);
    Spoken.by(
            "run",
            TinyRun.experiment(directory, EXPERIMENT.replace(part, other)).toString(),
            "--out",
            out.toString())
        .refused(List.of(words));
    assertThat(out).doesNotExist();
  }
}
