package io.paretune.evaluators.train.forward;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * A network with fixed weights on PyTorch, in evaluation mode. Holds native memory until closed;
 * one thread at a time. What a search reports is the accuracy of the exported file, not this one:
 * this serves training.
 */
public final class Inference implements Scorer, AutoCloseable {
  private static final int BATCH = 256;

  private final Network network;
  private final NDManager manager;
  private final Map<String, NDArray> weights;
  private final ForwardTransform transform;
  private BatchMemory memory = new BatchMemory(0);

  /** Copies the weights to the device. */
  public Inference(Network network, Weights weights, Device device) {
    this(network, weights, WeightTransform.identity(), Weights.of(Map.of()), device);
  }

  /**
   * Copies the weights to the device, to be used through a transform.
   *
   * @param parameters of the transform, as trained
   */
  public Inference(
      Network network,
      Weights weights,
      ForwardTransform transform,
      Weights parameters,
      Device device) {
    this.network = network;
    this.transform = transform;
    this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
    Map<String, NDArray> all = new HashMap<>(new WeightArrays(network, weights, manager).arrays());
    all.putAll(WeightArrays.ofParameters(parameters, manager).arrays());
    this.weights = all;
  }

  @Override
  public float[] logits(float[] inputs, int count) {
    if (memory.capacity() < inputs.length) {
      memory = new BatchMemory(inputs.length);
    }
    return logits(network, weights, transform, manager, memory, inputs, count);
  }

  /** The share of the split's examples whose highest score is their class, in [0, 1]. */
  public double accuracy(Split split) {
    return accuracy(network, weights, transform, manager, split, StepGate.open());
  }

  @Override
  public void close() {
    manager.close();
  }

  static float[] logits(
      Network network,
      Map<String, NDArray> weights,
      ForwardTransform transform,
      NDManager manager,
      BatchMemory memory,
      float[] inputs,
      int count) {
    try (NDManager step = manager.newSubManager()) {
      NDArray batch = memory.array(step, inputs, batchShape(network, count));
      Map<String, NDArray> views = WeightArrays.views(weights, step);
      return Forward.run(network, views, batch, Mode.EVALUATION, transform).toFloatArray();
    }
  }

  public static double accuracy(
      Network network,
      Map<String, NDArray> weights,
      ForwardTransform transform,
      NDManager manager,
      Split split,
      StepGate gate) {
    int[] correct = {0};
    int most = Math.min(BATCH, split.size());
    BatchMemory memory = new BatchMemory(most * network.input().elements());
    for (int from = 0; from < split.size(); from += BATCH) {
      int start = from;
      int end = Math.min(split.size(), start + BATCH);
      gate.run(
          () -> {
            float[] inputs = split.inputs(start, end);
            float[] scores =
                logits(network, weights, transform, manager, memory, inputs, end - start);
            correct[0] += Accuracy.hits(scores, split, start, end, split.size());
          });
    }
    return (double) correct[0] / split.size();
  }

  public static Shape batchShape(Network network, int count) {
    return network.input() instanceof io.paretune.evaluators.network.Shape.Image image
        ? new Shape(count, image.channels(), image.height(), image.width())
        : new Shape(count, network.input().elements());
  }
}
