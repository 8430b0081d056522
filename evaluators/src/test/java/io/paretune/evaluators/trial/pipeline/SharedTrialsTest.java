package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedTrialsTest {

  private final Path directory;

  SharedTrialsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static final Sharing SHARING =
      new Sharing(
          3, 3, 128, new Sharing.FinalTraining(2, Sharing.FinalTraining.Start.INHERITED, 1));

  private static NetworkProblem problem() {
    TrialSpec spec = DigitsTask.task(Optional.empty());
    return spec.withSchedule(spec.schedule().withSharing(SHARING)).open();
  }

  private NetworkEvaluation open(Purpose purpose) throws IOException {
    NetworkProblem problem = problem();
    MeasuringLease lease = MeasuringLease.in(Files.createDirectories(directory.resolve("lease")));
    return NetworkEvaluation.open(
        problem,
        5,
        new Workplace(directory, this::keep, lease, 1),
        Meters.of(problem.spec().measuring().profile(), lease),
        purpose);
  }

  private ArtifactSink.Stored keep(byte[] bytes, String suffix) {
    try {
      String name = Integer.toHexString(Arrays.hashCode(bytes)) + suffix;
      return new ArtifactSink.Stored(name, Files.write(directory.resolve(name), bytes));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Counts the epochs that a trial trains. */
  private static final class Epochs implements TrialChannel {
    private final List<Integer> reported = new ArrayList<>();

    @Override
    public Verdict report(int epoch, double value) {
      reported.add(epoch);
      return Verdict.keep();
    }

    @Override
    public Verdict declare(Map<String, Double> metrics) {
      return Verdict.keep();
    }

    @Override
    public void phase(String phase) {}
  }

  private static Measurement measured(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Measured.class);
    return ((Outcome.Measured) outcome).measurement();
  }

  private static Assignment largest(NetworkEvaluation evaluation, double pruning) {
    double[] unit = new double[evaluation.space().dimension()];
    Arrays.fill(unit, 1);
    Map<String, Object> values =
        new java.util.LinkedHashMap<>(evaluation.space().fromUnit(unit).asMap());
    values.replaceAll(
        (name, value) ->
            name.startsWith("pruning") && value instanceof Number ? (Object) pruning : value);
    values.replaceAll((name, value) -> name.startsWith("bits") ? (Object) 32L : value);
    return evaluation.space().assignment(values);
  }

  @Test
  void aTrialTrainsNothingAndIsGood() throws IOException {
    try (NetworkEvaluation search = open(Purpose.SEARCH)) {
      Epochs epochs = new Epochs();
      Measurement found = measured(search.evaluate(1, largest(search, 0), epochs));
      assertThat(epochs.reported).isEmpty();
      assertThat(found.metric(Metric.ACCURACY.name())).isBetween(0.5, 1.0);
      // the same network again is the same file
      Measurement again = measured(search.evaluate(2, largest(search, 0), epochs));
      assertThat(again.provenance().get(Provenance.ARTIFACT))
          .isEqualTo(found.provenance().get(Provenance.ARTIFACT));
    }
  }

  @Test
  void aFinalistIsTrainedOn() throws IOException {
    try (NetworkEvaluation search = open(Purpose.SEARCH);
        NetworkEvaluation finalists = open(Purpose.FINALISTS)) {
      Epochs epochs = new Epochs();
      Measurement found = measured(search.evaluate(1, largest(search, 0), epochs));
      Measurement trained = measured(finalists.evaluate(1, largest(finalists, 0), epochs));
      assertThat(epochs.reported).containsExactly(1, 2);
      assertThat(trained.metric(Metric.ACCURACY.name()))
          .isGreaterThanOrEqualTo(found.metric(Metric.ACCURACY.name()) - 0.02);
    }
  }

  @Test
  void whatIsPrunedAtOnceGetsStatisticsOfItsOwn() throws IOException {
    try (NetworkEvaluation search = open(Purpose.SEARCH)) {
      Epochs epochs = new Epochs();
      Measurement found = measured(search.evaluate(1, largest(search, 0.5), epochs));
      assertThat(epochs.reported).isEmpty();
      assertThat(Integer.parseInt(found.provenance().get(Provenance.CHANNELS_REMOVED)))
          .isPositive();
      assertThat(found.metric(Metric.ACCURACY.name())).isBetween(0.2, 1.0);
    }
  }

  @Test
  void theCompressedSizeIsWorkedOutOfWhatIsMeasured() throws IOException {
    try (NetworkEvaluation search = open(Purpose.SEARCH)) {
      Measurement measured = measured(search.evaluate(1, largest(search, 0), new Epochs()));
      List<String> names = List.copyOf(measured.metrics().keySet());
      assertThat(names.indexOf(Metrics.COMPRESSED_SIZE)).isEqualTo(names.indexOf(Metrics.SIZE) + 1);
      Measurement foretold = measured(search.evaluate(1, largest(search, 0), new Foretelling()));
      assertThat(foretold.metrics()).doesNotContainKey(Metrics.COMPRESSED_SIZE);
      assertThat(foretold.artifact()).isEqualTo(measured.artifact());
    }
  }

  /** Says of every trial that it need not be measured. */
  private static final class Foretelling implements TrialChannel {

    @Override
    public Verdict report(int epoch, double value) {
      return Verdict.keep();
    }

    @Override
    public Verdict declare(Map<String, Double> metrics) {
      return Verdict.keep();
    }

    @Override
    public Verdict settle(Map<String, Double> metrics) {
      return new Verdict.Foretold(Map.of(Metrics.LATENCY, 1.0), "foretold");
    }

    @Override
    public void phase(String phase) {}
  }
}
