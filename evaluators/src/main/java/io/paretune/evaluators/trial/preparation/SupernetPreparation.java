package io.paretune.evaluators.trial.preparation;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.supernet.SupernetTraining;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.step.TrainingState;
import io.paretune.evaluators.train.step.TrainingStateFile;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final Logger LOG = LoggerFactory.getLogger(SupernetPreparation.class);

  private final FamilyParts family;
  private final DataSet data;
  private final Sharing sharing;
  private final TrainingSettings training;
  private final Path stem;
  private final StepGate gate;
  private final Device device;
  private final String identity;

  /**
   * @param problem with sharing
   * @param seed the study's
   * @param directory where what is made is kept; made if it does not exist
   * @param gate goes around every step
   */
  public SupernetPreparation(NetworkProblem problem, long seed, Path directory, StepGate gate) {
    this.family = new FamilyParts(problem.family(), problem.context());
    this.data = problem.data();
    this.sharing = problem.spec().schedule().sharing().orElseThrow();
    this.training = settings(problem.spec().schedule().training().usual(), sharing, seed);
    this.gate = gate;
    this.device = TorchEngine.device(problem.spec().schedule().device());
    this.identity =
        Digest.sha256(
            String.join(
                "\n",
                family.supernet().contentHash(),
                data.contentHash(),
                training.toString(),
                Integer.toString(sharing.subnetsPerStep())));
    this.stem = directory.resolve("supernet-" + identity.substring(0, 24));
  }

  private static TrainingSettings settings(TrainingSettings usual, Sharing sharing, long seed) {
    return usual
        .withEpochs(sharing.epochs())
        .withOptimisation(usual.optimisation().withWeightDecay(0).withClipping(CLIPPING))
        .withSeed(seed);
  }

  /** The networks that share weights. */
  public FamilyParts family() {
    return family;
  }

  /** Gives parts their statistics. */
  public Recalibration recalibration() {
    return new Recalibration(data.train().sample(sharing.recalibrationImages()), device, gate);
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

  private Path with(String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }

  @Override
  public Prepared prepare(PreparationListener listener) {
    try {
      Files.createDirectories(stem.toAbsolutePath().getParent());
      return OneAtATime.with(
          with(".lock"),
          () -> {
            Optional<Prepared> found = found();
            return found.isPresent() ? found.get() : made(listener);
          });
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private TrainingException unusable(IOException cause) {
    return new TrainingException(
        "the shared network cannot be kept in %s: %s"
            .formatted(stem.toAbsolutePath().getParent(), cause.getMessage()),
        cause);
  }

  /** The curve is written last: where it is, the weights are whole. */
  private Optional<Prepared> found() throws IOException {
    if (!Files.exists(with(".curve.json"))) {
      return Optional.empty();
    }
    try {
      MappedWeights.open(with(".weights"));
      Curve curve = Curve.read(Files.readString(with(".curve.json")));
      return Optional.of(new Prepared(with(".weights"), curve, true));
    } catch (IllegalArgumentException | IOException damaged) {
      LOG.warn("the shared network is trained anew: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  private Prepared made(PreparationListener listener) throws IOException {
    SupernetTraining.Plan plan = new SupernetTraining.Plan(training, sharing.subnetsPerStep());
    try (SupernetTraining shared = new SupernetTraining(family, data.train(), plan, device, gate)) {
      Curve curve = goneOn(shared);
      while (!shared.loop().done()) {
        List<Double> losses = shared.loop().epoch();
        int epoch = shared.loop().epochs();
        curve = curve.with(point(shared, epoch, losses.get(0)));
        TrainingState state = shared.loop().state(identity, Map.of(CURVE, curve.json()));
        TrainingStateFile.save(state, with(".checkpoint"));
        listener.done(epoch, sharing.epochs(), losses.get(0));
      }
      WeightsFile.save(shared.weights(), with(".weights"));
      String text = curve.json();
      WholeFile.write(with(".curve.json"), file -> Files.writeString(file, text));
      Files.deleteIfExists(with(".checkpoint"));
      return new Prepared(with(".weights"), curve, false);
    }
  }

  /** Restores a checkpoint, if there is one of exactly this training; gives the curve so far. */
  private Curve goneOn(SupernetTraining shared) {
    Path checkpoint = with(".checkpoint");
    if (!Files.exists(checkpoint)) {
      return Curve.none();
    }
    try {
      TrainingState state = TrainingStateFile.load(checkpoint);
      if (!state.identity().equals(identity)) {
        throw new IllegalArgumentException(checkpoint + " is of another training");
      }
      Curve curve = Curve.read(String.valueOf(state.notes().get(CURVE)));
      shared.loop().restore(state);
      return curve;
    } catch (IllegalArgumentException damaged) {
      LOG.warn("the shared network is trained from its beginning: {}", damaged.getMessage());
      return Curve.none();
    }
  }

  private Curve.Point point(SupernetTraining shared, int epoch, double loss) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", loss);
    int before = (epoch - 1) * SCORED / sharing.epochs();
    if (epoch * SCORED / sharing.epochs() > before) {
      SharedTensors tensors = SharedTensors.of(shared.weights());
      figures.put("largest", score(family.supernet().largest(), tensors));
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
