package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.MultiLabel;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.Task;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskOfAnExperimentTest {

  private static final String TEXT =
      """
      name: tiny
      data: digits
      task: regression
      family: {name: mlp}
      objectives: [{metric: rmse}, {metric: size-bytes}]
      constraints: [{metric: r2, at-least: 0.1}]
      report: [mae]
      pruner: {name: threshold, upper: 20}
      budget: {trials: 3}
      """;

  private static ExperimentSpec read(String text) {
    return new ExperimentReader().read("e.yaml", text, Path.of("/nowhere"));
  }

  private static Task task(String text) {
    return read(text).evaluation().networks().orElseThrow().data().task();
  }

  private static void assertRefused(String from, String to, String... words) {
    assertThat(TEXT).contains(from);
    assertThatThrownBy(() -> read(TEXT.replace(from, to)))
        .isInstanceOf(YamlException.class)
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
  }

  @Test
  void aTaskIsNamedAndClassificationIsUsual() {
    assertThat(task(TEXT)).isEqualTo(new Regression());
    String usual =
        """
        name: tiny
        data: digits
        family: {name: mlp}
        objectives: [{metric: accuracy}]
        budget: {trials: 3}
        """;
    assertThat(task(usual)).isEqualTo(new Classification());
    assertThat(task(usual + "task: binary\n")).isEqualTo(new BinaryClassification());
    assertThat(task(usual + "task: multi-label\n")).isEqualTo(new MultiLabel());
  }

  @Test
  void directionsAreThoseOfTheMetrics() {
    assertThat(read(TEXT).objectives())
        .containsExactly(
            new Objective("rmse", Direction.MINIMIZE, ""),
            new Objective("size-bytes", Direction.MINIMIZE, "bytes"));
    assertThat(
            read(TEXT.replace("{metric: rmse}", "{metric: r2}").replace("pruner: ", "#"))
                .objectives()
                .get(0)
                .direction())
        .isEqualTo(Direction.MAXIMIZE);
  }

  @Test
  void aMetricThatTheTaskHasNotIsRefusedWithThoseThatItHasTheNearestFirst() {
    assertRefused(
        "metric: rmse",
        "metric: rsme",
        "e.yaml:5:23",
        "task: regression has no metric 'rsme', it has rmse, ",
        "did you mean 'rmse'?");
    assertRefused(
        "metric: rmse",
        "metric: accuracy",
        "task: regression has no metric 'accuracy', it has ",
        "'accuracy' is one of task: classification, binary, multi-label");
    assertRefused("[mae]", "[auc]", "e.yaml:7:10", "has no metric 'auc'");
    assertRefused("metric: r2", "metric: f1", "e.yaml:6:24", "'f1' is one of task: binary");
    assertRefused("task: regression", "task: regresion", "did you mean 'regression'?");
  }

  @Test
  void singleClassesHaveMetricsOfTheirOwn() {
    String text =
        """
        name: tiny
        data: digits
        family: {name: mlp}
        objectives: [{metric: "recall:3"}, {metric: size-bytes}]
        constraints: [{metric: f1:7, at-least: 0.5}]
        report: [accuracy, "precision:9"]
        budget: {trials: 3}
        """;
    ExperimentSpec spec = read(text);
    assertThat(spec.objectives().get(0))
        .isEqualTo(new Objective("recall:3", Direction.MAXIMIZE, ""));
    assertThat(spec.evaluation().networks().orElseThrow().measuring().wanted())
        .containsExactlyInAnyOrder("recall:3", "size-bytes", "f1:7", "accuracy", "precision:9");
    assertThatThrownBy(() -> read(text.replace("recall:3", "recal:3")))
        .hasMessageContaining("has no metric 'recal:3', it has recall:NAME, ")
        .hasMessageContaining("e.yaml:4");
    assertRefused(
        "[mae]", "['recall:a']", "'recall:a' is one of task: classification, binary, multi-label");
  }

  @Test
  void thePositiveClassCanBeSaid() {
    String text = TEXT.replace("task: regression", "task: {name: binary, positive: yes}");
    String binary = text.replace("rmse", "f1").replace("r2", "auc").replace("mae", "accuracy");
    assertThat(task(binary.replace("pruner: ", "#")))
        .isEqualTo(new BinaryClassification(Optional.of("yes")));
    assertRefused(
        "task: regression",
        "task: {name: regression, positive: yes}",
        "e.yaml:3:36",
        "an output of task: binary stands for, got task: regression");
    assertRefused("task: regression", "task: {name: binary, postive: a}", "did you mean");
  }

  @Test
  void prunersKnowWhatIsReportedAndItsRange() {
    assertThat(read(TEXT).pruner().make()).isNotNull();
    assertRefused("upper: 20", "lower: -1", "-1");
    assertRefused("[{metric: rmse}, ", "[{metric: mae}, ", "judges the rmse", "got mae");
    String classes = TEXT.replace("task: regression", "task: classification");
    assertThatThrownBy(
            () ->
                read(
                    classes
                        .replace("rmse", "accuracy")
                        .replace("r2", "auc")
                        .replace("mae", "log-loss")))
        .hasMessageContaining("'upper'")
        .hasMessageContaining("1");
  }

  @Test
  void smoothingIsForProbabilities() {
    assertRefused(
        "report: [mae]",
        "training: {label-smoothing: 0.1}",
        "label-smoothing",
        "task: regression has none");
  }
}
