package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.search.space.Assignment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnqueuedTrialTest {

  private static final String NETWORKS =
      """
      name: tiny
      data: digits
      family: {name: resnet, width: [8, 16], depth: [1, 2], kernel: 3}
      compression: {bits: [32, 8], pruning: [0, 0.5], block-removal: true}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: size-bytes, direction: minimize}
      budget: {trials: 9}
      """;

  private static final String PROGRAM =
      """
      name: flags
      space:
        level: {whole: [1, 9]}
        codec: {choice: [zstd, gzip]}
        rate: {real: [0.001, 0.9], when: {codec: zstd}}
      command: {run: ["true", "{level}"]}
      objectives: [{name: bytes, direction: minimize}]
      budget: {trials: 9}
      """;

  private static List<Assignment> first(String text) {
    ExperimentSpec spec = new ExperimentReader().read("x.yaml", text, Path.of(""));
    try (Evaluation opened = spec.evaluation().open(new Sources())) {
      return spec.first(opened);
    }
  }

  @Test
  void whatIsLeftOutIsOfTheLargestNetworkInItsFewestBits() {
    List<Assignment> trials =
        first(
            NETWORKS
                + "enqueue:\n  - {pruning: 0.5}\n  - {remove.stage1.block1: true, width: 8}\n");
    assertThat(trials).hasSize(6);
    Assignment pruned = trials.get(4);
    assertThat(pruned.real("pruning")).isEqualTo(0.5);
    assertThat(pruned.whole("width")).isEqualTo(16);
    assertThat(pruned.whole("bits.stem")).isEqualTo(8);
    assertThat(pruned.flag("remove.stage1.block1")).isFalse();
    assertThat(trials.get(5).flag("remove.stage1.block1")).isTrue();
    assertThat(trials.get(5).whole("width")).isEqualTo(8);
    assertThat(trials.get(5).real("pruning")).isZero();
  }

  @Test
  void baselinesAreNotTriedTwice() {
    assertThat(first(NETWORKS + "enqueue: [{pruning: 0}]\n")).hasSize(4);
  }

  @Test
  void valuesAreTakenToTheLastBitAndBranchesHaveWhatTheyNeed() {
    List<Assignment> trials =
        first(
            PROGRAM
                + "enqueue: [{codec: zstd, rate: 0.1234567890123}, {codec: gzip, level: 9}, {codec:"
                + " zstd}]\n");
    assertThat(trials.get(0).real("rate")).isEqualTo(0.1234567890123);
    assertThat(trials.get(0).whole("level")).isEqualTo(5);
    assertThat(trials.get(1).has("rate")).isFalse();
    assertThat(trials.get(1).whole("level")).isEqualTo(9);
    assertThat(trials.get(2).real("rate")).isBetween(0.001, 0.9);
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    assertThatThrownBy(() -> first(NETWORKS + "enqueue:\n  - {prunning: 0.5}\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("x.yaml:10:6")
        .hasMessageContaining("pruning");
    assertThatThrownBy(() -> first(NETWORKS + "enqueue:\n  - {pruning: 0.4}\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("x.yaml:10")
        .hasMessageContaining("pruning");
    assertThatThrownBy(() -> first(PROGRAM + "enqueue: [{codec: gzip, rate: 0.1}]\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("rate");
    assertThatThrownBy(() -> first(NETWORKS + "enqueue: {pruning: 0.5}\n"))
        .hasMessageContaining("'enqueue' must be a list");
  }
}
