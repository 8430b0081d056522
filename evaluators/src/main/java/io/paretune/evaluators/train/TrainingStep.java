package io.paretune.evaluators.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.FeatureLoss;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.BatchMemory;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.views.Views;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of training: batch, forward, backward, update. Batches go to PyTorch through three
 * buffers that are allocated once (DJL would take fresh memory outside the heap for every batch,
 * which is freed only when the collector gets there), and all arrays of a step die with its own
 * manager.
 */
final class TrainingStep implements AutoCloseable {
  private final Network network;
  private final TrainSplit split;
  private final TrainingSettings settings;
  private final Optional<TeacherLogits> teacher;
  private final ForwardTransform transform;
  private final DistillationLoss loss;
  private final Optional<FeatureLoss> features;
  private final NDManager manager;
  private final WeightArrays weights;
  private final WeightArrays parameters;
  private final Update update;
  private final int outputs;
  private final int steps;
  private final float[] inputs;
  private final float[] targets;
  private final float[] teacherTargets;
  private final float[] mixed;
  private final float[] scratch;
  private final BatchMemory inputMemory;
  private final BatchMemory targetMemory;
  private final BatchMemory teacherMemory;

  TrainingStep(
      Network network,
      Weights initial,
      TrainSplit split,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      ForwardTransform transform,
      Optional<FeatureTeacher> featuresTeacher,
      NDManager parent) {
    this.network = network;
    this.split = split;
    this.settings = settings;
    this.transform = transform;
    this.teacher = teacher.filter(logits -> settings.soft().alpha() > 0);
    this.loss =
        new DistillationLoss(
            split.head().loss(),
            settings.soft().temperature(),
            teacher.isPresent() ? settings.soft().alpha() : 0);
    this.manager = parent.newSubManager();
    this.features =
        featuresTeacher.map(taught -> new FeatureLoss(network, taught, settings.seed(), manager));
    this.weights = new WeightArrays(network, initial, manager);
    this.parameters = WeightArrays.ofParameters(transform.parameters(), manager);
    this.update = new Update(settings.optimisation(), weights, manager);
    update.add(parameters, 1);
    features.ifPresent(of -> update.add(of.projections(), FeatureLoss.PROJECTION_RATE));
    this.outputs = network.outputs();
    // Every batch has at least two examples, for batch normalisation.
    this.steps =
        Math.min(
            (split.size() + settings.batchSize() - 1) / settings.batchSize(), split.size() / 2);
    int batch = (split.size() + steps - 1) / steps;
    int volume = split.examples().shape().volume();
    this.inputs = new float[batch * volume];
    this.targets = new float[batch * outputs];
    this.teacherTargets = new float[batch * outputs];
    this.mixed = new float[outputs];
    this.scratch = new float[volume];
    this.inputMemory = new BatchMemory(inputs.length);
    this.targetMemory = new BatchMemory(targets.length);
    this.teacherMemory = new BatchMemory(teacherTargets.length);
  }

  /** How many steps make an epoch. */
  int steps() {
    return steps;
  }

  /** Weights and parameters as they are, by name: to read. */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> all = new LinkedHashMap<>(weights.arrays());
    all.putAll(parameters.arrays());
    return all;
  }

  /** A copy of the weights in Java's memory. */
  Weights weights() {
    return weights.toWeights();
  }

  /** A copy of the transform's parameters in Java's memory. */
  Weights parameters() {
    return parameters.toWeights();
  }

  /**
   * Trains on the examples {@code order[from]} (inclusive) to {@code order[to]} (exclusive).
   *
   * @return the mean loss over them before the update
   */
  double run(int[] order, int from, int to, int epoch, double learningRate) {
    int count = to - from;
    double negativeEntropy = fill(order, from, to, epoch);
    try (NDManager step = manager.newSubManager()) {
      NDArray batch = inputMemory.array(step, inputs, Inference.batchShape(network, count));
      Shape targetShape = new Shape(count, outputs);
      NDArray wanted = targetMemory.array(step, targets, targetShape);
      Map<String, NDArray> leaves = update.leaves(step);
      NDArray value;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        Map<String, NDArray> values =
            Forward.values(network, leaves, batch, Mode.TRAINING, transform);
        NDArray answers = Objects.requireNonNull(values.get(network.output().name()));
        value =
            teacher.isPresent()
                ? loss.ofTargetsAndTeacher(
                    answers, wanted, teacherMemory.array(step, teacherTargets, targetShape))
                : loss.ofTargets(answers, wanted);
        if (features.isPresent()) {
          value = value.add(features.get().of(batch, values, leaves, step));
        }
        collector.backward(value);
      }
      update.apply(leaves, learningRate);
      transform.constrain(parameters.arrays());
      return value.getFloat() + loss.constant(negativeEntropy / count);
    }
  }

  /**
   * Writes the batch and its targets, and returns the sum of the softened teachers' negative
   * entropies.
   */
  private double fill(int[] order, int from, int to, int epoch) {
    Views views = settings.views();
    int volume = scratch.length;
    double negativeEntropy = 0;
    for (int i = 0; i < to - from; i++) {
      int example = order[from + i];
      // Each example starts at a view of its own and meets all of them in turn.
      long start = Views.mix(settings.seed() ^ Views.mix(example));
      int view = (int) Long.remainderUnsigned((start >>> 1) + epoch, views.count());
      views.copy(split, example, view, inputs, i * volume, scratch);
      target(example, targets, i * outputs);
      double share = views.share(example, view);
      if (share < 1) {
        mixInto(views.partner(example, view, split.size()), share, i * outputs);
      }
      if (teacher.isPresent()) {
        teacher.get().copy(view, example, teacherTargets, i * outputs);
        negativeEntropy += loss.soften(teacherTargets, i * outputs, outputs);
      }
    }
    return negativeEntropy;
  }

  private void target(int example, float[] into, int offset) {
    split.head().target(split.targets(), example, settings.labelSmoothing(), outputs, into, offset);
  }

  /** Makes a target that of a mixture: a share of itself, and the rest of another example's. */
  private void mixInto(int other, double share, int offset) {
    target(other, mixed, 0);
    for (int o = 0; o < outputs; o++) {
      targets[offset + o] = (float) (share * targets[offset + o] + (1 - share) * mixed[o]);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
