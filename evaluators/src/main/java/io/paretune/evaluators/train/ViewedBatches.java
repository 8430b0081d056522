package io.paretune.evaluators.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.BatchMemory;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.step.Batch;
import io.paretune.evaluators.train.step.Batches;
import io.paretune.evaluators.train.views.Views;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The training split in a fresh order each epoch, in batches whose sizes differ by at most one,
 * each example in another of its views. Batches go to PyTorch through three buffers that are
 * allocated once (DJL would take fresh memory outside the heap for every batch, which is freed only
 * when the collector gets there).
 */
public final class ViewedBatches implements Batches {
  private final Network network;
  private final TrainSplit split;
  private final TrainingSettings settings;
  private final Optional<TeacherLogits> teacher;
  private final DistillationLoss loss;
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
  private int[] order = {};
  private int ordered;

  /**
   * @param network whose inputs and outputs the batches are for
   * @param settings size of a batch, views, label smoothing and the seed of the order
   * @param teacher its answers to exactly the settings' views of the split
   * @param loss softens the teacher's answers; the teacher is asked only if it needs one
   */
  public ViewedBatches(
      Network network,
      TrainSplit split,
      TrainingSettings settings,
      Optional<TeacherLogits> teacher,
      DistillationLoss loss) {
    this.network = network;
    this.split = split;
    this.settings = settings;
    this.teacher = teacher.filter(logits -> loss.needsTeacher());
    this.loss = loss;
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

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public Batch batch(int epoch, int step, NDManager owner) {
    if (ordered != epoch) {
      order = shuffled(split.size(), settings.seed(), epoch);
      ordered = epoch;
    }
    int from = (int) ((long) split.size() * step / steps);
    int to = (int) ((long) split.size() * (step + 1) / steps);
    int count = to - from;
    double negativeEntropy = fill(from, to, epoch);
    Shape targetShape = new Shape(count, outputs);
    NDArray batch = inputMemory.array(owner, inputs, Inference.batchShape(network, count));
    NDArray wanted = targetMemory.array(owner, targets, targetShape);
    return new Batch(
        batch,
        wanted,
        teacher.map(
            logits ->
                new Batch.Taught(
                    teacherMemory.array(owner, teacherTargets, targetShape),
                    negativeEntropy / count)));
  }

  /**
   * Writes the batch and its targets, and returns the sum of the softened teachers' negative
   * entropies.
   */
  private double fill(int from, int to, int epoch) {
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
}
