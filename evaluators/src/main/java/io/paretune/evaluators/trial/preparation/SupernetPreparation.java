package io.paretune.evaluators.trial.preparation;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.supernet.Part;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.supernet.SupernetTraining;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.teacher.TeacherCache;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.preparation.kept.EpochTraining;
import io.paretune.evaluators.trial.preparation.kept.KeptTraining;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.evaluators.trial.preparation.kept.StepForecast;
import io.paretune.hardware.Digest;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains the shared network of a search. What it leaves is kept by the content of networks, data
 * and settings.
 */
public final class SupernetPreparation implements Preparation {

  /** At this many places of its course the curve has scores of parts, which cost forward passes. */
  private static final int SCORED = 10;

  /** Long steps hurt all parts. */
  private static final double CLIPPING = 5;

  /**
   * Share of a network's weight decay. Without any, parts were 4 points worse on CIFAR-10; with all
   * of it, channels that few parts use may be pulled so near to zero that a loss is not finite (ADR
   * 21).
   */
  private static final double DECAY = 0.5;

  /** A few words for people. */
  public static final String NAME = "shared network";

  private static final String STEM = "supernet";
  private static final String FIX = "leave out 'sharing'";

  private final NetworkProblem problem;
  private final FamilyParts family;
  private final DataSet data;
  private final Sharing sharing;
  private final TrainingSettings training;
  private final Place place;
  private final Device device;
  private final KeptTraining kept;

  /**
   * @param problem with sharing
   * @param seed the study's
   */
  public SupernetPreparation(NetworkProblem problem, long seed, Place place) {
    this.problem = problem;
    this.family = problem.parts();
    this.data = problem.data();
    this.sharing = problem.spec().schedule().sharing().orElseThrow();
    this.training = settings(problem.spec().schedule(), sharing, isGiven(), seed);
    this.place = place;
    this.device = TorchEngine.device(problem.spec().schedule().device());
    this.kept = new KeptTraining(subject(), place, this::opened);
  }

  private KeptTraining.Subject subject() {
    String identity =
        Digest.sha256(
            String.join(
                "\n",
                family.supernet().contentHash(),
                family.space().toString(),
                family.smallest().contentHash(),
                data.contentHash(),
                training.toString(),
                Integer.toString(sharing.subnetsPerStep()),
                device.getDeviceType() + training.precision().on(device),
                problem.family().weightsHash(problem.context()).orElse("")));
    return new KeptTraining.Subject(NAME, STEM, FIX, identity, training.epochs(), 0, isGiven());
  }

  private static TrainingSettings settings(
      Schedule schedule, Sharing sharing, boolean given, long seed) {
    TrainingSettings usual = schedule.training().usual();
    TrainingSettings taught =
        schedule
            .distillation()
            .map(by -> usual.withDistillation(by.temperature().smallest(), by.alpha().smallest()))
            .orElse(usual);
    double decay = given ? 0 : DECAY * taught.optimisation().weightDecay();
    return taught
        .withEpochs(sharing.epochs())
        .withOptimisation(taught.optimisation().withWeightDecay(decay).withClipping(CLIPPING))
        .withSeed(seed);
  }

  /** The networks that share weights. */
  public FamilyParts family() {
    return family;
  }

  /** A network that the family builds, as a part. */
  public Part part(Network built) {
    return family.supernet().part(problem.trainable(built));
  }

  /** Whether all networks are within a model that came with its weights. */
  public boolean isGiven() {
    return problem.family().weights(problem.context()).isPresent();
  }

  /** The model that all networks are within, if it came with its weights; looks at it now. */
  public Optional<WeightedNetwork> model() {
    return problem.trainableModel(1);
  }

  /** Gives parts their statistics. */
  public Recalibration recalibration() {
    return recalibration(sharing.recalibrationImages());
  }

  /** As {@link #recalibration()}, by so many training examples. */
  public Recalibration recalibration(int examples) {
    return new Recalibration(data.train(), examples, device, place.gate());
  }

  /** The shared tensors, made now if nobody has made them. */
  public SharedTensors tensors() {
    Path file = prepare(PreparationListener.silent()).file();
    try {
      return SharedTensors.of(MappedWeights.open(file));
    } catch (IOException unreadable) {
      throw new TrainingException(
          "the %s %s cannot be read: %s".formatted(NAME, file, unreadable.getMessage()),
          unreadable);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Prepared prepare(PreparationListener listener) {
    return kept.prepare(listener);
  }

  /** All parts but the largest one may be small; those of a model come with plans of their own. */
  @Override
  public void requireTime(Duration time) {
    if (!isGiven() && !kept.isThere(time)) {
      Network always =
          sharing.subnetsPerStep() > 1 ? family.supernet().largest() : family.smallest();
      new FirstEpoch(always, data.train(), training, device, place.gate()).require(time, NAME, FIX);
    }
  }

  private EpochTraining opened(StepGate gate) {
    SupernetTraining.Plan plan =
        new SupernetTraining.Plan(
            training, sharing.subnetsPerStep(), model().map(this::teaching), place.lanes());
    return new Scored(new SupernetTraining(family, data.train(), plan, device, gate));
  }

  /** The model with its answers, which are asked for once and kept beside the shared network. */
  private SupernetTraining.Model teaching(WeightedNetwork model) {
    int batches = TeacherLogits.batches(data.train(), training.views());
    StepForecast asking =
        new StepForecast(
            place.gate(), rest -> place.allowed().require("the model's answers", rest, FIX));
    asking.begins(batches);
    TeacherCache answers =
        new TeacherCache(place.directory(), device, place.lanes())
            .waiting(() -> place.allowed().leaves(Duration.ZERO));
    // one network has no parts that go side by side: its operators take the threads
    return TorchEngine.withThreads(
        place.lanes(),
        () ->
            new SupernetTraining.Model(
                model.weights(),
                answers.answers(problem.model().orElseThrow(), data, training.views(), asking)));
  }

  /** The training, of which some parts are looked at now and then. */
  private final class Scored implements EpochTraining {
    private final SupernetTraining shared;

    Scored(SupernetTraining shared) {
      this.shared = shared;
    }

    @Override
    public TrainingLoop loop() {
      return shared.loop();
    }

    @Override
    public Weights weights() {
      return shared.weights();
    }

    @Override
    public Map<String, Double> figures() {
      int epoch = loop().epochs();
      int planned = loop().planned();
      boolean looked = epoch * SCORED / planned > (epoch - 1) * SCORED / planned;
      return looked ? scoresOfParts(SharedTensors.of(weights())) : Map.of();
    }

    @Override
    public void close() {
      shared.close();
    }
  }

  private Map<String, Double> scoresOfParts(SharedTensors tensors) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (problem.family().weights(problem.context()).isEmpty()) {
      figures.put("largest", score(family.supernet().largest(), tensors));
    }
    figures.put("smallest", score(family.smallest(), tensors));
    figures.put(
        "random",
        score(
            family.random(RandomGeneratorFactory.of("L64X128MixRandom").create(training.seed())),
            tensors));
    return figures;
  }

  private double score(Network network, SharedTensors tensors) {
    return scores(network, tensors).of(data.head().task().reported());
  }

  /**
   * How good a network is as a part of the shared one, with statistics of its own, on the
   * validation split.
   *
   * @param tensors the shared ones, as {@link #tensors} gives them
   */
  public Scores scores(Network network, SharedTensors tensors) {
    WeightedNetwork part = recalibration().of(family.supernet().part(network).with(tensors));
    try (Inference inference = new Inference(part.network(), part.weights(), device)) {
      return inference.score(data.validation());
    }
  }
}
