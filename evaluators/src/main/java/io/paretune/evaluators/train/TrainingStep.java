package io.paretune.evaluators.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
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
  private final DistillationLoss loss;
  private final NDManager manager;
  private final WeightArrays weights;
  private final NesterovSgd optimiser;
  private final int classes;
  private final float[] inputs;
  private final float[] labelTargets;
  private final float[] teacherTargets;
  private final float[] scratch;
  private final ByteBuffer inputMemory;
  private final ByteBuffer labelMemory;
  private final ByteBuffer teacherMemory;

  TrainingStep(
      Network network,
      Weights initial,
      TrainSplit split,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      NDManager parent) {
    this.network = network;
    this.split = split;
    this.settings = settings;
    this.teacher = teacher.filter(logits -> settings.alpha() > 0);
    this.loss =
        new DistillationLoss(
            settings.labelSmoothing(),
            settings.temperature(),
            teacher.isPresent() ? settings.alpha() : 0);
    this.manager = parent.newSubManager();
    this.weights = new WeightArrays(network, initial, manager);
    this.optimiser = new NesterovSgd(weights, settings.momentum(), settings.weightDecay(), manager);
    this.classes = network.classes();
    int batch = Math.min(settings.batchSize(), split.size());
    int volume = split.examples().shape().volume();
    this.inputs = new float[batch * volume];
    this.labelTargets = new float[batch * classes];
    this.teacherTargets = new float[batch * classes];
    this.scratch = new float[volume];
    this.inputMemory = direct(inputs.length);
    this.labelMemory = direct(labelTargets.length);
    this.teacherMemory = direct(teacherTargets.length);
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  WeightArrays weights() {
    return weights;
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
      NDArray batch = array(step, inputs, inputMemory, Inference.batchShape(network, count));
      Shape targetShape = new Shape(count, classes);
      NDArray labels = array(step, labelTargets, labelMemory, targetShape);
      Map<String, NDArray> leaves = weights.leaves(step);
      NDArray value;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray logits = Forward.run(network, leaves, batch, Mode.TRAINING);
        value =
            teacher.isPresent()
                ? loss.ofLabelsAndTeacher(
                    logits, labels, array(step, teacherTargets, teacherMemory, targetShape))
                : loss.ofLabels(logits, labels);
        collector.backward(value);
      }
      optimiser.update(leaves, learningRate);
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
      loss.labelTarget(split.label(example), classes, labelTargets, i * classes);
      if (teacher.isPresent()) {
        teacher.get().copy(view, example, teacherTargets, i * classes);
        negativeEntropy += loss.soften(teacherTargets, i * classes, classes);
      }
    }
    return negativeEntropy;
  }

  private static NDArray array(NDManager step, float[] values, ByteBuffer memory, Shape shape) {
    int floats = Math.toIntExact(shape.size());
    memory.clear().limit(floats * Float.BYTES);
    memory.asFloatBuffer().put(values, 0, floats);
    return step.create(memory, shape, DataType.FLOAT32);
  }

  @Override
  public void close() {
    manager.close();
  }
}
