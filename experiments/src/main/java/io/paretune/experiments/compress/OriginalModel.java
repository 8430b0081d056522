package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.sensitivity.SensitivityAnalysis;
import io.paretune.evaluators.compress.sensitivity.SensitivitySettings;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.FileScores;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.run.Experiment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.runtime.torch.TorchEngine;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The model as it came, on the validation images: whether it and the data belong together. */
public final class OriginalModel {

  /** Multiply-adds that looking for the path may take, for each network looked at. */
  private static final long PATIENCE = 20_000_000_000L;

  /** Fewer examples say too little about a network. */
  private static final long FEWEST = 100;

  /** The most blocks that are left out of the first trials. */
  private static final int LONGEST_PATH = 4;

  private final TrialSpec trials;
  private final WeightedNetwork model;
  private final DataSet data;
  private final Guessing guessing;

  /** Of a model and opened data. */
  public OriginalModel(TrialSpec trials, DataSet data, WeightedNetwork model) {
    this.trials = trials;
    this.model = model;
    this.data = data;
    this.guessing = Guessing.of(trials.data(), data);
  }

  /** What is asked of the model. */
  public TrialSpec trials() {
    return trials;
  }

  /** The model. */
  public WeightedNetwork model() {
    return model;
  }

  /** What it is judged on. */
  public DataSet data() {
    return data;
  }

  /** The task's reported metric. */
  public Metric metric() {
    return data.head().task().reported();
  }

  /**
   * What of the model can be smaller without another training, in words; empty if nothing can.
   *
   * @param shared an experiment in which networks within the model share its weights
   */
  public Optional<String> elastic(Experiment shared) {
    NetworkProblem problem = problem(shared);
    List<String> names =
        problem.family().parameters(problem.context()).stream().map(Parameter::name).toList();
    long blocks = names.stream().filter(name -> name.startsWith(RemovalSpace.REMOVE)).count();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d residual blocks can be left out and %d groups of channels narrowed"
                .formatted(blocks, names.size() - blocks));
  }

  /** What an epoch of training takes on this machine, with all threads. */
  public Duration epoch(Experiment shared) {
    NetworkProblem problem = problem(shared);
    TrainingSettings settings = problem.spec().schedule().training().usual();
    WeightedNetwork trained = problem.trainableModel(1).orElseThrow();
    List<Duration> steps =
        Trainer.on(TorchEngine.device(problem.spec().schedule().device()))
            .pace(
                trained.network(),
                trained.weights(),
                data.train(),
                settings,
                Workplace.gate(MeasuringLease.ofThisHost()));
    // a shorter one may have had the machine alone
    return steps
        .get(steps.size() / 2)
        .multipliedBy(Math.max(1, data.train().size() / settings.batchSize()));
  }

  /** What is searched of the networks within the model. */
  public SearchSpace space(Experiment shared) {
    return problem(shared).space();
  }

  private NetworkProblem problem(Experiment shared) {
    return new NetworkProblem(shared.spec().evaluation().networks().orElseThrow(), data);
  }

  /** What guessing gets, in words. */
  public String guessing() {
    return guessing.words();
  }

  /**
   * The reported metric of the model before anything is done to it.
   *
   * @throws IllegalArgumentException if it is near chance: the preprocessing is then not the one
   *     that the model was trained with
   */
  public double score() {
    double score = score(model, data.validation().size());
    guessing.require(score, "the model as it came", "a file for --data");
    return score;
  }

  /**
   * The blocks without which the model is least wrong, before any training, judged by some
   * validation examples.
   */
  public List<RemovalPath.Step> removalPath() {
    int examples = affordable();
    return RemovalPath.greedy(
        model, without -> score(without, examples), metric(), guessing.bound(), LONGEST_PATH);
  }

  /**
   * What leaving blocks out, and narrowing them, does to the answers, each alone and before any
   * training, on some validation examples.
   *
   * @param narrowed whether blocks may be narrowed, each by its own
   * @param time after which no further block is looked at; the first one always is
   */
  public SensitivityTable sensitivity(boolean narrowed, Duration time) {
    List<Technique> changes = new ArrayList<>(List.of(new RemovalSpace()));
    if (narrowed) {
      changes.add(SensitivitySettings.channels(CompressionRequest.NARROWED));
    }
    long began = System.nanoTime();
    return SensitivityAnalysis.of(
        model,
        data,
        SensitivitySettings.defaults().withTechniques(changes).withExamples(affordable()),
        Optional.empty(),
        block -> System.nanoTime() - began < time.toNanos());
  }

  /** How many blocks there are to look at. */
  public int blocks() {
    return SensitivityAnalysis.blocks(model, SensitivitySettings.defaults()).size();
  }

  private int affordable() {
    long affordable = PATIENCE / Math.max(1, model.network().multiplyAdds());
    return (int) Math.min(data.validation().size(), Math.max(FEWEST, Math.min(500, affordable)));
  }

  private double score(WeightedNetwork network, int examples) {
    byte[] file = OnnxExport.encode(network.network(), network.weights());
    return FileScores.of(
            file, data.validation(), examples, new NetworkProblem(trials, data).form(), 1)
        .of(metric());
  }
}
