package io.paretune.evaluators.trial.preparation;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.supernet.Part;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.supernet.SupernetTraining;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.teacher.Teacher;
import io.paretune.evaluators.teacher.TeacherCache;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.state.TrainingState;
import io.paretune.evaluators.train.state.TrainingStateFile;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the shared network of a search, an epoch at a time, with a checkpoint after each. What it
 * leaves is kept by the content of networks, data and settings; a file that is damaged or of
 * something else is said and made anew.
 */
public final class SupernetPreparation implements Preparation {

  /** At this many places of its course the curve has scores of parts, which cost forward passes. */
  private static final int SCORED = 10;

  /** Decaying weights would pull channels towards zero that few parts use; long steps hurt all. */
  private static final double CLIPPING = 5;

  /** A few words for people. */
  public static final String NAME = "shared network";

  private static final String CURVE = "curve";
  private static final String CURVES = ".curve.json";
  private static final String WEIGHTS = ".weights";
  private static final String CHECKPOINT = ".checkpoint";
  private static final Logger LOG = LoggerFactory.getLogger(SupernetPreparation.class);

  private final NetworkProblem problem;
  private final FamilyParts family;
  private final DataSet data;
  private final Sharing sharing;
  private final TrainingSettings training;
  private final Place place;
  private final Device device;
  private final String identity;

  /**
   * Where and how a preparation works.
   *
   * @param directory where what is made is kept; made if it does not exist
   * @param gate goes around every step
   * @param allowed how long it may take: fewer epochs are trained where the time is not enough
   * @param lanes threads that train parts side by side, at least 1; what is made does not depend on
   *     it
   */
  public record Place(Path directory, StepGate gate, TimeAllowed allowed, int lanes) {
    /** One thread that may take what it takes. */
    public Place(Path directory, StepGate gate) {
      this(directory, gate, TimeAllowed.unlimited(), 1);
    }
  }

  /**
   * @param problem with sharing
   * @param seed the study's
   */
  public SupernetPreparation(NetworkProblem problem, long seed, Place place) {
    this.problem = problem;
    this.family = problem.parts();
    this.data = problem.data();
    this.sharing = problem.spec().schedule().sharing().orElseThrow();
    this.training = settings(problem.spec().schedule(), sharing, seed);
    this.place = place;
    this.device = TorchEngine.device(problem.spec().schedule().device());
    this.identity =
        Digest.sha256(
            String.join(
                "\n",
                family.supernet().contentHash(),
                family.space().toString(),
                family.smallest().contentHash(),
                data.contentHash(),
                training.toString(),
                Integer.toString(sharing.subnetsPerStep()),
                problem.family().weightsHash(problem.context()).orElse("")));
  }

