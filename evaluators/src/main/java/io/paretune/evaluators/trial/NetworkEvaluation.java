package io.paretune.evaluators.trial;

import ai.djl.Device;
import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.aware.QuantisationAwareTraining;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.rewrite.UnfoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.teacher.TeacherCache;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.pruner.Verdict;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the trials of one search: trains, compresses, exports, judges and measures.
 *
 * <p>What is judged is the exported file: its accuracy on the validation split and its latency,
 * both on the runtime that would serve it. Owns native memory; one thread at a time.
 */
public final class NetworkEvaluation implements AutoCloseable {

  /** Images on which a file that is not measured must answer as the network does. */
  private static final int PROOF_IMAGES = 128;

  /** Enough for the statistics of every channel to be those of training. */
  private static final int UNFOLDING_IMAGES = 256;

  private final NetworkProblem problem;
  private final TrialSpec spec;
  private final DataSet data;
  private final SearchSpace space;
  private final long seed;
  private final Lessons lessons;
  private final ArtifactSink artifacts;
  private final FileJudge judge;
  private final TrialFiles files;
  private @Nullable WeightedNetwork prepared;
  private final StepGate gate;

  private NetworkEvaluation(
      NetworkProblem problem,
      long seed,
      Path cache,
      ArtifactSink artifacts,
      MeasuringLease lease,
      Meter meter,
      int threads) {
    this.problem = problem;
    this.spec = problem.spec();
    this.data = problem.data();
    this.space = problem.space();
    this.seed = seed;
    this.artifacts = artifacts;
    this.gate =
        step -> {
          LeaseHandle share = lease.trainingStep();
          try {
            step.run();
          } finally {
            share.close();
          }
        };
    this.judge = new FileJudge(spec.measuring().profile(), data, artifacts, meter, threads);
    this.files = new TrialFiles(problem, judge, artifacts);
    this.lessons = new Lessons(problem, new TeacherCache(cache, Device.cpu()), seed, threads, gate);
  }

  /**
   * Opens the data and the runtimes, and measures where the profile says.
   *
   * @param seed the study's seed
   * @param cache directory for teachers, shared by all workers of a study
   * @param artifacts where exported files go
   * @param lease what keeps training and measuring apart
   * @param threads native threads for judging files; training takes the process's
   */
  public static NetworkEvaluation open(
      TrialSpec spec,
      long seed,
      Path cache,
      ArtifactSink artifacts,
      MeasuringLease lease,
      int threads) {
    return open(
        spec, seed, cache, artifacts, lease, Meters.of(spec.measuring().profile(), lease), threads);
  }

  /**
   * As {@link #open(TrialSpec, long, Path, ArtifactSink, MeasuringLease, int)}, with a meter.
   *
   * @param meter of the profile; closed with the evaluation
   */
  public static NetworkEvaluation open(
      TrialSpec spec,
      long seed,
      Path cache,
      ArtifactSink artifacts,
      MeasuringLease lease,
      Meter meter,
      int threads) {
    return new NetworkEvaluation(spec.open(), seed, cache, artifacts, lease, meter, threads);
  }

  /** What is searched. */
  public SearchSpace space() {
    return space;
  }

