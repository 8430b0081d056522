package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.FileScores;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.FastestMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.References;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials under a profile that leaves the runtime open, on two engines of a given speed. */
class OpenRuntimeTrialsTest {
  private static final Fingerprint MACHINE =
      Fingerprint.ofThisMachine(new Fingerprint.EngineVersion("auto", "1 and 2"));

  private final Path directory;
  private final List<String> measured = new ArrayList<>();

  OpenRuntimeTrialsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theFasterEnginesFileIsTheTrials() throws IOException {
    Measurement onnx = evaluate(1, 2, 32);
    assertThat(onnx.provenance())
        .containsEntry(
            Provenance.RUNTIME_CHOICE, "onnxruntime: 1.0000 ms against 2.0000 ms by pytorch")
        .doesNotContainKey(Provenance.ARTIFACT_FORMAT);
    assertThat(measured).containsExactly(".onnx", ".pt");
    Measurement torch = evaluate(2, 1, 32);
    assertThat(torch.provenance())
        .containsEntry(
            Provenance.RUNTIME_CHOICE, "pytorch: 1.0000 ms against 2.0000 ms by onnxruntime")
        .containsEntry(Provenance.ARTIFACT_FORMAT, "torchscript")
        .containsEntry(Provenance.FINGERPRINT, MACHINE.id());
    for (Measurement trial : List.of(onnx, torch)) {
      assertThat(trial.metric(Metrics.LATENCY)).isEqualTo(1);
      Path file = directory.resolve(trial.provenance().getOrDefault(Provenance.ARTIFACT, ""));
      assertThat(file).hasSize((long) trial.metric(Metrics.SIZE));
      assertThat(trial.metric(Metric.ACCURACY.name()))
          .isEqualTo(
              FileScores.of(
                      trial.equals(onnx)
                          ? Deployment.ONNX
                          : Deployment.torchScript(Precision.BFLOAT16),
                      file,
                      DataSets.open(DigitsTask.DATA).validation(),
                      Predictions.Form.RAW,
                      Placement.cpu(1))
                  .of(Metric.ACCURACY));
    }
  }

  @Test
  void theTwinIsOfTheSameEngine() throws IOException {
    Map<String, String> provenance = evaluate(2, 1, 16).provenance();
    assertThat(provenance).containsEntry(Provenance.ARTIFACT_FORMAT, "torchscript");
    assertThat(provenance.get(Provenance.ARTIFACT_FP32))
        .isEqualTo(evaluate(2, 1, 32).provenance().get(Provenance.ARTIFACT));
  }

  @Test
  void whatOneEngineAloneHasKernelsForIsMeasuredByIt() throws IOException {
    Map<String, String> provenance = evaluate(2, 1, 8).provenance();
    assertThat(measured).containsExactly(".onnx");
    assertThat(provenance)
        .doesNotContainKey(Provenance.ARTIFACT_FORMAT)
        .hasEntrySatisfying(
            Provenance.RUNTIME_CHOICE,
            why ->
                assertThat(why)
                    .isEqualTo("onnxruntime, the only one: there is no file for pytorch"));
  }

  private Measurement evaluate(double onnxMs, double torchMs, long bits) throws IOException {
    TrialSpec task =
        DigitsTask.timed(
            CompressionSpace.defaults().withPruning(List.of(0.0)).withBits(List.of(32, 16, 8)),
            HardwareProfiles.named("cpu-1-thread-auto"));
    Map<Deployment, EngineMeter> engines = new LinkedHashMap<>();
    engines.put(Deployment.ONNX, timing(onnxMs));
    engines.put(Deployment.torchScript(Precision.BFLOAT16), timing(torchMs));
    Meter meter = new FastestMeter(engines, () -> MACHINE);
    try (NetworkEvaluation evaluation =
        NetworkEvaluation.open(
            task.open(),
            5,
            new Workplace(
                Files.createDirectories(directory.resolve("teachers")),
                this::keep,
                MeasuringLease.in(Files.createDirectories(directory.resolve("lease"))),
                1),
            meter,
            Purpose.SEARCH)) {
      Map<String, Object> values = new HashMap<>();
      values.put("width", 8L);
      values.put("depth.stage1", 1L);
      values.put("bits.stem", bits);
      values.put("bits.stage1.block0", bits);
      values.put("bits.head", 32L);
      Outcome outcome =
          evaluation.evaluate(3, evaluation.space().assignment(values), TrialChannel.silent());
      assertThat(outcome).isInstanceOf(Outcome.Measured.class);
      return ((Outcome.Measured) outcome).measurement();
    }
  }

  private ArtifactSink.Stored keep(byte[] bytes, String suffix) {
    try {
      String name = Integer.toHexString(Arrays.hashCode(bytes)) + suffix;
      return new ArtifactSink.Stored(name, Files.write(directory.resolve(name), bytes));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Notes the kinds of the files it is given. */
  private EngineMeter timing(double milliseconds) {
    return new EngineMeter() {
      @Override
      public MeasuredLatency measure(Path model, ModelInput input) {
        String name = model.toString();
        measured.add(name.substring(name.lastIndexOf('.')));
        return new MeasuredLatency(latency(milliseconds), MACHINE);
      }

      @Override
      public void close() {}
    };
  }

  private static Latency latency(double milliseconds) {
    return new Latency(
        milliseconds,
        milliseconds,
        milliseconds,
        milliseconds,
        milliseconds,
        1,
        1,
        List.of(),
        true,
        new Noise(Map.of()),
        new References(1, List.of(), 1),
        Samples.of((long) (milliseconds * 1e6)),
        1,
        List.of());
  }
}
