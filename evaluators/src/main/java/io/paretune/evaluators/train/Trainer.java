package io.paretune.evaluators.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.batch.Batches;
import io.paretune.evaluators.train.batch.BatchesAhead;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.FeatureLoss;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.Lanes;
import io.paretune.evaluators.train.step.Shares;
import io.paretune.evaluators.train.step.TaskObjective;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.train.step.TrainingStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Trains a network from given weights, be they fresh or left after pruning. A pure function of its
 * arguments: on one thread of one machine, the same ones give the same weights to the last bit.
 *
 * <p>PyTorch collects gradients for one training in a process at a time; the number of threads is
 * the process's, set by {@code OMP_NUM_THREADS} before it starts. All native memory is freed on
 * return.
 */
public final class Trainer {
  /** Steps that are timed. */
  private static final int PACES = 5;

  private final List<Device> places;
  private final ForwardTransform transform;
  private final Optional<FeatureTeacher> hidden;
  private final int feeders;
  private final LongSupplier excess;

  private Trainer(
      List<Device> places,
      ForwardTransform transform,
      Optional<FeatureTeacher> hidden,
      int feeders,
      LongSupplier excess) {
    this.places = List.copyOf(places);
    this.transform = transform;
    this.hidden = hidden;
    this.feeders = feeders;
    this.excess = excess;
  }

  /** A trainer on the CPU. */
  public static Trainer onCpu() {
    return on(Device.cpu());
  }

  /** A trainer on a device, such as {@code Device.gpu(0)}. */
  public static Trainer on(Device device) {
    return on(List.of(device));
  }

  /**
   * A trainer that shares each batch out.
   *
   * @param places devices of this host, or the same processor several times, once for each share;
   *     the first one keeps the weights
   */
  public static Trainer on(List<Device> places) {
    return new Trainer(places, WeightTransform.identity(), Optional.empty(), 1, () -> 0);
  }

  /** This trainer, with trainable weights and values passed through a transform. */
  public Trainer through(ForwardTransform newTransform) {
    return new Trainer(places, newTransform, hidden, feeders, excess);
  }

  /** This trainer, drawing features towards those of a teacher, if there is one. */
  public Trainer towards(Optional<FeatureTeacher> newTeacher) {
    return new Trainer(places, transform, newTeacher, feeders, excess);
  }

  /**
   * This trainer, whose batches are made by so many threads; what is trained does not depend on it.
   *
   * @param threads at least 1
   */
  public Trainer fedBy(int threads) {
    return new Trainer(places, transform, hidden, threads, excess);
  }

  /**
   * This trainer, which takes batches in smaller parts where it takes too much of its devices'
   * memory.
   *
   * @param newExcess bytes beyond what it may take; asked now and then
   */
  public Trainer makingRoom(LongSupplier newExcess) {
    return new Trainer(places, transform, hidden, feeders, newExcess);
  }

  /**
   * Trains for the given number of epochs or until the listener says stop.
   *
   * @param initial the weights to start from; unchanged
   * @param teacher the teacher's answers to exactly {@code settings.views()} of {@code train}
   * @param gate goes around every training step and every validation batch
   * @throws IllegalArgumentException if network, data, settings and teacher do not fit together
   * @throws TrainingException if the loss becomes infinite or not a number
   */
  public Trained train(
      Network network,
      Weights initial,
      TrainSplit train,
      ValidationSplit validation,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      EpochListener listener,
      StepGate gate) {
    checkFit(network, validation);
    try (NetworkTraining training = begin(network, initial, train, settings, teacher, gate)) {
      TrainingLoop loop = training.loop();
      List<EpochResult> history = new ArrayList<>();
      boolean stopped = false;
      while (!loop.done() && !stopped) {
        double loss = loop.epoch().get(0);
        double score = training.score(validation).of(validation.head().task().reported());
        history.add(new EpochResult(loop.epochs(), loss, score));
        stopped = listener.onEpoch(loop.epochs(), score) == EpochListener.Decision.STOP;
        loop.shorten(listener.epochs(loop.epochs(), loop.planned()));
      }
      return new Trained(training.weights(), training.parameters(), history, stopped);
    }
  }

