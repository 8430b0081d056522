package io.paretune.evaluators.train.forward;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import java.util.HashMap;
import java.util.Map;

/**
 * A network with fixed weights on PyTorch, in evaluation mode. Holds native memory until closed;
 * one thread at a time. What a search reports is the score of the exported file, not this one: this
 * serves training.
 */
public final class Inference implements Scorer, AutoCloseable {
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

  @Override
  public Predictions.Form form() {
    return form(network);
  }

  /** A closed network answers; the unit of numbers is not closed before it is exported. */
  private static Predictions.Form form(Network network) {
    return network.isClosed() ? Predictions.Form.ANSWERS : Predictions.Form.RAW;
  }

  /** How good the network is on a split. */
  public Scores score(Split split) {
    return score(split, split.size(), StepGate.open());
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

  /** How good a network in training is; its batches go through one buffer. */
  public static Scores score(
      Network network,
      Map<String, NDArray> weights,
      ForwardTransform transform,
      NDManager manager,
      Split split,
      StepGate gate) {
    int most = Math.min(CHUNK, split.size());
    BatchMemory memory = new BatchMemory(most * network.input().elements());
    Scorer scorer =
        new Scorer() {
          @Override
          public float[] logits(float[] inputs, int count) {
            return Inference.logits(network, weights, transform, manager, memory, inputs, count);
          }

          @Override
          public Predictions.Form form() {
            return Inference.form(network);
          }
        };
    return scorer.score(split, split.size(), gate);
  }

  public static Shape batchShape(Network network, int count) {
    return network.input() instanceof io.paretune.evaluators.network.Shape.Image image
        ? new Shape(count, image.channels(), image.height(), image.width())
        : new Shape(count, network.input().elements());
  }
}
