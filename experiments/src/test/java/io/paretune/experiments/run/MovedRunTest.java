package io.paretune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.results.report.FrontTable;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is taken to another machine; both are simulated. */
class MovedRunTest {
  private static final Fingerprint OLD = machine("Old Processor", 2);
  private static final Fingerprint NEW = machine("New Processor", 8);

  private final RunDirectory directory;

  MovedRunTest(@TempDir Path parent) throws IOException {
    this.directory = new RunDirectory(parent.resolve("run"));
    Path yaml =
        Files.writeString(
            parent.resolve("tiny.yaml"),
            """
            name: tiny
            data: digits
            family: {name: resnet, width: [8, 16], depth: [1, 2], kernel: 3}
            objectives:
              - {metric: accuracy, direction: maximize}
              - {metric: latency-ms, direction: minimize}
            budget: {trials: 6}
            """);
    ExperimentFile file = ExperimentFile.read(yaml);
    Run.create(directory, Experiment.read(file), RunSettings.of(file)).close();
    try (Run run = on(OLD, Machines.Elsewhere.REFUSE)) {
      tell(run, OLD, 0.75, 2.0);
      tell(run, OLD, 0.5, 1.0);
    }
  }

  @Test
  void runGoesOnWhereItsLatenciesWereTaken() {
    try (Run run = on(OLD, Machines.Elsewhere.REFUSE)) {
      assertThat(run.moved()).isEmpty();
      assertThat(run.attributes().get(Machines.FINGERPRINT)).contains(OLD.id());
    }
  }

  @Test
  void elsewhereItIsRefusedWithTheDifferenceAndTheWayOutAndNothingChanges() {
    assertThatThrownBy(() -> on(NEW, Machines.Elsewhere.REFUSE).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(OLD.id())
        .hasMessageContaining(NEW.id())
        .hasMessageContaining("cpu-model: 'Old Processor' there, 'New Processor' here")
        .hasMessageContaining("--remeasure")
        .hasMessageNotContaining("\n");
    try (Run run = on(OLD, Machines.Elsewhere.REFUSE)) {
      assertThat(run.attributes().get(Machines.PROPERTY + "cpu-model")).contains("Old Processor");
    }
  }

  @Test
  void whatIsJudgedByOtherFiguresOfAMachineStaysThere() {
    assertThatThrownBy(
            () ->
                Machines.require(
                    Machines.Elsewhere.REMEASURE,
                    new RunDirectory(Path.of("runs/x")),
                    Set.of(Metrics.LATENCY, Metrics.ENERGY),
                    "another processor"))
        .hasMessage(
            "runs/x: another processor; it is judged by energy-mj, of which the old figures cannot"
                + " be taken again here: go on there");
  }

  @Test
  void otherKernelIsNoOtherMachine() {
    Fingerprint updated =
        machine("Old Processor", 2, new Fingerprint.HostSystem("9", "Linux 7", 9));
    try (Run run = on(updated, Machines.Elsewhere.REFUSE)) {
      assertThat(run.moved()).isEmpty();
    }
  }

  @Test
  void figuresOfTwoMachinesAreNeverOnOneFront() {
    try (Run run = on(NEW, Machines.Elsewhere.REMEASURE)) {
      assertThat(run.moved().orElseThrow()).contains(OLD.id(), NEW.id());
      // fast, for being measured on the new machine: it must not push the old ones off the front
      tell(run, NEW, 0.6, 0.1);
      StudySummary summary = summary(run);
      assertThat(summary.front()).extracting(Trial::number).containsExactly(2L);
      assertThat(FrontTable.of(summary).text())
          .contains("left out, measured on another machine and not on this one: trial 0, 1");

      again(run, 0, NEW, 0.2);
      again(run, 1, NEW, 0.05);
      StudySummary measured = summary(run);
      assertThat(measured.front()).extracting(Trial::number).containsExactly(1L, 2L, 0L);
      assertThat(FrontTable.of(measured).text()).doesNotContain("left out, measured");
      Measurement shown = measured.front().get(2).measurement().orElseThrow();
      assertThat(shown.metrics())
          .containsEntry(Metrics.LATENCY, 0.2)
          .containsEntry(RemeasuredLatency.ELSEWHERE, 2.0)
          .doesNotContainKey(Metrics.LATENCY_P99);
      assertThat(shown.provenance()).containsEntry(Provenance.FINGERPRINT, NEW.id());
      assertThat(run.study().trials().get(0).measurement().orElseThrow().metric(Metrics.LATENCY))
          .isEqualTo(2.0);
    }
    assertThatThrownBy(() -> on(OLD, Machines.Elsewhere.REFUSE).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void trialThatOldFiguresKeepOffTheFrontIsAFinalistAllTheSame() {
    try (Run run = on(NEW, Machines.Elsewhere.REMEASURE)) {
      // slower than anything on the faster old machine, and no more accurate
      tell(run, NEW, 0.7, 5.0);
      assertThat(run.study().paretoFront()).hasSize(2);
      assertThat(new FrontVerification(run).count()).isEqualTo(3);
    }
  }

  @Test
  void figureTakenAgainStandsBesideTheSearchsAndADisagreementIsSaid() {
    try (Run run = on(OLD, Machines.Elsewhere.REFUSE)) {
      again(run, 0, OLD, 2.02);
      again(run, 1, OLD, 1.2);
      StudySummary summary = summary(run);
      assertThat(summary.front().get(1).measurement().orElseThrow().metrics())
          .containsEntry(Metrics.LATENCY, 2.0)
          .containsEntry(RemeasuredLatency.METRIC, 2.02);
      String table = FrontTable.of(summary).text();
      assertThat(table.lines().findFirst().orElse("")).contains(RemeasuredLatency.METRIC);
      assertThat(table)
          .contains(
              "measured again, more than 5 % apart: trial 1 (1.000, then 1.200 ms: 20 % apart)")
          .doesNotContain("trial 0 (");
    }
  }

  private Run on(Fingerprint machine, Machines.Elsewhere elsewhere) {
    return Run.resume(
        directory, settings -> settings, elsewhere, evaluation -> Optional.of(machine));
  }

  private static StudySummary summary(Run run) {
    return run.summary();
  }

  private static void again(Run run, long trial, Fingerprint machine, double ms) {
    RemeasuredLatency figure =
        new RemeasuredLatency(
            new RemeasuredLatency.Times(ms, ms, ms, ms, ms),
            Optional.empty(),
            machine.id(),
            List.of("first", "second"));
    run.assessments().put(trial, figure.assessment());
  }

  private static void tell(Run run, Fingerprint machine, double accuracy, double ms) {
    long number = run.study().ask().map(ActiveTrial::number).orElseThrow();
    run.study()
        .tell(
            number,
            new Outcome.Measured(
                new Measurement(
                    Map.of(
                        Metric.ACCURACY.name(),
                        accuracy,
                        Metrics.LATENCY,
                        ms,
                        Metrics.LATENCY_P99,
                        2 * ms),
                    Map.of(Provenance.FINGERPRINT, machine.id()))));
  }

  private static Fingerprint machine(String model, int cores) {
    return machine(model, cores, new Fingerprint.HostSystem("1", "Linux 6", 10));
  }

  private static Fingerprint machine(String model, int cores, Fingerprint.HostSystem system) {
    return new Fingerprint(
        new Fingerprint.Processor(model, List.of("avx2"), cores, cores, "unknown"),
        system,
        new Fingerprint.EngineVersion("ort", "1"),
        Optional.empty());
  }
}
