package io.paretune.evaluators.supernet;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fits the last linear layer of a part to the part's own features. The shared one serves all parts
 * at once; with features that stay as they are, a part's own is a convex problem of some hundred
 * numbers: full-batch Adam (Kingma and Ba 2015, arXiv:1412.6980), drawn towards where it started.
 * Costs a forward pass over the examples and some milliseconds. On one thread a pure function of
 * its arguments.
 */
public final class HeadFit {

  private static final int BATCH = 256;
  private static final int STEPS = 60;
  private static final double RATE = 0.03;

  /** Strength of the pull towards the shared layer; a tenth and five times as much do as well. */
  private static final double PULL = 0.02;

  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.99;
  private static final double EPSILON = 1e-8;

  private final float[][] examples;
  private final float[] targets;
  private final Loss loss;
  private final Device device;
  private final StepGate gate;

  /**
   * What is fitted to.
   *
   * @param examples {@code float[count][elements]}, preprocessed
   * @param targets {@code float[count][outputs]}, flat
   * @param loss how far outputs are from them
   */
  public record Examples(float[][] examples, float[] targets, Loss loss) {}

  /**
   * @param to what is fitted to
   * @param device where
   * @param gate goes around every batch
   */
  public HeadFit(Examples to, Device device, StepGate gate) {
    this.examples = to.examples();
    this.targets = to.targets();
    this.loss = to.loss();
    this.device = device;
    this.gate = gate;
  }

  /** The network with a last layer of its own; itself if it does not end in a linear one. */
  WeightedNetwork of(WeightedNetwork part) {
    Node head = part.network().output();
    if (!(head.layer() instanceof Layer.Linear linear) || !linear.bias()) {
      return part;
    }
    String weight = TensorSpec.Role.WEIGHT.of(head.name());
    String bias = TensorSpec.Role.BIAS.of(head.name());
    float[] matrix = part.weights().get(weight).toArray();
    float[] offsets = part.weights().get(bias).toArray();
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
      NDArray features = features(part, head.inputs().get(0), manager);
      NDArray wanted =
          manager.create(targets, new Shape(examples.length, targets.length / examples.length));
      fit(features, wanted, matrix, offsets, manager);
    }
    Map<String, Tensor> fitted =
        Map.of(
            weight, Tensor.of(matrix, offsets.length, matrix.length / offsets.length),
            bias, Tensor.of(offsets, offsets.length));
    return new WeightedNetwork(part.network(), part.weights().with(fitted));
  }

  /** What the last layer reads, {@code float[count][features]}. */
  private NDArray features(WeightedNetwork part, String value, NDManager manager) {
    Network network = part.network();
    Map<String, NDArray> arrays = new WeightArrays(network, part.weights(), manager).arrays();
    List<float[]> all = new ArrayList<>();
    for (float[] batch : Batched.of(examples, BATCH)) {
      gate.run(
          () -> {
            try (NDManager step = manager.newSubManager()) {
              int count = batch.length / network.input().elements();
              NDArray input = step.create(batch, Inference.batchShape(network, count));
              Map<String, NDArray> values =
                  Forward.values(
                      network,
                      WeightArrays.views(arrays, step),
                      input,
                      Mode.EVALUATION,
                      WeightTransform.identity());
              all.add(Objects.requireNonNull(values.get(value)).toFloatArray());
            }
          });
    }
    int length = all.stream().mapToInt(each -> each.length).sum();
    float[] flat = new float[length];
    int at = 0;
    for (float[] each : all) {
      System.arraycopy(each, 0, flat, at, each.length);
      at += each.length;
    }
    return manager.create(flat, new Shape(examples.length, length / examples.length));
  }

  /** Changes matrix and offsets. */
  private void fit(
      NDArray features, NDArray wanted, float[] matrix, float[] offsets, NDManager manager) {
    Pulled rows = new Pulled(matrix);
    Pulled ends = new Pulled(offsets);
    Shape shape = new Shape(offsets.length, matrix.length / offsets.length);
    for (int step = 1; step <= STEPS; step++) {
      double rate = RATE / 2 * (1 + Math.cos(Math.PI * step / STEPS));
      int now = step;
      gate.run(
          () -> {
            try (NDManager own = manager.newSubManager()) {
              NDArray m = own.create(matrix, shape);
              NDArray o = own.create(offsets);
              gradients(features, wanted, m, o, own);
              rows.update(m.getGradient().toFloatArray(), rate, now);
              ends.update(o.getGradient().toFloatArray(), rate, now);
            }
          });
    }
  }

  private void gradients(NDArray features, NDArray wanted, NDArray m, NDArray o, NDManager own) {
    m.setRequiresGradient(true);
    o.setRequiresGradient(true);
    NDArray inputs = features.stopGradient();
    inputs.attach(own);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      collector.backward(loss.of(inputs.matMul(m.transpose()).add(o), wanted, 1));
    }
  }

  /** Values under Adam, pulled towards where they were. */
  private static final class Pulled {
    private final float[] values;
    private final float[] start;
    private final double[] first;
    private final double[] second;

    Pulled(float[] values) {
      this.values = values;
      this.start = values.clone();
      this.first = new double[values.length];
      this.second = new double[values.length];
    }

    void update(float[] gradient, double rate, int step) {
      for (int i = 0; i < values.length; i++) {
        double g = gradient[i] + PULL * (values[i] - start[i]);
        first[i] = FIRST_DECAY * first[i] + (1 - FIRST_DECAY) * g;
        second[i] = SECOND_DECAY * second[i] + (1 - SECOND_DECAY) * g * g;
        double mean = first[i] / (1 - Math.pow(FIRST_DECAY, step));
        double square = second[i] / (1 - Math.pow(SECOND_DECAY, step));
        values[i] -= (float) (rate * mean / (Math.sqrt(square) + EPSILON));
      }
    }
  }
}
