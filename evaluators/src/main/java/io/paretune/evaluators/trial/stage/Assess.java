package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.Exported;
import io.paretune.evaluators.trial.measure.Exporter;
import io.paretune.evaluators.trial.measure.TorchScriptFiles;
import io.paretune.evaluators.trial.measure.figure.FileFigure;
import io.paretune.evaluators.trial.measure.figure.FileFigures;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Finds out what the exported file is worth, and writes down how that came about. */
public final class Assess {

  private final NetworkProblem problem;
  private final Measuring measuring;
  private final ArtifactEvaluation evaluation;
  private final TorchScriptFiles scripts;
  private final WeightSource weights;
  private final LongSupplier clock;

  /**
   * @param evaluation runs files
   * @param scripts keeps further files of the network
   * @param weights where networks start: where nothing is trained on a trial's way, the figures say
   *     so, and a measurement is so dear beside the rest that the study is asked whether it must be
   * @param clock by which the trial began
   */
  public Assess(
      NetworkProblem problem,
      ArtifactEvaluation evaluation,
      TorchScriptFiles scripts,
      WeightSource weights,
      LongSupplier clock) {
    this.weights = weights;
    this.clock = clock;
    this.problem = problem;
    this.measuring = problem.spec().measuring();
    this.evaluation = evaluation;
    this.scripts = scripts;
  }

  /** The measurement of a candidate whose files are exported. */
  public Measurement of(Candidate candidate, Exported exported, TrialChannel channel) {
    Measurement found = found(candidate, exported, channel);
    return weights.inherits(network(candidate)) ? found.with(caveat()) : found;
  }

  private Network network(Candidate candidate) {
    return problem.family().build(candidate.point().assignment(), problem.context());
  }

  private Caveat caveat() {
    return new Caveat(
        problem.data().head().task().reported().name(),
        Caveat.Kind.INHERITED,
        "its weights are those of the shared network, not trained on");
  }

  private Measurement found(Candidate candidate, Exported exported, TrialChannel channel) {
    Map<String, Double> judged = metrics(candidate, exported);
    Map<String, String> provenance = new LinkedHashMap<>();
    files(exported, provenance);
    scripts.keep(candidate.deployed(), provenance);
    training(candidate, provenance);
    if (weights.untrained().isPresent()
        && exported.reading().isEmpty()
        && channel.settle(settled(judged)) instanceof Verdict.Foretold foretold) {
      return foretold(foretold, judged, provenance);
    }
    Map<String, Double> metrics = withCompressedSize(judged, exported);
    for (FileFigure figure : FileFigures.among(measuring.wanted())) {
      channel.phase("measuring " + figure.metric());
      evaluation.measure(figure, exported, metrics, provenance);
    }
    Fingerprint machine = machine(exported, channel, metrics, provenance);
    List<String> without =
        Exporter.of(exported.deployment())
            .kernels(candidate.network().network(), candidate.plan().quantisation(), machine);
    if (!without.isEmpty()) {
      provenance.put(Provenance.KERNELS, String.join("; ", without));
    }
    return new Measurement(metrics, provenance);
  }

  /**
   * Of a large file it takes as long as all else that is found out of a part of a shared network:
   * it is worked out of what is measured, and of all where it is asked for.
   */
  private Map<String, Double> withCompressedSize(Map<String, Double> judged, Exported exported) {
    Map<String, Double> all = new LinkedHashMap<>();
    judged.forEach(
        (name, value) -> {
          all.put(name, value);
          if (name.equals(Metrics.SIZE)) {
            all.computeIfAbsent(Metrics.COMPRESSED_SIZE, none -> compressed(exported));
          }
        });
    return all;
  }

  private double compressed(Exported exported) {
    return evaluation.size(exported).compressed();
  }

  /** What is known to the last digit, for a study to judge by. */
  private static Map<String, Double> settled(Map<String, Double> metrics) {
    Map<String, Double> known = new LinkedHashMap<>(metrics);
    known.remove(Metrics.TRAINING_SECONDS);
    known.values().removeIf(value -> !Double.isFinite(value));
    return known;
  }

