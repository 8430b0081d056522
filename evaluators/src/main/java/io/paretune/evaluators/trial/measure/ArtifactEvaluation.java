package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.measure.figure.FileFigure;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.trial.Caveat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Evaluates exported files by running them: scores on a split, latency under a profile. */
public final class ArtifactEvaluation implements AutoCloseable {

  private final DataSet data;
  private final ArtifactSink artifacts;
  private final FileTimer timer;
  private final boolean leaving;
  private final int threads;
  private final StepGate gate;
  private final Predictions.Form form;
  private @Nullable Fingerprint machine;

  /**
   * @param artifacts where recordings of measurements go
   * @param meter of the profile; closed with this
   * @param threads native threads for the scores
   * @param gate goes around every batch of examples, and around what else takes the processor
   */
  public ArtifactEvaluation(
      NetworkProblem problem, ArtifactSink artifacts, Meter meter, int threads, StepGate gate) {
    this.data = problem.data();
    this.form = problem.form();
    this.artifacts = artifacts;
    this.threads = threads;
    this.gate = gate;
    this.leaving = meter.leavesFiles();
    this.timer = FileTimer.of(problem.spec().measuring().profile(), data.validation(), meter);
  }

  /** How good a file is on the validation split, on the device that it is deployed to. */
  public Scores scores(Deployment deployment, Path file) {
    return FileScores.of(
        deployment, file, data.validation(), form, Placement.of(timer.profile(), threads), gate);
  }

  /** The sizes of a file that was kept; of a large one it takes as long as judging it. */
  public ArtifactSize size(Exported exported) {
    return gate.call(() -> ArtifactSize.of(content(exported.file().file())));
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("a trial's file " + file + " cannot be read", unreadable);
    }
  }

  /** Whether others measure the latency of files that are kept. */
  public boolean leavesLatency() {
    return leaving;
  }

  /** Measures a network's file on a real image, alone on the machine. */
  public MeasuredLatency read(Deployment deployment, Path file) {
    return timer.measureFiles(Map.of(deployment, file));
  }

  /** As {@link #read(Deployment, Path)}, of a network whose files are not kept. */
  public MeasuredLatency read(Map<Deployment, byte[]> files) {
    return timer.measure(files);
  }

  /** Writes down what was measured; keeps everything that was timed. */
  public void record(
      MeasuredLatency reading, Map<String, Double> metrics, Map<String, String> provenance) {
    new LatencyRecord(timer.profile(), artifacts).of(reading, metrics, provenance);
  }

  /**
   * Measures a figure of a trial's file; where it cannot be had, that is written down.
   *
   * @throws HardwareException if it could be had and was not
   */
  public void measure(
      FileFigure figure,
      Exported exported,
      Map<String, Double> metrics,
      Map<String, String> provenance) {
    String metric = figure.metric();
    Optional<String> missing = figure.missing(timer.profile());
    if (missing.isPresent()) {
      provenance.put(Provenance.unavailable(metric), missing.get());
      return;
    }
    try {
      found(
          figure.measure(timer, exported.deployment(), exported.file().file()),
          metric,
          metrics,
          provenance);
    } catch (HardwareException failed) {
      String since = figure.missing(timer.profile()).orElseThrow(() -> failed);
      provenance.put(Provenance.unavailable(metric), since); // counters can be taken away
    }
  }

  private void found(
      FileFigure.Found found,
      String metric,
      Map<String, Double> metrics,
      Map<String, String> provenance) {
    metrics.put(metric, found.value());
    provenance.put(Provenance.how(metric), found.how());
    provenance.put(Provenance.PROFILE, timer.profile().name());
    provenance.put(Provenance.FINGERPRINT, machine().id());
    provenance.put(Provenance.RUNTIME, machine().engine().toString());
    if (!found.stable()) {
      Caveat caveat = new Caveat(metric, Caveat.Kind.UNSTABLE, found.how());
      provenance.put(caveat.key(), caveat.text());
    }
  }

  /**
   * Median latency of a network whose files are not kept, in milliseconds; nothing if the machine
   * was too noisy for a figure that can be relied on.
   */
  public OptionalDouble latency(Map<Deployment, byte[]> files) {
    Latency latency = read(files).latency();
    return latency.stable() ? OptionalDouble.of(latency.medianMs()) : OptionalDouble.empty();
  }

  /** Where files are measured; asked once, since an agent is asked over the network. */
  private Fingerprint machine() {
    Fingerprint known = machine;
    if (known == null) {
      known = Meters.identity(timer.profile()).machine();
      machine = known;
    }
    return known;
  }

  @Override
  public void close() {
    timer.close();
  }
}