  private static TrainingSettings settings(Schedule schedule, Sharing sharing, long seed) {
    TrainingSettings usual = schedule.training().usual();
    TrainingSettings taught =
        schedule
            .distillation()
            .map(by -> usual.withDistillation(by.temperature().smallest(), by.alpha().smallest()))
            .orElse(usual);
    return taught
        .withEpochs(sharing.epochs())
        .withOptimisation(taught.optimisation().withWeightDecay(0).withClipping(CLIPPING))
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

  /** The model that all networks are within, if it came with its weights; looks at it now. */
  public Optional<WeightedNetwork> model() {
    return problem.trainableModel(1);
  }

  /** Gives parts their statistics. */
  public Recalibration recalibration() {
    return new Recalibration(
        data.train().sample(sharing.recalibrationImages()), device, place.gate());
  }

  /** The shared tensors, made now if nobody has made them. */
  public SharedTensors tensors() {
    Path file = prepare(PreparationListener.silent()).file();
    try {
      return SharedTensors.of(MappedWeights.open(file));
    } catch (IOException unreadable) {
      throw unusable(unreadable);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A file of the training that was cut so. */
  private Path file(List<TimeAllowed.Cut> cuts, String ending) {
    String whole = cuts.isEmpty() ? identity : Digest.sha256(identity + cuts);
    return place.directory().resolve("supernet-" + whole.substring(0, 24) + ending);
  }

  @Override
  public Prepared prepare(PreparationListener listener) {
    try {
      Files.createDirectories(place.directory().toAbsolutePath());
      return OneAtATime.with(
          file(List.of(), ".lock"),
          () -> {
            Optional<Prepared> found = found(place.allowed().cuts());
            return found.isPresent() ? found.get() : made(listener);
          });
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private TrainingException unusable(IOException cause) {
    return new TrainingException(
        "the shared network cannot be kept in %s: %s"
            .formatted(place.directory().toAbsolutePath(), cause.getMessage()),
        cause);
  }

  /** The curve is written last: where it is, the weights are whole. */
  private Optional<Prepared> found(List<TimeAllowed.Cut> cuts) throws IOException {
    Path weights = file(cuts, WEIGHTS);
    if (!Files.exists(file(cuts, CURVES))) {
      return Optional.empty();
    }
    try {
      MappedWeights.open(weights);
      Curve curve = Curve.read(Files.readString(file(cuts, CURVES)));
      return Optional.of(new Prepared(weights, curve, true));
    } catch (IllegalArgumentException | IOException damaged) {
      LOG.warn("the shared network is trained anew: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  private Prepared made(PreparationListener listener) throws IOException {
    SupernetTraining.Plan plan =
        new SupernetTraining.Plan(
            training, sharing.subnetsPerStep(), model().map(this::teaching), place.lanes());
    FirstEpoch watched = new FirstEpoch(place.gate(), place.allowed());
    try (SupernetTraining shared =
        new SupernetTraining(family, data.train(), plan, device, watched)) {
      TrainingLoop loop = shared.loop();
      Curve curve = goneOn(shared);
      cutAsBefore(loop);
      EpochPace pace = new EpochPace();
      while (!loop.done()) {
        long began = System.nanoTime();
        watched.begins(loop.epochs() == 0 ? loop.steps() : 0);
        double loss = loop.epoch().get(0);
        Path before = file(cutsUntil(loop.epochs()), CHECKPOINT);
        pace.add(Duration.ofNanos(System.nanoTime() - began));
        cut(loop, pace);
        curve = curve.with(point(shared, loss));
        keep(shared, curve, before);
        listener.done(loop.epochs(), loop.planned(), loss);
      }
      return kept(shared, curve);
    }
  }

  /** The model with its answers, which are asked for once and kept beside the shared network. */
  private SupernetTraining.Model teaching(WeightedNetwork model) {
    Teacher teacher =
        new TeacherCache(place.directory(), device)
            .given(problem.model().orElseThrow(), data, training, place.gate());
    return new SupernetTraining.Model(model.weights(), teacher.logits());
  }

  /** Ends sooner where the next epochs would come too late, or as was planned when it was so. */
  private void cut(TrainingLoop loop, EpochPace pace) {
    int done = loop.epochs();
    cutAsBefore(loop);
    if (cutsFrom(done).isEmpty() && (pace.known() || !place.allowed().leaves(pace.least()))) {
      loop.shorten(place.allowed().epochs(done, loop.planned(), pace.usual()));
    }
  }

  /** As earlier processes of this run have planned, up to where the training stands. */
  private void cutAsBefore(TrainingLoop loop) {
    for (TimeAllowed.Cut cut : cutsUntil(loop.epochs() + 1)) {
      if (cut.epochs() < loop.planned()) {
        loop.shorten(Math.max(loop.epochs(), cut.epochs()));
      }
    }
  }

  /** Cuts that were planned before so many epochs were behind it. */
  private List<TimeAllowed.Cut> cutsUntil(int epochs) {
    return place.allowed().cuts().stream().filter(cut -> cut.after() < epochs).toList();
  }

  private List<TimeAllowed.Cut> cutsFrom(int epochs) {
    return place.allowed().cuts().stream().filter(cut -> cut.after() >= epochs).toList();
  }

  /** A checkpoint of a training that was cut is another's no more. */
  private void keep(SupernetTraining shared, Curve curve, Path before) throws IOException {
    Path checkpoint = file(cutsUntil(shared.loop().epochs() + 1), CHECKPOINT);
    TrainingStateFile.save(shared.loop().state(identity, Map.of(CURVE, curve.json())), checkpoint);
    if (!before.equals(checkpoint)) {
      Files.deleteIfExists(before);
    }
  }

  private Prepared kept(SupernetTraining shared, Curve curve) throws IOException {
    List<TimeAllowed.Cut> cuts = place.allowed().cuts();
    WeightsFile.save(shared.weights(), file(cuts, WEIGHTS));
    String text = curve.json();
    WholeFile.write(file(cuts, CURVES), file -> Files.writeString(file, text));
    Files.deleteIfExists(file(cuts, CHECKPOINT));
    return new Prepared(file(cuts, WEIGHTS), curve, false);
  }

  /**
   * Restores a checkpoint, if there is one of exactly this training; gives the curve so far. Where
   * a process was killed between a cut and its first checkpoint, it is the one before the cut.
   */
  private Curve goneOn(SupernetTraining shared) {
    List<TimeAllowed.Cut> cuts = place.allowed().cuts();
    for (int taken = cuts.size(); taken >= 0; taken--) {
      Path checkpoint = file(cuts.subList(0, taken), CHECKPOINT);
      int most = taken == cuts.size() ? Integer.MAX_VALUE : cuts.get(taken).after();
      Optional<TrainingState> state =
          Files.exists(checkpoint) ? state(checkpoint) : Optional.empty();
      if (state.isPresent() && state.get().steps() <= (long) most * shared.loop().steps()) {
        Curve curve = Curve.read(String.valueOf(state.get().notes().get(CURVE)));
        shared.loop().restore(state.get());
        return curve;
      }
    }
    return Curve.none();
  }

  private Optional<TrainingState> state(Path checkpoint) {
    try {
      TrainingState state = TrainingStateFile.load(checkpoint);
      if (!state.identity().equals(identity)) {
        throw new IllegalArgumentException(checkpoint + " is of another training");
      }
      return Optional.of(state);
    } catch (IllegalArgumentException damaged) {
      LOG.warn("the shared network is trained from its beginning: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  private Curve.Point point(SupernetTraining shared, double loss) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", loss);
    int epoch = shared.loop().epochs();
    int planned = shared.loop().planned();
    if (epoch * SCORED / planned > (epoch - 1) * SCORED / planned) {
      SharedTensors tensors = SharedTensors.of(shared.weights());
      if (problem.family().weights(problem.context()).isEmpty()) {
        figures.put("largest", score(family.supernet().largest(), tensors));
      }
      figures.put("smallest", score(family.smallest(), tensors));
      figures.put(
          "random",
          score(
              family.random(RandomGeneratorFactory.of("L64X128MixRandom").create(training.seed())),
              tensors));
    }
    return new Curve.Point(epoch, figures);
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