  private static Measurement foretold(
      Verdict.Foretold verdict, Map<String, Double> metrics, Map<String, String> provenance) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    all.putAll(verdict.values());
    Measurement told = new Measurement(all, provenance);
    for (String metric : verdict.values().keySet()) {
      told = told.with(new Caveat(metric, Caveat.Kind.FORETOLD, verdict.reason()));
    }
    return told;
  }

  private Map<String, Double> metrics(Candidate candidate, Exported exported) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.putAll(
        evaluation
            .scores(exported.deployment(), exported.file().file())
            .byName(measuring.wanted()));
    metrics.put(Metrics.SIZE, (double) exported.bytes());
    if (measuring.wanted().contains(Metrics.COMPRESSED_SIZE)) {
      metrics.put(Metrics.COMPRESSED_SIZE, compressed(exported));
    }
    WeightedNetwork trained = candidate.network();
    metrics.put(Metrics.PARAMETERS, (double) trained.network().parameters());
    metrics.put(Metrics.MULTIPLY_ADDS, (double) trained.network().multiplyAdds());
    metrics.put(Metrics.LAYERS, (double) trained.network().layers());
    for (Proxy proxy : measuring.proxies()) {
      Double looked = candidate.course().declared().get(proxy.name());
      if (looked != null) {
        metrics.put(proxy.name(), looked);
      }
    }
    metrics.put(Metrics.TRAINING_SECONDS, (clock.getAsLong() - candidate.point().began()) / 1e9);
    Double declared = candidate.course().declared().get(Metrics.LATENCY);
    if (measuring.latencyTable().isPresent() && declared != null) {
      metrics.put(Metrics.LATENCY_PREDICTED, declared);
    }
    return metrics;
  }

  private static void files(Exported exported, Map<String, String> provenance) {
    provenance.put(Provenance.ARTIFACT, exported.file().hash());
    ModelFormat format = exported.deployment().format();
    if (format != ModelFormat.ONNX) {
      provenance.put(Provenance.ARTIFACT_FORMAT, format.label());
    }
    exported.twin().ifPresent(twin -> provenance.put(Provenance.ARTIFACT_FP32, twin.hash()));
  }

  private void training(Candidate candidate, Map<String, String> provenance) {
    provenance.put(Provenance.DATA, problem.data().contentHash());
    provenance.put(Provenance.SEED, Long.toString(candidate.point().settings().seed()));
    TrainingDevices devices = problem.spec().schedule().devices();
    if (!devices.equals(TrainingDevices.of(new Device.Cpu()))) {
      provenance.put(Provenance.DEVICES, devices.text());
    }
    if (candidate.course().epochsLeftOut() > 0) {
      provenance.put(
          Provenance.EPOCHS,
          "%d, %d fewer than planned, for which there was no time"
              .formatted(candidate.course().epochs(), candidate.course().epochsLeftOut()));
    }
    provenance.put(
        Provenance.CHANNELS_REMOVED, Integer.toString(candidate.course().channelsRemoved()));
    provenance.putAll(candidate.plan().provenance(candidate.network()));
  }

  /** Measures the latency if it is wanted; gives the machine that the figures are of. */
  private Fingerprint machine(
      Exported exported,
      TrialChannel channel,
      Map<String, Double> metrics,
      Map<String, String> provenance) {
    if (!measuring.latency()) {
      return Fingerprint.ofThisMachine();
    }
    if (evaluation.leavesLatency() && exported.reading().isEmpty()) {
      provenance.put(Provenance.UNTIMED, "it waits for an agent of " + measuring.profile().name());
      return Fingerprint.ofThisMachine();
    }
    channel.phase("measuring");
    Path file = exported.file().file();
    MeasuredLatency reading =
        exported.reading().orElseGet(() -> evaluation.read(exported.deployment(), file));
    evaluation.record(reading, metrics, provenance);
    return reading.machine();
  }
}
