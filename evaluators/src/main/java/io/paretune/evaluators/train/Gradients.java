package io.paretune.evaluators.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.train.forward.BatchMemory;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The gradients of a trained network's loss, batch by batch: what first-order criteria of pruning
 * look at. The loss is the task's, the network as it is deployed: running statistics, no dropout.
 * Nothing is changed.
 */
public final class Gradients {

  private Gradients() {}

  /**
   * Computes the gradients on examples that are spread evenly over a split.
   *
   * @param device where
   * @param count how many examples, at least 1; all if there are fewer
   * @param batch examples a gradient is the mean over, at least 1
   * @param gate goes around every batch
   * @param action takes each batch's gradients, of all trainable tensors, by name
   */
  public static void forEachBatch(
      Device device,
      Network network,
      Weights weights,
      Split split,
      int count,
      int batch,
      StepGate gate,
      Consumer<Weights> action) {
    if (count < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "count and batch must be at least 1, got count=%d, batch=%d".formatted(count, batch));
    }
    // what closes it stays out: the loss reads raw outputs
    Network scores = network.opened();
    int all = Math.min(count, split.size());
    BatchMemory inputs = new BatchMemory(batch * split.examples().shape().volume());
    BatchMemory wanted = new BatchMemory(batch * network.outputs());
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
      WeightArrays arrays = new WeightArrays(scores, weights, manager);
      for (int from = 0; from < all; from += batch) {
        int start = from;
        int end = Math.min(all, from + batch);
        gate.run(
            () -> {
              try (NDManager step = manager.newSubManager()) {
                NDArray images =
                    inputs.array(
                        step,
                        split.sample(start, end, all),
                        Inference.batchShape(scores, end - start));
                NDArray targets =
                    wanted.array(
                        step,
                        targets(split, start, end, all, scores.outputs()),
                        new Shape(end - start, scores.outputs()));
                action.accept(gradients(scores, arrays, images, targets, split.head().loss()));
              }
            });
      }
    }
  }

  private static float[] targets(Split split, int from, int to, int all, int outputs) {
    float[] targets = new float[(to - from) * outputs];
    for (int i = from; i < to; i++) {
      int example = split.sampled(i, all);
      split.head().target(split.targets(), example, 0, outputs, targets, (i - from) * outputs);
    }
    return targets;
  }

  private static Weights gradients(
      Network network, WeightArrays arrays, NDArray images, NDArray targets, Loss loss) {
    Map<String, NDArray> leaves = arrays.leaves(images.getManager());
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray outputs = Forward.run(network, leaves, images, Mode.EVALUATION);
      collector.backward(loss.of(outputs, targets, 1));
    }
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (TensorSpec spec : trainable(network)) {
      NDArray leaf = leaves.get(spec.name());
      if (leaf != null) {
        gradients.put(spec.name(), Tensor.of(leaf.getGradient().toFloatArray(), spec.dimensions()));
      }
    }
    return Weights.of(gradients);
  }

  private static List<TensorSpec> trainable(Network network) {
    return network.tensors().stream().filter(spec -> spec.role().trainable()).toList();
  }
}