  /**
   * Evaluates one trial. On one thread the exported file and its accuracy depend on the spec, the
   * study's seed, the trial's number and the assignment alone.
   *
   * @param trial the trial's number
   * @param assignment a point of {@link #space()}
   */
  public Outcome evaluate(long trial, Assignment assignment, TrialProgress progress) {
    long began = System.nanoTime();
    FamilyContext context = problem.context();
    Family family = problem.family();
    Schedule schedule = spec.schedule();
    Measuring measuring = spec.measuring();
    CompressionPlan planned = spec.compression().decode(assignment, family.blocks(context));
    Network network = family.build(assignment, context);
    TrainingSettings settings = settings(trial, assignment);
    Optional<Weights> given = family.weights();
    WeightedNetwork start =
        BlockRemoval.remove(
            given.isPresent()
                ? trainable(new WeightedNetwork(network, given.get()))
                : new WeightedNetwork(network, Initialisation.kaiming(network, settings.seed())),
            planned.removed());
    CompressionPlan plan = planned.removed().isEmpty() ? planned : planned.within(start.network());
    boolean prunes = plan.pruning().prunes();
    Map<String, Double> known = files.known(start, plan, progress);
    if (progress.know(known) instanceof Verdict.Prune hopeless) {
      return new Outcome.Pruned(hopeless.reason());
    }
    boolean mends = plan.shrinks() && schedule.fineTuningEpochs() > 0;
    boolean trains = given.isEmpty() || mends || plan.quantisation().trains();
    TrialTraining training =
        new TrialTraining(
            schedule,
            data,
            judge.threads(),
            gate,
            settings,
            trains ? lessons.at(settings, assignment, progress) : Lessons.Lesson.none(),
            progress);

    WeightedNetwork trained = start;
    if (given.isEmpty()) {
      trained =
          training.run(
              start,
              prunes
                  ? settings
                  : settings.withEpochs(settings.epochs() + schedule.fineTuningEpochs()));
    }
    if (training.verdict().isEmpty() && prunes) {
      trained = training.prune(trained, plan.pruning());
    } else if (given.isPresent() && mends) {
      trained = training.run(trained, settings.fineTuning(schedule.fineTuningEpochs()));
    }
    WeightedNetwork deployed = trained;
    Optional<byte[]> ready = Optional.empty();
    if (training.verdict().isEmpty() && plan.quantisation().trains()) {
      QuantisationAwareTraining aware =
          QuantisationAwareTraining.prepare(
              trained, plan.quantisation(), files.calibrationImages(plan), judge.threads());
      Trained tuned =
          training.fit(
              aware.start(),
              aware.settings(settings, schedule.fineTuningEpochs()),
              // what pruning has zeroed stays zero, too
              aware.transform().after(plan.pruning().duringFineTuning()));
      deployed = new WeightedNetwork(aware.start().network(), tuned.weights());
      ready = Optional.of(aware.encode(tuned));
    }
    if (training.verdict().isPresent()) {
      return new Outcome.Pruned(training.verdict().get().reason());
    }
    progress.doing("exporting");
    TrialFiles.Exported exported = files.export(deployed, plan, ready, progress);
    Map<String, Double> metrics = new LinkedHashMap<>();
    Map<String, String> provenance = new LinkedHashMap<>();
    metrics.put(Metrics.ACCURACY, judge.accuracy(exported.file().file()));
    metrics.put(Metrics.SIZE, (double) exported.size().raw());
    metrics.put(Metrics.COMPRESSED_SIZE, (double) exported.size().compressed());
    metrics.put(Metrics.PARAMETERS, (double) trained.network().parameters());
    metrics.put(Metrics.MULTIPLY_ADDS, (double) trained.network().multiplyAdds());
    metrics.put(Metrics.TRAINING_SECONDS, (System.nanoTime() - began) / 1e9);
    if (measuring.latencyTable().isPresent() && known.containsKey(Metrics.LATENCY)) {
      metrics.put(Metrics.LATENCY_PREDICTED, known.get(Metrics.LATENCY));
    }
    provenance.put(Provenance.ARTIFACT, exported.file().hash());
    Deployment deployment = exported.deployment();
    if (deployment.format() != ArtifactFormat.ONNX) {
      provenance.put(Provenance.ARTIFACT_FORMAT, deployment.format().label());
    }
    exported.twin().ifPresent(twin -> provenance.put(Provenance.ARTIFACT_FP32, twin.hash()));
    TorchScriptFiles.keep(
        deployed,
        measuring.artifacts(),
        data.validation().sample(PROOF_IMAGES),
        judge.threads(),
        artifacts,
        provenance);
    provenance.put(Provenance.DATA, data.contentHash());
    provenance.put(Provenance.SEED, Long.toString(settings.seed()));
    provenance.put(Provenance.CHANNELS_REMOVED, Integer.toString(training.channelsRemoved()));
    if (prunes && plan.pruning().kind().leavesZeros()) {
      double sparsity = WeightPruning.sparsity(trained.network(), trained.weights());
      provenance.put(Provenance.SPARSITY, String.format(Locale.ROOT, "%.4f", sparsity));
      provenance.put(
          Provenance.SPARSE_KERNELS,
          "zeros are stored and multiplied: the runtime has no sparse kernels on CPU; they pay in"
              + " the compressed file alone");
    }
    if (measuring.memory()) {
      progress.doing("measuring memory");
      judge.measureMemory(exported.file().file(), deployment.runtime(), metrics, provenance);
    }
    Fingerprint machine;
    if (measuring.latency()) {
      progress.doing("measuring");
      MeasuredLatency reading =
          exported.reading().orElseGet(() -> judge.read(exported.file().file()));
      judge.record(reading, metrics, provenance);
      machine = reading.machine();
    } else {
      machine = Fingerprint.ofThisMachine("", "");
    }
    List<String> without = deployment.kernels(trained.network(), plan.quantisation(), machine);
    if (!without.isEmpty()) {
      provenance.put(Provenance.KERNELS, String.join("; ", without));
    }
    return new Outcome.Measured(new Measurement(metrics, provenance));
  }

  /** A given model with the normalisations that it may have been published without. */
  private WeightedNetwork trainable(WeightedNetwork model) {
    if (prepared == null) {
      prepared =
          UnfoldBatchNorm.unfold(model, data.train().sample(UNFOLDING_IMAGES), judge.threads());
    }
    return prepared;
  }

  private TrainingSettings settings(long trial, Assignment assignment) {
    // a trial that is repeated must train the same network, so the seed is not the attempt's
    TrainingSettings seeded =
        spec.schedule().training().withSeed(Math.floorMod(seed * 1_000_003 + trial, 1L << 53));
    return spec.schedule()
        .distillation()
        .map(
            taught ->
                seeded.withDistillation(
                    taught.temperature().at(assignment), taught.alpha().at(assignment)))
        .orElse(seeded);
  }

  @Override
  public void close() {
    judge.close();
  }
}