  /**
   * A training whose steps the caller takes; to be closed.
   *
   * @param initial the weights to start from; unchanged
   * @param teacher the teacher's answers to exactly {@code settings.views()} of {@code train}
   * @param gate goes around every training step and every batch of a scoring
   * @throws IllegalArgumentException if network, data, settings and teacher do not fit together
   */
  public NetworkTraining begin(
      Network network,
      Weights initial,
      TrainSplit train,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      StepGate gate) {
    checkFit(network, train);
    teacher.ifPresent(logits -> logits.requireFor(train, settings.views(), network.outputs()));
    if (train.size() < 2) {
      throw new IllegalArgumentException("training must have at least 2 examples, got 1");
    }
    NDManager manager = Engine.getEngine("PyTorch").newBaseManager(places.get(0));
    try {
      WeightArrays weights = new WeightArrays(network, initial, manager);
      WeightArrays parameters = WeightArrays.ofParameters(transform.parameters(), manager);
      Update update = update(settings, weights, manager);
      update.add(parameters, 1);
      return new NetworkTraining(
          network,
          transform,
          gate,
          new NetworkTraining.State(manager, weights, parameters, update),
          loop(network, train, settings, teacher, gate, update, manager));
    } catch (RuntimeException refused) {
      manager.close();
      throw refused;
    }
  }

  /**
   * How long some steps take here, once everything is loaded; the shortest first.
   *
   * @param network whose tensors are {@code initial}, which stay as they are
   * @param settings size of a batch, precision and optimiser
   * @param gate goes around every step; the wait for it is not counted
   */
  public List<Duration> pace(
      Network network,
      Weights initial,
      TrainSplit train,
      TrainingSettings settings,
      StepGate gate) {
    TrainingSettings brief = settings.withEpochs(PACES + 1);
    TimedSteps timed = new TimedSteps(gate);
    try (NetworkTraining training =
        begin(network, initial, train, brief, Optional.empty(), timed)) {
      for (int step = 0; step <= PACES; step++) {
        training.loop().step();
      }
      // the first one loads
      return timed.nanos.stream().skip(1).sorted().map(Duration::ofNanos).toList();
    }
  }

  /** A gate that knows how long steps take, and not how long those wait or what is done beside. */
  private static final class TimedSteps implements StepGate {
    private final StepGate gate;
    private final List<Long> nanos = new ArrayList<>();

    TimedSteps(StepGate gate) {
      this.gate = gate;
    }

    @Override
    public void run(Runnable step) {
      gate.run(
          () -> {
            long began = System.nanoTime();
            step.run();
            nanos.add(System.nanoTime() - began);
          });
    }

    @Override
    public StepGate beside() {
      return gate.beside();
    }
  }

  /** Gives back what is kept of GPUs' memory for later trainings. */
  public void giveBack() {
    places.forEach(Shares::emptyCache);
  }

  private Update update(TrainingSettings settings, WeightArrays weights, NDManager manager) {
    boolean scaled = settings.precision().scalesLosses(places.get(0));
    return new Update(settings.optimisation(), weights, manager, scaled);
  }

  private TrainingLoop loop(
      Network network,
      TrainSplit train,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      StepGate gate,
      Update update,
      NDManager manager) {
    Optional<FeatureLoss> features =
        hidden.map(taught -> new FeatureLoss(network, taught, settings.seed(), manager));
    features.ifPresent(of -> update.add(of.projections(), FeatureLoss.PROJECTION_RATE));
    DistillationLoss loss =
        new DistillationLoss(
            train.head().loss(),
            settings.soft().temperature(),
            teacher.isPresent() ? settings.soft().alpha() : 0);
    ViewedBatches views = new ViewedBatches(network, train, settings.batching(), teacher, loss);
    Batches batches = new BatchesAhead(views, settings.epochs(), feeders, gate);
    Branch branch =
        new Branch(network, transform, Mode.TRAINING, new TaskObjective(loss, features));
    return new TrainingLoop(
        new TrainingStep(batches, update, shares(settings.precision(), manager)),
        BranchSource.always(branch),
        new TrainingLoop.Course(settings.epochs(), settings.optimisation().rate(), settings.seed()),
        gate);
  }

  private Shares shares(TrainingPrecision precision, NDManager manager) {
    List<NDManager> owners = new ArrayList<>(List.of(manager));
    places.stream().skip(1).forEach(other -> owners.add(manager.newSubManager(other)));
    // shares of the processor have its threads between them
    int threads = places.size() == 1 ? 0 : Math.max(1, feeders / places.size());
    return new Shares(
        owners, precision.on(places.get(0)), new Lanes(places.size(), threads), excess);
  }

  private static void checkFit(Network network, Split split) {
    if (network.input().elements() != split.examples().shape().volume()) {
      throw new IllegalArgumentException(
          "the network's input must have the data's shape, got %s and %s"
              .formatted(network.input(), split.examples().shape()));
    }
    if (network.outputs() != split.head().outputs()) {
      throw new IllegalArgumentException(
          "the network must have as many outputs as the data have %s, got %d and %d"
              .formatted(
                  split.targets().words().replaceFirst("^\\d+ ", ""),
                  network.outputs(),
                  split.head().outputs()));
    }
  }
}
