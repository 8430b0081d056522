package io.paretune.evaluators.trial;

import ai.djl.Device;
import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.Importance;
import io.paretune.evaluators.compress.prune.Pruned;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.compress.quantise.WhatRuns;
import io.paretune.evaluators.compress.rewrite.UnfoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.StepGate;
import io.paretune.evaluators.train.Teacher;
import io.paretune.evaluators.train.TeacherCache;
import io.paretune.evaluators.train.TeacherLogits;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.WeightTransform;
import io.paretune.hardware.lease.Held;
import io.paretune.hardware.lease.MeasuringLease;
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

  private final NetworkTask task;

  /** Enough for the statistics of every channel to be those of training. */
  private static final int UNFOLDING_IMAGES = 256;

  private final DataSet data;
  private final SearchSpace space;
  private final long seed;
  private final TeacherCache teachers;
  private final ArtifactSink artifacts;
  private final FileJudge judge;
  private @Nullable WeightedNetwork prepared;
  private final StepGate gate;

  private NetworkEvaluation(
      NetworkTask task,
      DataSet data,
      long seed,
      Path cache,
      ArtifactSink artifacts,
      MeasuringLease lease,
      int threads) {
    this.task = task;
    this.data = data;
    this.space = task.space(data);
    this.seed = seed;
    this.teachers = new TeacherCache(cache, Device.cpu());
    this.artifacts = artifacts;
    this.gate =
        step -> {
          Held share = lease.trainingStep();
          try {
            step.run();
          } finally {
            share.close();
          }
        };
    this.judge = new FileJudge(task, data, artifacts, lease, threads);
  }

  /**
   * Opens the data and the runtimes.
   *
   * @param seed the study's seed
   * @param cache directory for teachers, shared by all workers of a study
   * @param artifacts where exported files go
   * @param lease what keeps training and measuring apart
   * @param threads native threads for judging files; training takes the process's
   */
  public static NetworkEvaluation open(
      NetworkTask task,
      long seed,
      Path cache,
      ArtifactSink artifacts,
      MeasuringLease lease,
      int threads) {
    return new NetworkEvaluation(
        task, DataSets.open(task.data()), seed, cache, artifacts, lease, threads);
  }

  /** What is searched. */
  public SearchSpace space() {
    return space;
  }

  /**
   * Evaluates one trial. On one thread the exported file and its accuracy depend on the task, the
   * study's seed, the trial's number and the assignment alone.
   *
   * @param trial the trial's number
   * @param assignment a point of {@link #space()}
   */
  public Outcome evaluate(long trial, Assignment assignment, TrialProgress progress) {
    long began = System.nanoTime();
    FamilyContext context = task.context(data);
    CompressionPlan planned = task.compression().decode(assignment, task.family().blocks(context));
    Network network = task.family().build(assignment, context);
    TrainingSettings settings = settings(trial, assignment);
    Optional<Weights> given = task.family().weights();
    WeightedNetwork start =
        BlockRemoval.remove(
            given.isPresent()
                ? trainable(new WeightedNetwork(network, given.get()))
                : new WeightedNetwork(network, Initialisation.kaiming(network, settings.seed())),
            planned.removed());
    CompressionPlan plan = planned.removed().isEmpty() ? planned : planned.within(start.network());
    boolean prunes = plan.pruning().prunes();
    if (progress.know(known(start, plan, progress)) instanceof Verdict.Prune hopeless) {
      return new Outcome.Pruned(hopeless.reason());
    }
    boolean trains = given.isEmpty() || (plan.shrinks() && task.fineTuningEpochs() > 0);
    Optional<TeacherLogits> teacher =
        task.distillation()
            .filter(taught -> trains && settings.alpha() > 0)
            .map(taught -> teacher(taught, progress));
    Training training = new Training(settings, teacher, progress);

    WeightedNetwork trained = start;
    if (given.isEmpty()) {
      trained =
          training.run(
              start,
              prunes ? settings : settings.withEpochs(settings.epochs() + task.fineTuningEpochs()));
    }
    if (training.verdict == null && prunes) {
      trained = training.prune(trained, plan.pruning());
    } else if (given.isPresent() && trains) {
      trained = training.run(trained, settings.fineTuning(task.fineTuningEpochs()));
    }
    if (training.verdict != null) {
      return new Outcome.Pruned(training.verdict.reason());
    }
    progress.doing("exporting");
    Exported exported = export(trained, plan);
    Map<String, Double> metrics = new LinkedHashMap<>();
    Map<String, String> provenance = new LinkedHashMap<>();
    metrics.put(Metrics.ACCURACY, judge.accuracy(exported.file().file()));
    metrics.put(Metrics.SIZE, (double) exported.size().raw());
    metrics.put(Metrics.COMPRESSED_SIZE, (double) exported.size().compressed());
    metrics.put(Metrics.PARAMETERS, (double) trained.network().parameters());
    metrics.put(Metrics.MULTIPLY_ADDS, (double) trained.network().multiplyAdds());
    metrics.put(Metrics.TRAINING_SECONDS, (System.nanoTime() - began) / 1e9);
    provenance.put(Provenance.ARTIFACT, exported.file().hash());
    exported.twin().ifPresent(twin -> provenance.put(Provenance.ARTIFACT_FP32, twin.hash()));
    TorchScriptFiles.keep(
        trained,
        task.artifacts(),
        images(data.validation(), PROOF_IMAGES),
        judge.threads(),
        artifacts,
        provenance);
    provenance.put(Provenance.DATA, data.contentHash());
    provenance.put(Provenance.SEED, Long.toString(settings.seed()));
    provenance.put(Provenance.CHANNELS_REMOVED, Integer.toString(training.channelsRemoved));
    if (prunes && plan.pruning().kind().leavesZeros()) {
      double sparsity = WeightPruning.sparsity(trained.network(), trained.weights());
      provenance.put(Provenance.SPARSITY, String.format(Locale.ROOT, "%.4f", sparsity));
      provenance.put(
          Provenance.SPARSE_KERNELS,
          "zeros are stored and multiplied: the runtime has no sparse kernels on CPU; they pay in"
              + " the compressed file alone");
    }
    List<String> without = WhatRuns.of(trained.network(), plan.quantisation());
    if (!without.isEmpty()) {
      provenance.put(Provenance.KERNELS, String.join("; ", without));
    }
    if (task.memoryWanted()) {
      progress.doing("measuring memory");
      judge.measureMemory(exported.file().file(), metrics, provenance);
    }
    if (task.latencyWanted()) {
      progress.doing("measuring");
      judge.measure(exported.file().file(), metrics, provenance);
    }
    return new Outcome.Measured(new Measurement(metrics, provenance));
  }

  /** A given model with the normalisations that it may have been published without. */
  private WeightedNetwork trainable(WeightedNetwork model) {
    if (prepared == null) {
      prepared =
          UnfoldBatchNorm.unfold(model, calibrationImages(UNFOLDING_IMAGES), judge.threads());
    }
    return prepared;
  }

  /**
   * What the trial will measure and is known before it trains.
   *
   * <p>Exact are the size of the file, the number of weights and of multiply-adds: which channels
   * pruning removes depends on weights and criterion, but not how many of each layer, and no number
   * in the file takes more room for being larger. The latency, measured if it is wanted first, is
   * that of the untrained network: the same operators on the same shapes, and other weights.
   */
  private Map<String, Double> known(
      WeightedNetwork untrained, CompressionPlan plan, TrialProgress progress) {
    WeightedNetwork cut = untrained;
    if (plan.pruning().prunes()) {
      Pruned pruned =
          GradualPruning.of(plan.pruning(), untrained.network(), Importance.l1()).atOnce(untrained);
      cut = new WeightedNetwork(pruned.network(), pruned.weights());
    }
    byte[] file =
        encode(cut, plan, plan.quantisation().calibrates() ? calibrationImages(1) : new float[0][]);
    Map<String, Double> known = new LinkedHashMap<>();
    known.put(Metrics.PARAMETERS, (double) cut.network().parameters());
    known.put(Metrics.MULTIPLY_ADDS, (double) cut.network().multiplyAdds());
    known.put(Metrics.SIZE, (double) file.length);
    if (task.latencyFirst()) {
      progress.doing("measuring untrained");
      judge.latency(file).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    }
    return known;
  }

  private TrainingSettings settings(long trial, Assignment assignment) {
    // a trial that is repeated must train the same network, so the seed is not the attempt's
    TrainingSettings seeded =
        task.training().withSeed(Math.floorMod(seed * 1_000_003 + trial, 1L << 53));
    return task.distillation()
        .map(
            taught ->
                seeded.withDistillation(
                    taught.temperature().at(assignment), taught.alpha().at(assignment)))
        .orElse(seeded);
  }

  private TeacherLogits teacher(Distillation taught, TrialProgress progress) {
    progress.doing("teacher");
    Network largest = task.family().largest(task.context(data));
    TrainingSettings settings = taught.teacher().withViews(task.training().views()).withSeed(seed);
    Optional<Weights> given = task.family().weights();
    Teacher teacher =
        given.isPresent()
            ? teachers.given(largest, given.get(), data, settings, gate)
            : teachers.get(largest, data, settings, gate);
    return teacher.logits();
  }

  private Exported export(WeightedNetwork trained, CompressionPlan plan) {
    float[][] images =
        plan.quantisation().calibrates()
            ? calibrationImages(task.calibrationImages())
            : new float[0][];
    byte[] file = encode(trained, plan, images);
    Optional<ArtifactSink.Stored> twin =
        plan.quantisation().quantises()
            ? Optional.of(
                artifacts.put(encode(trained, CompressionPlan.none(), images), ArtifactFormat.ONNX))
            : Optional.empty();
    return new Exported(artifacts.put(file, ArtifactFormat.ONNX), ArtifactSize.of(file), twin);
  }

  private byte[] encode(WeightedNetwork trained, CompressionPlan plan, float[][] images) {
    return PlannedExport.encode(
        trained.network(), trained.weights(), plan.quantisation(), images, judge.threads());
  }

  private float[][] calibrationImages(int wanted) {
    return images(data.train(), wanted);
  }

  private float[][] images(Split split, int wanted) {
    int count = Math.min(wanted, split.size());
    float[][] images = new float[count][data.shape().volume()];
    for (int i = 0; i < count; i++) {
      split.copyInput(i, images[i], 0);
    }
    return images;
  }

  /**
   * The files of a trial.
   *
   * @param file what is deployed
   * @param size of that file
   * @param twin the same network in 32 bits, where that is another file
   */
  private record Exported(
      ArtifactSink.Stored file, ArtifactSize size, Optional<ArtifactSink.Stored> twin) {}

  /** The trainings of one trial, whose epochs are counted through. */
  private final class Training {

    private final TrainingSettings settings;
    private final Optional<TeacherLogits> teacher;
    private final TrialProgress progress;
    private int epochsBefore;
    private int channelsRemoved;
    private Verdict.@Nullable Prune verdict;

    Training(TrainingSettings settings, Optional<TeacherLogits> teacher, TrialProgress progress) {
      this.settings = settings;
      this.teacher = teacher;
      this.progress = progress;
    }

    WeightedNetwork run(WeightedNetwork start, TrainingSettings how) {
      return run(start, how, WeightTransform.identity());
    }

    /** Prunes in steps, fine-tuning after each. */
    WeightedNetwork prune(WeightedNetwork trained, PruningPlan plan) {
      Importance importance =
          Criteria.of(
              plan.criterion(), data.train(), task.calibrationImages(), judge.threads(), gate);
      GradualPruning pruning = GradualPruning.of(plan, trained.network(), importance);
      WeightedNetwork current = trained;
      for (int step = 1; step <= pruning.steps() && verdict == null; step++) {
        progress.doing("pruning");
        Pruned pruned = pruning.step(step, current);
        channelsRemoved +=
            pruned.removedChannels().values().stream().mapToInt(Integer::intValue).sum();
        current = new WeightedNetwork(pruned.network(), pruned.weights());
        int epochs = pruning.epochsAfter(step, task.fineTuningEpochs());
        if (epochs > 0) {
          current = run(current, settings.fineTuning(epochs), plan.duringFineTuning());
        }
      }
      return current;
    }

    private WeightedNetwork run(
        WeightedNetwork start, TrainingSettings how, WeightTransform transform) {
      progress.doing(epochsBefore == 0 ? "training" : "fine-tuning");
      EpochListener listener =
          (epoch, accuracy) -> {
            Verdict judged = progress.report(epochsBefore + epoch, accuracy);
            verdict = judged instanceof Verdict.Prune prune ? prune : null;
            return verdict == null ? EpochListener.Decision.CONTINUE : EpochListener.Decision.STOP;
          };
      Trained trained =
          Trainer.onCpu()
              .through(transform)
              .train(
                  start.network(),
                  start.weights(),
                  data.train(),
                  data.validation(),
                  how,
                  teacher,
                  listener,
                  gate);
      epochsBefore += how.epochs();
      return new WeightedNetwork(start.network(), trained.weights());
    }
  }

  @Override
  public void close() {
    judge.close();
  }
}
