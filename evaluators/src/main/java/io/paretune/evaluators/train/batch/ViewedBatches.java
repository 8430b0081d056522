package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.views.Views;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The training split in a fresh order each epoch, in batches whose sizes differ by at most one,
 * each example in another of its views; texts of like lengths are in one batch, without the padding
 * behind the longest. Batches go to PyTorch through buffers that are allocated once (DJL would take
 * fresh memory outside the heap for every batch, which is freed only when the collector gets
 * there).
 */
public final class ViewedBatches implements Batches {
  /** Threads that make batches may be in two epochs at once. */
  private static final int EPOCHS = 2;

  private final Network network;
  private final TrainSplit split;
  private final Batching batching;
  private final Optional<TeacherLogits> teacher;
  private final DistillationLoss loss;
  private final int steps;
  private final Optional<LengthBuckets> buckets;
  private final Map<Integer, int[]> orders = new LinkedHashMap<>();
  private Optional<BatchBuffers> own = Optional.empty();

  /**
   * @param network whose inputs and outputs the batches are for
   * @param teacher its answers to exactly the views of the split
   * @param loss softens the teacher's answers; the teacher is asked only if it needs one
   */
  public ViewedBatches(
      Network network,
      TrainSplit split,
      Batching batching,
      Optional<TeacherLogits> teacher,
      DistillationLoss loss) {
    this.network = network;
    this.split = split;
    this.batching = batching;
    this.teacher = teacher.filter(logits -> loss.needsTeacher());
    this.loss = loss;
    this.buckets =
        split.examples().shape().isText() ? Optional.of(LengthBuckets.of(split)) : Optional.empty();
    // Every batch has at least two examples, for batch normalisation.
    this.steps = Math.min((split.size() + batching.size() - 1) / batching.size(), split.size() / 2);
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public Batch batch(int epoch, int step, NDManager owner) {
    BatchBuffers into = own.orElseGet(this::buffers);
    own = Optional.of(into);
    fill(epoch, step, into);
    return handed(into, owner);
  }

  /** Memory that every batch fits into. */
  BatchBuffers buffers() {
    return new BatchBuffers(largest(), volume(), network.outputs(), teacher.isPresent());
  }

  /** How many bytes the memory of a batch takes. */
  long bytes() {
    return BatchBuffers.bytes(largest(), volume(), network.outputs());
  }

  private int largest() {
    return (split.size() + steps - 1) / steps;
  }

  private int volume() {
    return split.examples().shape().volume();
  }

  /** Makes the batch of a step. Safe for use by several threads, each with memory of its own. */
  void fill(int epoch, int step, BatchBuffers into) {
    int[] order = order(epoch);
    int batch = buckets.isPresent() ? shuffled(steps, ~batching.seed(), epoch)[step] : step;
    int from = (int) ((long) split.size() * batch / steps);
    int to = (int) ((long) split.size() * (batch + 1) / steps);
    into.begin(to - from);
    for (int i = 0; i < to - from; i++) {
      int example = order[from + i];
      buckets.ifPresent(texts -> into.lengthen(texts.length(example)));
      // Each example starts at a view of its own and meets all of them in turn.
      long start = Views.mix(batching.seed() ^ Views.mix(example));
      int view = (int) Long.remainderUnsigned((start >>> 1) + epoch, batching.views().count());
      fill(i, example, view, into);
    }
  }

  private void fill(int place, int example, int view, BatchBuffers into) {
    Views views = batching.views();
    views.copy(split, example, view, into.input(), 0, into.scratch());
    target(example, view, into.target());
    double share = views.share(example, view, split.examples().shape());
    if (share < 1) {
      // its own variation, as that of its pixels is
      target(views.partner(example, view, split.size()), view + views.count(), into.partner());
      blend(into.target(), into.partner(), share);
    }
    into.put(place);
    if (teacher.isPresent()) {
      float[] answer = into.target();
      teacher.get().copy(view, example, answer, 0);
      double negativeEntropy = loss.soften(answer, 0, answer.length);
      into.putTaught(place, answer, negativeEntropy);
    }
  }

  /** A batch that was made. */
  Batch handed(BatchBuffers made, NDManager owner) {
    Batch batch =
        made.batch(owner, Inference.batchShape(network, made.count()), teacher.isPresent());
    return buckets.isPresent()
        ? batch.withInputs(
            batch.inputs().get(new NDIndex().addAllDim().addSliceDim(0, made.longest())))
        : batch;
  }

  private void target(int example, int view, float[] into) {
    split.head().target(split.targets(), example, batching.labelSmoothing(), into.length, into, 0);
    if (split.head().isPlaced()) {
      InputShape shape = split.examples().shape();
      int planes = into.length / (shape.height() * shape.width());
      InputShape placed = new InputShape(planes, shape.height(), shape.width());
      batching.views().move(example, view, placed, into);
    }
  }

  /** Makes a target that of a mixture: a share of itself, and the rest of another example's. */
  private static void blend(float[] target, float[] other, double share) {
    for (int o = 0; o < target.length; o++) {
      target[o] = (float) (share * target[o] + (1 - share) * other[o]);
    }
  }

  private synchronized int[] order(int epoch) {
    int[] order = orders.computeIfAbsent(epoch, this::made);
    if (orders.size() > EPOCHS) {
      orders.remove(orders.keySet().iterator().next());
    }
    return order;
  }

  private int[] made(int epoch) {
    int[] order = shuffled(split.size(), batching.seed(), epoch);
    return buckets.map(texts -> texts.sorted(order, steps)).orElse(order);
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
