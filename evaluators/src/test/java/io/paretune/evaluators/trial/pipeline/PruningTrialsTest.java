package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningScope;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whole trials with every kind of pruning. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PruningTrialsTest {

  private final TrialSpec spec;
  private final NetworkEvaluation evaluation;
  private final List<Integer> epochs = new ArrayList<>();
  private final List<String> phases = new ArrayList<>();
  private final Map<String, Double> known = new HashMap<>();

  PruningTrialsTest(@TempDir Path directory) throws IOException {
    TrialSpec usual = DigitsTask.task(Optional.empty());
    PruningSpace pruning =
        PruningSpace.none()
            .withKinds(List.of(PruningKind.values()))
            .withRatios(List.of(0.0, 0.5))
            .withCriteria(List.of(PruningCriterion.values()))
            .withScopes(List.of(PruningScope.values()))
            .withSteps(List.of(1, 3))
            .withMultiple(2);
    Schedule longer =
        usual
            .schedule()
            .withTraining(usual.schedule().training().usual().withEpochs(2).withBatchSize(32))
            .withFineTuningEpochs(3);
    this.spec = usual.withSchedule(longer).withCompression(CompressionSpace.of(pruning));
    this.evaluation =
        NetworkEvaluation.open(
            spec.open(),
            5,
            new Workplace(
                Files.createDirectories(directory.resolve("teachers")),
                (bytes, suffix) -> stored(directory, bytes),
                MeasuringLease.in(Files.createDirectories(directory.resolve("lease"))),
                1));
  }

  private static ArtifactSink.Stored stored(Path directory, byte[] bytes) {
    try {
      Path file = Files.createTempFile(directory, "network", ".onnx");
      return new ArtifactSink.Stored(file.getFileName().toString(), Files.write(file, bytes));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @AfterAll
  void close() {
    evaluation.close();
  }

  private Measurement evaluate(Map<String, Object> pruning) {
    Map<String, Object> values = new HashMap<>(Map.of("width", 16L, "depth.stage1", 1L));
    values.putAll(pruning);
    epochs.clear();
    phases.clear();
    known.clear();
    Outcome outcome =
        evaluation.evaluate(
            3,
            evaluation.space().assignment(values),
            new TrialChannel() {
              @Override
              public Verdict report(int epoch, double accuracy) {
                epochs.add(epoch);
                return Verdict.keep();
              }

              @Override
              public Verdict declare(Map<String, Double> metrics) {
                known.putAll(metrics);
                return Verdict.keep();
              }

              @Override
              public void phase(String phase) {
                phases.add(phase);
              }
            });
    return ((Outcome.Measured) outcome).measurement();
  }

  @Test
  void everyCriterionEndsAtTheSizesThatAreKnownBefore() {
    for (String criterion : List.of("l1", "batch-norm", "taylor", "activation")) {
      Measurement found =
          evaluate(
              Map.of(
                  "pruning-kind",
                  "channels",
                  "pruning",
                  0.5,
                  "pruning-criterion",
                  criterion,
                  "pruning-steps",
                  3L));
      assertThat(known)
          .allSatisfy((name, value) -> assertThat(found.metric(name)).isEqualTo(value));
      assertThat(found.provenance()).containsEntry(Provenance.CHANNELS_REMOVED, "24");
      assertThat(found.provenance()).doesNotContainKey(Provenance.SPARSITY);
      assertThat(found.metric(Metric.ACCURACY.name())).as(criterion).isGreaterThan(0.8);
      assertThat(epochs).containsExactly(1, 2, 3, 4, 5);
      assertThat(phases)
          .containsExactly(
              "training",
              "pruning",
              "fine-tuning",
              "pruning",
              "fine-tuning",
              "pruning",
              "fine-tuning",
              "exporting");
    }
  }

  @Test
  void zerosAreSaidToBeZerosAndNothingMore() {
    Measurement whole = evaluate(Map.of("pruning-kind", "weights", "pruning", 0.0));
    assertThat(whole.provenance()).doesNotContainKey(Provenance.SPARSE_KERNELS);
    Measurement zeros =
        evaluate(
            Map.of(
                "pruning-kind",
                "weights",
                "pruning",
                0.5,
                "pruning-scope",
                "global",
                "pruning-steps",
                1L));
    Measurement fours = evaluate(Map.of("pruning-kind", "2:4"));
    for (Measurement sparse : List.of(zeros, fours)) {
      assertThat(sparse.metric(Metrics.SIZE)).isEqualTo(whole.metric(Metrics.SIZE));
      assertThat(sparse.metric(Metrics.MULTIPLY_ADDS))
          .isEqualTo(whole.metric(Metrics.MULTIPLY_ADDS));
      assertThat(Double.parseDouble(sparse.provenance().getOrDefault(Provenance.SPARSITY, "0")))
          .isBetween(0.48, 0.501);
      assertThat(sparse.provenance().getOrDefault(Provenance.SPARSE_KERNELS, ""))
          .contains("no sparse kernels");
      assertThat(sparse.provenance()).containsEntry(Provenance.CHANNELS_REMOVED, "0");
      assertThat(sparse.metric(Metric.ACCURACY.name())).isGreaterThan(0.5);
    }
  }

  @Test
  void baselinesAreNotPruned() {
    List<Assignment> baselines = spec.open().baselines();
    assertThat(baselines)
        .isNotEmpty()
        .allSatisfy(
            point ->
                assertThat(spec.compression().decode(point, List.of()).pruning().acts()).isFalse());
  }
}
