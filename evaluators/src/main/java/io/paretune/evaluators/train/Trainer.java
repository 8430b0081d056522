package io.paretune.evaluators.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains a network from given weights, be they fresh or left after pruning. A pure function of its
 * arguments: on one thread of one machine, the same ones give the same weights to the last bit.
 *
 * <p>PyTorch collects gradients for one training in a process at a time; the number of threads is
 * the process's, set by {@code OMP_NUM_THREADS} before it starts. All native memory is freed on
 * return.
 */
public final class Trainer {
  private final Device device;
  private final ForwardTransform transform;
  private final Optional<FeatureTeacher> hidden;

  private Trainer(Device device, ForwardTransform transform, Optional<FeatureTeacher> hidden) {
    this.device = device;
    this.transform = transform;
    this.hidden = hidden;
  }

  /** A trainer on the CPU. */
  public static Trainer onCpu() {
    return on(Device.cpu());
  }

  /** A trainer on a device, such as {@code Device.gpu(0)}. */
  public static Trainer on(Device device) {
    return new Trainer(device, WeightTransform.identity(), Optional.empty());
  }

  /** This trainer, with trainable weights and values passed through a transform. */
  public Trainer through(ForwardTransform newTransform) {
    return new Trainer(device, newTransform, hidden);
  }

  /** This trainer, drawing features towards those of a teacher, if there is one. */
  public Trainer towards(Optional<FeatureTeacher> newTeacher) {
    return new Trainer(device, transform, newTeacher);
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
    checkFit(network, train);
    checkFit(network, validation);
    teacher.ifPresent(logits -> logits.requireFor(train, settings.views(), network.outputs()));
    if (train.size() < 2) {
      throw new IllegalArgumentException("training must have at least 2 examples, got 1");
    }
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed((int) settings.seed());
    try (NDManager manager = engine.newBaseManager(device);
        TrainingStep step =
            new TrainingStep(
                network, initial, train, settings, teacher, transform, hidden, manager)) {
      List<EpochResult> history = new ArrayList<>();
      boolean stopped = false;
      for (int epoch = 1; epoch <= settings.epochs() && !stopped; epoch++) {
        double loss = epoch(step, epoch, train.size(), settings, gate);
        double score =
            Inference.score(network, step.arrays(), transform, manager, validation, gate)
                .of(validation.head().task().reported());
        history.add(new EpochResult(epoch, loss, score));
        stopped = listener.onEpoch(epoch, score) == EpochListener.Decision.STOP;
      }
      return new Trained(step.weights(), step.parameters(), history, stopped);
    }
  }

  /** One pass over the data in a fresh order; the batches' sizes differ by at most one. */
  private static double epoch(
      TrainingStep step, int epoch, int size, TrainingSettings settings, StepGate gate) {
    int steps = step.steps();
    int[] order = shuffled(size, settings.seed(), epoch);
    double[] loss = {0};
    for (int s = 0; s < steps; s++) {
      int from = (int) ((long) size * s / steps);
      int to = (int) ((long) size * (s + 1) / steps);
      double learningRate =
          settings
              .optimisation()
              .rate()
              .at((long) (epoch - 1) * steps + s, (long) settings.epochs() * steps);
      gate.run(() -> loss[0] += (to - from) * step.run(order, from, to, epoch, learningRate));
      if (!Double.isFinite(loss[0])) {
        throw new TrainingException(
            "the loss must stay finite, got %s in epoch %d, step %d; lower the learning rate (%s)"
                .formatted(loss[0], epoch, s + 1, settings.learningRate()));
      }
    }
    return loss[0] / size;
  }

  private static int[] shuffled(int size, long seed, int epoch) {
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom")
            .create(Views.mix(seed) + epoch);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
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
